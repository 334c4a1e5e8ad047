// What to tell the school's DHCP server, for each kind, with the appliance's own addresses in it.
import { Choices, useForm } from '../../parts/form';
import { ProblemBox } from '../../parts/load';
import { Problem } from '../../api/problem';
import { type DhcpServer, recipe, servers } from '../../policy/dhcp';
import { w } from '../../words/en';
import type { StepProps } from './first_run';
import { Next } from './next';

export function DhcpStep(props: StepProps) {
  const form = useForm({ server: 'kea' }, { keep: false });
  const { addresses } = props.of.status.dns;
  const kind = form.values.server as DhcpServer;
  const shown = recipe(kind, addresses);
  const words = w.firstRun.dhcp;
  if (addresses.length === 0) return <ProblemBox problem={new Problem({ title: words.noAddress, detail: words.noAddressText })} />;
  return (
    <>
      <p class="govuk-body">{words.only(addresses.join(', '))}</p>
      <Choices form={form} name="server" label={words.which} choices={servers.map((server) => ({ value: server, text: words.kinds[server] }))} />
      <section aria-live="polite" aria-labelledby="recipe">
        <h2 class="govuk-heading-m" id="recipe">
          {words.kinds[kind]}
        </h2>
        <p class="govuk-body">{words.how[kind](shown.file)}</p>
        <pre class="sg-note" tabIndex={0} aria-label={words.recipe}>
          {shown.lines.join('\n')}
        </pre>
        {shown.command !== '' && (
          <>
            <p class="govuk-body govuk-!-margin-top-3">{words.then}</p>
            <pre class="sg-note" tabIndex={0} aria-label={words.command}>
              {shown.command}
            </pre>
          </>
        )}
        <p class="govuk-body govuk-!-margin-top-3">{words.after}</p>
      </section>
      <Next after="dhcp" />
    </>
  );
}

// Who is asked what is not blocked, with a live test of each before anything is set.
import { useState } from 'preact/hooks';
import { api } from '../../api/client';
import { Done } from '../../parts/change';
import { Form, TextArea, linesOf, useForm } from '../../parts/form';
import { Facts, Tag } from '../../parts/small';
import { Table } from '../../parts/table';
import type { UpstreamCheck } from '../../api/types';
import { w } from '../../words/en';
import type { StepProps } from './first_run';
import { Next } from './next';

function Results(props: { rows: UpstreamCheck[] }) {
  return (
    <div role="status">
      <Table
        caption={w.firstRun.upstreams.results}
        rows={props.rows}
        keyOf={(row) => row.server}
        columns={[
          { title: w.firstRun.upstreams.server, head: true, cell: (row) => <span class="sg-code">{row.server}</span> },
          { title: w.firstRun.upstreams.answer, cell: (row) => <Tag tone={row.answered ? 'good' : 'bad'}>{row.answered ? w.firstRun.upstreams.answered(row.milliseconds) : w.firstRun.upstreams.silent}</Tag> },
          { title: w.firstRun.upstreams.signatures, cell: (row) => (row.answered ? w.firstRun.upstreams.signed[row.signatures] : (row.problem ?? w.words.none)) },
        ]}
      />
    </div>
  );
}

export function UpstreamsStep(props: StepProps) {
  const form = useForm({ servers: props.of.settings.upstreams.join('\n') });
  const [rows, setRows] = useState<{ of: string; checks: UpstreamCheck[] } | null>(null);
  const [done, setDone] = useState<number | null>(null);
  // Servers of which none answers would leave the school without the internet.
  const tested = rows !== null && rows.of === form.values.servers && rows.checks.some((check) => check.answered);
  const test = () =>
    form.submit(async (values) => {
      const { data } = await api.post('/api/v1/settings/test-upstreams', { servers: linesOf(values.servers) });
      setRows({ of: values.servers, checks: data.upstreams });
      return 'not-sent' as const;
    });
  const save = () =>
    form.submit(async (values) => {
      const { data } = await api.put('/api/v1/settings', { upstreams: linesOf(values.servers), reason: w.firstRun.reason }, { basedOn: props.serial });
      setDone('serial' in data ? data.serial : 0);
      await props.changed();
    });
  return (
    <>
      {done !== null && <Done text={w.firstRun.upstreams.saved} serial={done} />}
      <Facts facts={[{ term: w.firstRun.upstreams.now, value: <span class="sg-code">{props.of.status.dns.upstreams.join(', ')}</span> }]} />
      <div class="sg-narrow">
        <Form
          form={form}
          onSubmit={test}
          button={w.firstRun.upstreams.test}
          beside={
            tested && (
              <button type="button" class="govuk-button sg-beside" onClick={() => void save()}>
                {w.firstRun.upstreams.use}
              </button>
            )
          }
        >
          <TextArea form={form} name="servers" label={w.firstRun.upstreams.servers} hint={w.firstRun.upstreams.hint} rows={3} />
        </Form>
      </div>
      {rows !== null && <Results rows={rows.checks} />}
      <Next after="upstreams" secondary={done === null} />
    </>
  );
}

// The school's settings: those of filtering here, the others on pages of their own.
import { useState } from 'preact/hooks';
import { api } from '../../api/client';
import type { Preview, Receipt, Settings } from '../../api/types';
import { ChangeForm, type ChangeOptions, Done } from '../../parts/change';
import { Choices, TextArea, TextField, type Values, linesOf, useForm } from '../../parts/form';
import { Wait, useLoad } from '../../parts/load';
import { Facts, Names } from '../../parts/small';
import { namesOf } from '../../policy/names';
import { loadSchool } from '../../school';
import { can } from '../../session';
import { Page } from '../../shell/page';
import type { PageProps } from '../../shell/pages';
import { w } from '../../words/en';

const styles = ['null_address', 'nxdomain', 'refused', 'block_page'] as const;
type SettingsForm = Values & { school: string; zone: string; block_style: string; block_page_addresses: string; protected_names: string; essentials: string; reason: string };

function zones(): string[] {
  // Older browsers do not know the list; the field then takes any text and the appliance checks it.
  const known = Intl as unknown as { supportedValuesOf?: (key: string) => string[] };
  return known.supportedValuesOf?.('timeZone') ?? ['Europe/London'];
}

function Editor(props: { settings: Settings; serial: number | null; saved: (serial: number) => Promise<void>; newest: () => unknown }) {
  const { settings } = props;
  const form = useForm<SettingsForm>({
    school: settings.school,
    zone: settings.zone,
    block_style: settings.block_style,
    block_page_addresses: settings.block_page_addresses.join('\n'),
    protected_names: settings.protected_names.join('\n'),
    essentials: settings.essentials.join('\n'),
    reason: '',
  });
  const send = async (values: SettingsForm, options: ChangeOptions): Promise<Preview | Receipt> => {
    const body = {
      school: values.school,
      zone: values.zone,
      block_style: values.block_style as Settings['block_style'],
      block_page_addresses: linesOf(values.block_page_addresses),
      protected_names: namesOf(values.protected_names),
      essentials: namesOf(values.essentials),
      reason: values.reason,
    };
    const { data } = await api.put('/api/v1/settings', body, { query: { preview: options.preview || undefined }, basedOn: options.basedOn });
    if (!options.preview) await props.saved((data as Receipt).serial);
    return data as Preview | Receipt;
  };
  return (
    <div class="sg-narrow">
      <ChangeForm form={form} send={send} basedOn={props.serial} done={() => undefined} newest={props.newest} required={{ school: w.settings.schoolMissing, reason: w.forms.reasonMissing }}>
        <TextField form={form} name="school" label={w.settings.school} spellcheck />
        <TextField form={form} name="zone" label={w.settings.zone} hint={w.settings.zoneHint} width={20} list={zones()} />
        <Choices form={form} name="block_style" label={w.settings.style} choices={styles.map((value) => ({ value, text: w.settings.styles[value], hint: w.settings.styleHints[value] }))} />
        {form.values.block_style === 'block_page' && <TextArea form={form} name="block_page_addresses" label={w.settings.blockPage} hint={w.settings.blockPageHint} rows={2} />}
        <TextArea form={form} name="protected_names" label={w.settings.protected} hint={w.settings.protectedHint} rows={4} />
        <TextArea form={form} name="essentials" label={w.settings.essentials} hint={w.settings.essentialsHint} rows={8} />
      </ChangeForm>
    </div>
  );
}

/** The other pages of settings, each for one thing. */
const others = ['signing-in', 'single-sign-on', 'keeping', 'mail', 'notices', 'webhooks', 'outbox', 'appliance'] as const;

function Others() {
  return (
    <nav aria-label={w.settings.others}>
      <ul class="sg-index">
        {others.map((id) => (
          <li key={id}>
            <a class="govuk-link" href={`/settings/${id}`}>
              {w.settings.pages[id].title}
            </a>
            <span class="sg-below">{w.settings.pages[id].about}</span>
          </li>
        ))}
      </ul>
    </nav>
  );
}

export function SettingsPage(props: PageProps) {
  const settings = useLoad(() => api.get('/api/v1/settings'));
  const [done, setDone] = useState<number | null>(null);
  const [turn, setTurn] = useState(0);
  const newest = async () => {
    await settings.reload();
    setTurn((n) => n + 1);
  };
  return (
    <Page title={w.settings.title} lead={w.settings.lead}>
      {done !== null && <Done text={w.settings.saved} serial={done} />}
      {can(props.role, 'network_manager') && <Others />}
      <h2 class="govuk-heading-m">{w.settings.filtering}</h2>
      <Wait of={settings}>
        {({ data, serial }) =>
          can(props.role, 'network_manager') ? (
            <Editor
              key={turn}
              settings={data}
              serial={serial}
              newest={newest}
              saved={async (number) => {
                setDone(number);
                await Promise.all([loadSchool(), newest()]);
                window.scrollTo(0, 0);
              }}
            />
          ) : (
            <Facts
              facts={[
                { term: w.settings.school, value: data.school },
                { term: w.settings.zone, value: data.zone },
                { term: w.settings.style, value: w.settings.styles[data.block_style] },
                { term: w.settings.protected, value: data.protected_names.length === 0 ? w.words.none : <Names names={data.protected_names} most={20} /> },
                { term: w.settings.essentials, value: <Names names={data.essentials} most={8} /> },
              ]}
            />
          )
        }
      </Wait>
    </Page>
  );
}

// How people sign in: how long a session lasts, how old a password may grow, second factors, and from where one may come.
import { api } from '../../api/client';
import type { Settings } from '../../api/types';
import { Done } from '../../parts/change';
import { TextArea, TextField, linesOf, useForm } from '../../parts/form';
import { Wait } from '../../parts/load';
import { type Editing, SaveForm, useEditing } from '../../parts/save';
import { Page } from '../../shell/page';
import type { PageProps } from '../../shell/pages';
import { w } from '../../words/en';

type Read = Awaited<ReturnType<typeof read>>;
const read = () => api.get('/api/v1/settings');
const numbers = ['session_idle_minutes', 'session_hours', 'password_days', 'second_factor_days'] as const;

function Rules(props: { settings: Settings; serial: number | null; editing: Editing<Read> }) {
  const { settings } = props;
  const form = useForm({
    session_idle_minutes: String(settings.session_idle_minutes),
    session_hours: String(settings.session_hours),
    password_days: String(settings.password_days),
    second_factor_days: String(settings.second_factor_days),
    admin_networks: settings.admin_networks.join('\n'),
    reason: '',
  });
  const send = async (values: typeof form.values, basedOn: number | null) => {
    const body = { ...Object.fromEntries(numbers.map((each) => [each, Number(values[each])])), admin_networks: linesOf(values.admin_networks), reason: values.reason };
    return ((await api.put('/api/v1/settings', body, { basedOn })).data as { serial: number }).serial;
  };
  return (
    <SaveForm form={form} send={send} basedOn={props.serial} editing={props.editing}>
      {numbers.map((each) => (
        <TextField key={each} form={form} name={each} label={w.signingIn[each]} hint={w.signingIn.hints[each]} inputMode="numeric" width={4} />
      ))}
      <TextArea form={form} name="admin_networks" label={w.signingIn.admin_networks} hint={w.signingIn.hints.admin_networks} rows={4} />
    </SaveForm>
  );
}

export function SigningInPage(_: PageProps) {
  const editing = useEditing(read);
  return (
    <Page title={w.signingIn.title} lead={w.signingIn.lead} back={{ href: '/settings', text: w.settings.title }}>
      {editing.done !== null && <Done text={w.settings.saved} serial={editing.done} />}
      <Wait of={editing.loaded}>
        {({ data, serial }) => (
          <div class="sg-narrow">
            <Rules key={editing.turn} settings={data} serial={serial} editing={editing} />
          </div>
        )}
      </Wait>
    </Page>
  );
}

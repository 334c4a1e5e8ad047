// The mail server that notices go through, and a message to see that it works.
import { useState } from 'preact/hooks';
import { api } from '../../api/client';
import type { Sending } from '../../api/types';
import { Done } from '../../parts/change';
import { Choices, Form, TextArea, TextField, useForm } from '../../parts/form';
import { Wait } from '../../parts/load';
import { type Editing, SaveForm, useEditing } from '../../parts/save';
import { Details } from '../../parts/small';
import { Page } from '../../shell/page';
import type { PageProps } from '../../shell/pages';
import { w } from '../../words/en';

type Read = Awaited<ReturnType<typeof read>>;
const read = () => api.get('/api/v1/sending');

function Server(props: { mail: Sending['mail']; serial: number | null; editing: Editing<Read> }) {
  const { mail } = props;
  const form = useForm({ server: mail.server, from: mail.from, sign_in: mail.signs_in ? 'keep' : 'none', user: '', password: '', authority: '', in_clear: mail.in_clear ? ['yes'] : [], reason: '' });
  const send = async (values: typeof form.values, basedOn: number | null) => {
    const credentials = values.sign_in === 'new' ? { user: values.user, password: values.password } : values.sign_in === 'none' && mail.signs_in ? { no_credentials: true } : {};
    const authority = values.authority.trim() === '' ? {} : { authority: values.authority };
    const body = { server: values.server.trim(), from: values.from.trim(), in_clear: values.in_clear.length > 0, ...credentials, ...authority, reason: values.reason };
    return (await api.put('/api/v1/sending', body, { basedOn })).data.serial;
  };
  return (
    <SaveForm form={form} send={send} basedOn={props.serial} editing={props.editing}>
      <TextField form={form} name="server" label={w.mail.server} hint={w.mail.serverHint} inputMode="url" />
      <TextField form={form} name="from" type="email" label={w.mail.from} hint={w.mail.fromHint} />
      <Choices
        form={form}
        name="sign_in"
        label={w.mail.signIn}
        choices={[...(mail.signs_in ? [{ value: 'keep', text: w.mail.keep }] : []), { value: 'new', text: mail.signs_in ? w.mail.other : w.mail.with }, { value: 'none', text: w.mail.without }]}
      />
      {form.values.sign_in === 'new' && (
        <>
          <TextField form={form} name="user" label={w.mail.user} width={20} />
          <TextField form={form} name="password" type="password" label={w.mail.password} autoComplete="new-password" width={20} />
        </>
      )}
      <Details summary={w.mail.special}>
        <TextArea form={form} name="authority" label={w.mail.authority} hint={mail.own_authority ? w.mail.authorityThere : w.mail.authorityHint} rows={4} />
        <Choices form={form} name="in_clear" label={w.mail.clearLabel} several choices={[{ value: 'yes', text: w.mail.clear, hint: w.mail.clearHint }]} />
      </Details>
    </SaveForm>
  );
}

/** It waits for the server's own answer, which is told as it came. */
function Test() {
  const form = useForm({ to: '' }, { keep: false });
  const [answer, setAnswer] = useState<string | null>(null);
  const send = () =>
    form.submit(async (values) => {
      setAnswer(null);
      const { data } = await api.post('/api/v1/sending/test', values.to.trim() === '' ? {} : { to: values.to.trim() });
      setAnswer(w.mail.taken(data.to, data.answer));
    });
  return (
    <Form form={form} onSubmit={send} button={w.mail.test}>
      <TextField form={form} name="to" type="email" label={w.mail.to} hint={w.mail.toHint} />
      <p class="govuk-body" role="status">
        {answer}
      </p>
    </Form>
  );
}

export function MailPage(_: PageProps) {
  const editing = useEditing(read);
  return (
    <Page title={w.mail.title} lead={w.mail.lead} back={{ href: '/settings', text: w.settings.title }}>
      {editing.done !== null && <Done text={w.mail.saved} serial={editing.done} />}
      <Wait of={editing.loaded}>
        {({ data, serial }) => (
          <div class="sg-narrow">
            <Server key={editing.turn} mail={data.mail} serial={serial} editing={editing} />
            {data.mail.server !== '' && (
              <>
                <h2 class="govuk-heading-m">{w.mail.testTitle}</h2>
                <Test />
              </>
            )}
          </div>
        )}
      </Wait>
    </Page>
  );
}

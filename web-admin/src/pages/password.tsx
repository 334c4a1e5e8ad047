// A new password of one's own. Whoever has a one-time password, or one that grew too old, sees this and nothing else.
import { useState } from 'preact/hooks';
import { api } from '../api/client';
import { Done } from '../parts/change';
import { Form, TextField, useForm } from '../parts/form';
import { NewPassword, checkNewPassword } from '../parts/new_password';
import { reread, session } from '../session';
import { Page } from '../shell/page';
import type { PageProps } from '../shell/pages';
import { useStore } from '../store';
import { w } from '../words/en';

export function PasswordPage(props: PageProps & { duty?: string }) {
  const who = useStore(session).session;
  const form = useForm({ current_password: '', password: '', again: '' });
  const [done, setDone] = useState<number | null>(null);
  if (who === null) return null;
  const oneTime = who.must_change_password;
  const first = props.duty !== undefined;
  const send = () =>
    form.submit(
      async (values) => {
        checkNewPassword(values);
        const { data } = await api.post('/api/v1/people/{user}/password', { current_password: values.current_password, password: values.password }, { ids: { user: who.user } });
        form.clear();
        setDone(data.serial);
        await reread();
      },
      { current_password: oneTime ? w.account.oneTimeMissing : w.account.currentMissing, password: w.account.newMissing },
    );
  return (
    <Page
      title={first ? w.account.firstTitle : w.account.newPassword}
      lead={first ? (oneTime ? w.account.firstLead : w.account.oldLead) : w.account.newLead}
      back={first ? undefined : { href: '/account', text: w.account.title }}
    >
      {done !== null && <Done text={w.account.done} serial={done} />}
      <div class="sg-narrow">
        <Form form={form} onSubmit={send} button={w.account.button}>
          <TextField form={form} name="current_password" type="password" label={oneTime ? w.account.oneTime : w.account.current} autoComplete="current-password" width={20} />
          <NewPassword form={form} user={who.user} />
        </Form>
      </div>
    </Page>
  );
}

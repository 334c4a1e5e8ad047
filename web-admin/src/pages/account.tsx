// One's own account: a new password. Whoever signed in with a one-time password sees this first, and nothing else.
import { useState } from 'preact/hooks';
import { api } from '../api/client';
import { Problem } from '../api/problem';
import { Done } from '../parts/change';
import { Form, TextField, useForm } from '../parts/form';
import { Facts } from '../parts/small';
import { passwordChanged, session } from '../session';
import { Page } from '../shell/page';
import type { PageProps } from '../shell/pages';
import { useStore } from '../store';
import { w } from '../words/en';

const shortest_password = 12; // as openapi.yaml says; told before it is sent

export function AccountPage(props: PageProps) {
  const who = useStore(session).session;
  const form = useForm({ current_password: '', password: '', again: '' });
  const [done, setDone] = useState<number | null>(null);
  if (who === null) return null;
  const first = who.must_change_password;
  const send = () =>
    form.submit(
      async (values) => {
        if (values.password.length < shortest_password) throw wrong('/password', w.account.tooShort(shortest_password));
        if (values.password !== values.again) throw wrong('/again', w.account.different);
        const { data } = await api.post('/api/v1/people/{user}/password', { current_password: values.current_password, password: values.password }, { ids: { user: who.user } });
        form.clear();
        setDone(data.serial);
        passwordChanged();
      },
      { current_password: w.account.currentMissing, password: w.account.newMissing },
    );
  return (
    <Page title={first ? w.account.firstTitle : w.account.title} lead={first ? w.account.firstLead : undefined}>
      {done !== null && <Done text={w.account.done} serial={done} />}
      {!first && (
        <Facts
          facts={[
            { term: w.people.name, value: who.name },
            { term: w.people.user, value: who.user },
            { term: w.people.role, value: w.roles[props.role] },
          ]}
        />
      )}
      <div class="sg-narrow">
        {!first && <h2 class="govuk-heading-m">{w.account.newPassword}</h2>}
        <Form form={form} onSubmit={send} button={w.account.button}>
          <input type="text" class="govuk-visually-hidden" autoComplete="username" value={who.user} tabIndex={-1} aria-hidden="true" readOnly />
          <TextField form={form} name="current_password" type="password" label={first ? w.account.oneTime : w.account.current} autoComplete="current-password" width={20} />
          <TextField form={form} name="password" type="password" label={w.account.new} hint={w.account.newHint(shortest_password)} autoComplete="new-password" width={20} />
          <TextField form={form} name="again" type="password" label={w.account.again} autoComplete="new-password" width={20} />
        </Form>
      </div>
    </Page>
  );
}

const wrong = (pointer: string, detail: string): Problem => new Problem({ status: 422, type: '/problems/bad-input', detail, errors: [{ pointer, detail }] });

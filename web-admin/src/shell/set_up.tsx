// A new appliance: whoever has its set-up code makes the first network manager's account, and is signed in with it.
import { api } from '../api/client';
import { resume, signIn } from '../session';
import { Problem } from '../api/problem';
import { w } from '../words/en';
import { Form, TextField, useForm } from '../parts/form';
import { Page } from './page';
import { go } from './router';

export function SetUpPage() {
  const form = useForm({ code: '', name: '', user: '', password: '', again: '' });
  const send = () =>
    form.submit(
      async (values) => {
        if (values.password !== values.again) {
          const detail = w.setUp.differ;
          throw new Problem({ status: 422, detail, errors: [{ pointer: '/again', detail }] });
        }
        const user = values.user.trim().toLowerCase();
        try {
          await api.post('/api/v1/setup', { code: values.code, name: values.name.trim(), user, password: values.password });
        } catch (fault) {
          // Somebody else was quicker: the page to sign in is the one to see now.
          if (fault instanceof Problem && fault.status === 409) await resume();
          throw fault;
        }
        await signIn(user, values.password, '');
        go('/first-run', true);
      },
      { code: w.setUp.codeMissing, name: w.setUp.nameMissing, user: w.setUp.userMissing, password: w.setUp.passwordMissing, again: w.setUp.againMissing },
    );
  return (
    <Page title={w.setUp.title} lead={w.setUp.lead}>
      <div class="sg-narrow">
        <Form form={form} onSubmit={send} button={w.setUp.button}>
          <TextField form={form} name="code" label={w.setUp.code} hint={w.setUp.codeHint} autoComplete="off" width={20} spellcheck={false} />
          <h2 class="govuk-heading-m">{w.setUp.you}</h2>
          <p class="govuk-body">{w.setUp.youText}</p>
          <TextField form={form} name="name" label={w.setUp.name} autoComplete="name" />
          <TextField form={form} name="user" label={w.signIn.user} hint={w.setUp.userHint} autoComplete="username" width={20} spellcheck={false} />
          <TextField form={form} name="password" label={w.signIn.password} hint={w.setUp.passwordHint} type="password" autoComplete="new-password" width={20} />
          <TextField form={form} name="again" label={w.setUp.again} type="password" autoComplete="new-password" width={20} />
        </Form>
      </div>
    </Page>
  );
}

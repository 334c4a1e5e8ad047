// The code of the second factor, for whoever came with the school's own account: they see this and nothing else.
import { Form, TextField, useForm } from '../parts/form';
import { giveCode } from '../session';
import { Page } from '../shell/page';
import { w } from '../words/en';

export function EnterCodePage() {
  const form = useForm({ totp: '' }, { keep: false });
  return (
    <Page title={w.enterCode.title} lead={w.enterCode.lead}>
      <div class="sg-narrow">
        <Form form={form} onSubmit={() => form.submit((values) => giveCode(values.totp.trim()), { totp: w.signIn.codeMissing })} button={w.enterCode.button}>
          <TextField form={form} name="totp" label={w.signIn.code} hint={w.signIn.codeHint} autoComplete="one-time-code" width={20} autoFocus />
        </Form>
      </div>
    </Page>
  );
}

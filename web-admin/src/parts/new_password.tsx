// The two fields of a new password, and what is said of them before they are sent.
import { Problem } from '../api/problem';
import { w } from '../words/en';
import { type FormState, TextField, type Values } from './form';

const shortest_password = 12; // as openapi.yaml says

export const wrongField = (pointer: string, detail: string): Problem => new Problem({ status: 422, type: '/problems/bad-input', detail, errors: [{ pointer, detail }] });

export function checkNewPassword(values: { password: string; again: string }): void {
  if (values.password.length < shortest_password) throw wrongField('/password', w.account.tooShort(shortest_password));
  if (values.password !== values.again) throw wrongField('/again', w.account.different);
}

export function NewPassword<V extends Values & { password: string; again: string }>(props: { form: FormState<V>; user: string }) {
  return (
    <>
      {/* For password managers: which account the new password is of. */}
      <input type="text" class="govuk-visually-hidden" autoComplete="username" value={props.user} tabIndex={-1} aria-hidden="true" readOnly />
      <TextField form={props.form} name={'password' as keyof V & string} type="password" label={w.account.new} hint={w.account.newHint(shortest_password)} autoComplete="new-password" width={20} />
      <TextField form={props.form} name={'again' as keyof V & string} type="password" label={w.account.again} autoComplete="new-password" width={20} />
    </>
  );
}

// What stands in the place of every page until it is done: a code, a password of one's own, or a second factor.
import { EnterCodePage } from '../pages/enter_code';
import { PasswordPage } from '../pages/password';
import { SecondFactorPage } from '../pages/second_factor';
import type { Duty } from '../session';
import type { PageProps } from './pages';

export function FirstDuty(props: PageProps & { duty: Duty }) {
  if (props.duty === 'enter_code') return <EnterCodePage />;
  return props.duty === 'enrol' ? <SecondFactorPage {...props} /> : <PasswordPage {...props} />;
}

// What stands in the place of every page until it is done: a password of one's own, or a second factor.
import { PasswordPage } from '../pages/password';
import { SecondFactorPage } from '../pages/second_factor';
import type { PageProps } from './pages';

export function FirstDuty(props: PageProps & { duty: 'change_password' | 'enrol' }) {
  return props.duty === 'enrol' ? <SecondFactorPage {...props} /> : <PasswordPage {...props} />;
}

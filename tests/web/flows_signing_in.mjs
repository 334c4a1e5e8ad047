// Signing in and staying so: a first password, a second factor, a session that ends. Each ends by asking DNS and the change log whether it is true.
import assert from 'node:assert/strict';
import { signIn, visit } from './browser.mjs';
import { ask, open } from './dns.mjs';
import { button, done, heading, newest, why } from './steps.mjs';

export async function whoever_has_a_one_time_password_chooses_their_own_first({ window }) {
  const page = await window();
  await page.goto('/');
  await page.getByLabel('User name').fill('admin');
  await page.getByLabel('Password', { exact: true }).fill(process.env.FIRST_PASSWORD);
  await button(page, 'Sign in').click();
  await page.getByRole('heading', { name: 'Choose your own password' }).waitFor();
  assert.equal(await page.getByRole('navigation').count(), 0);
  await page.getByLabel('One-time password').fill(process.env.FIRST_PASSWORD);
  await page.getByLabel('New password', { exact: true }).fill('short');
  await page.getByLabel('New password again').fill('short');
  await button(page, 'Set the password').click();
  await page.getByRole('link', { name: 'The new password must have at least 12 characters' }).waitFor();
  await page.getByLabel('New password', { exact: true }).fill('a lamp above the gate');
  await page.getByLabel('New password again').fill('a lamp above the gate');
  await button(page, 'Set the password').click();
  await page.getByRole('heading', { name: 'Today' }).waitFor();
  assert.equal((await newest(page, 'password.set')).user, 'admin');
  await button(page, 'Sign out').click();
  await page.getByRole('heading', { name: 'Sign in' }).waitFor();
  assert.equal((await page.request.get('/api/v1/session')).status(), 401);
}

export async function nothing_is_lost_when_the_session_is({ as }) {
  const page = await as();
  await visit(page, '/unblocks/new');
  await page.getByLabel('Which sites?').fill('casino.example');
  await page.getByLabel('Pupils', { exact: true }).check();
  await why(page, 'Odds and evens');
  await page.getByLabel('Open it now, alone').check();
  await page.context().clearCookies();
  await button(page, 'Unblock').click();
  const dialog = page.getByRole('dialog', { name: 'Please sign in again' });
  await dialog.waitFor();
  await dialog.getByLabel('Password', { exact: true }).fill(process.env.WEB_PASSWORD);
  await dialog.getByRole('button', { name: 'Sign in' }).click();
  await done(page, 'The sites are open');
  assert.deepEqual(await ask('casino.example'), open);
  const change = await newest(page, 'unblock.granted');
  assert.deepEqual([change.user, change.why], ['a.shah', 'Odds and evens']);
}

export async function an_unused_session_is_warned_of_its_end({ window }) {
  const page = await window();
  await page.clock.install();
  await signIn(page, process.env.WEB_USER, process.env.WEB_PASSWORD);
  await visit(page, '/limits');
  await page.clock.fastForward('28:30');
  await page.getByRole('alertdialog', { name: 'Are you still there?' }).waitFor();
  await button(page, 'Stay signed in').click();
  await page.getByRole('alertdialog').waitFor({ state: 'detached' });
}

export async function who_has_a_second_factor_is_asked_for_its_code({ window }) {
  const page = await window();
  // The appliance's answer, as contract and API have it; the codes themselves are tested with the API.
  await page.route('**/api/v1/session', async (route) => {
    const sent = route.request().postDataJSON();
    if (route.request().method() !== 'POST' || sent.totp === '123456') return route.fallback();
    return route.fulfill({ status: 401, contentType: 'application/problem+json', json: { type: '/problems/second-factor-needed', title: 'A second factor is needed', status: 401, detail: 'x', hint: 'y' } });
  });
  await page.goto('/');
  await page.getByLabel('User name').fill(process.env.WEB_USER);
  await page.getByLabel('Password', { exact: true }).fill(process.env.WEB_PASSWORD);
  await button(page, 'Sign in').click();
  await page.getByRole('link', { name: 'Enter the code from your authenticator app' }).click();
  assert.equal(await page.getByLabel('Code', { exact: true }).evaluate((element) => element === document.activeElement), true);
  await page.keyboard.type('999999');
  await button(page, 'Sign in').click();
  await page.locator('.govuk-form-group--error').getByText(/The code is wrong/).waitFor();
}

export async function the_school_account_is_offered_only_where_it_is_set_up({ window }) {
  const page = await window();
  await page.goto('/');
  await button(page, 'Sign in').waitFor();
  assert.equal(await button(page, 'Use your school account').count(), 0);
  await page.route('**/api/v1/sign-in', (route) => route.fulfill({ json: { ways: ['password', 'school_account'] } }));
  await page.goto('/');
  await button(page, 'Use your school account').waitFor();
}

export async function whoever_is_sent_back_from_the_school_account_reads_why({ window }) {
  const page = await window();
  // Nobody began this sign-in, and it is off: the browser ends on the page for signing in, not on a problem for programs.
  await page.goto('/api/v1/session/oidc/callback?state=x&code=y');
  await heading(page, 'You are not signed in');
  await page.getByText('This school has not connected its own accounts.').waitFor();
  await button(page, 'Sign in').waitFor();
}

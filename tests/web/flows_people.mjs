// Who comes in, and how: invitations, second factors, tokens, leavers. Each ends by asking the API and the log.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { settled, sizes, visit } from './browser.mjs';
import { button, done, enrol, enter, heading, newest, rowOf, why } from './steps.mjs';
import { codeOf } from './totp.mjs';

const password = 'a kite over the old canal';

/** A network manager invites somebody; what the page shows once is the link. */
async function invite(page, name, user, role) {
  await visit(page, '/people/invitations');
  await page.getByLabel('Name', { exact: true }).fill(name);
  await page.getByLabel('User name').fill(user);
  await page.getByLabel(role, { exact: true }).check();
  await why(page, 'Begins after half-term');
  await button(page, 'Invite').click();
  await done(page, `${name} is invited`);
  return page.locator('.sg-password').textContent();
}

async function take(page, link) {
  await page.goto(link);
  await heading(page, 'Choose your password');
  assert.doesNotMatch(page.url(), /code=/);
  await page.getByLabel('New password', { exact: true }).fill(password);
  await page.getByLabel('New password again').fill(password);
  await button(page, 'Make my account').click();
  await heading(page, 'Your account is ready');
  await button(page, 'Sign in').click();
}

async function join(given, page, name, user, role) {
  const link = await invite(page, name, user, role);
  const theirs = await given.window();
  await take(theirs, link);
  await enter(theirs, user, password);
  await heading(theirs, role === 'Governor' ? 'The period in short' : 'Today');
  return theirs;
}

export async function somebody_invited_enrols_and_signs_in_with_a_code_and_a_recovery_code(given) {
  const page = await given.as();
  const theirs = await join(given, page, 'Rosa Lane', 'r.lane', 'Governor');
  assert.equal((await newest(page, 'invitation.taken')).subject, 'r.lane');
  await visit(theirs, '/account');
  await theirs.getByRole('link', { name: 'Set it up' }).click();
  const { key, codes } = await enrol(theirs);
  assert.equal((await newest(page, 'factor.enrolled')).user, 'r.lane');
  await button(theirs, 'Sign out').click();
  await heading(theirs, 'Sign in');
  await enter(theirs, 'r.lane', password, codeOf(key, 1));
  await heading(theirs, 'The period in short');
  await button(theirs, 'Sign out').click();
  await heading(theirs, 'Sign in');
  await enter(theirs, 'r.lane', password, codes[0]);
  await heading(theirs, 'The period in short');
  await visit(theirs, '/account');
  await theirs.getByText('9 recovery codes are left').waitFor();

  await visit(page, '/people');
  await rowOf(page, 'Rosa Lane').getByRole('button', { name: /^Change/ }).click();
  await button(page, 'Remove second factor').click();
  await why(page, 'Lost the phone; came to the office');
  await button(page, 'Remove second factor').click();
  await done(page, 'Rosa Lane can sign in without a code');
  assert.equal((await theirs.request.get('/api/v1/session')).status(), 401);
  assert.equal((await newest(page, 'factor.removed')).why, 'Lost the phone; came to the office');
}

export async function an_invitation_is_withdrawn_and_its_link_is_worth_nothing(given) {
  const page = await given.as();
  const link = await invite(page, 'Una Marsh', 'u.marsh', 'Teacher');
  await rowOf(page, 'Una Marsh').getByRole('button', { name: /^Withdraw/ }).click();
  await page.locator('.sg-ask').getByLabel('Why?').fill('Went to another school');
  await page.locator('.sg-ask').getByRole('button', { name: 'Withdraw', exact: true }).click();
  await done(page, /is withdrawn/);
  const theirs = await given.window();
  await theirs.goto(link);
  await theirs.getByLabel('New password', { exact: true }).fill(password);
  await theirs.getByLabel('New password again').fill(password);
  await button(theirs, 'Make my account').click();
  await theirs.getByText(/There is no such invitation/).waitFor();
  assert.equal((await newest(page, 'invitation.removed')).why, 'Went to another school');
}

export async function a_token_is_made_used_and_revoked({ as }) {
  const page = await as();
  await visit(page, '/account/tokens');
  await page.getByText('Make a token').click();
  await page.getByLabel('What is it for?').fill('Helpdesk');
  await why(page, 'The helpdesk reads the log');
  await button(page, 'Make the token').click();
  await done(page, 'The token “Helpdesk” is made');
  const token = await page.locator('.sg-password').textContent();
  const ask = () => fetch(`${process.env.BASE}/api/v1/groups`, { headers: { Authorization: `Bearer ${token}` } });
  assert.equal((await ask()).status, 200);
  assert.equal((await newest(page, 'token.made')).why, 'The helpdesk reads the log');
  assert.doesNotMatch(JSON.stringify(await newest(page, 'token.made')), new RegExp(token));
  await rowOf(page, 'Helpdesk').getByRole('button', { name: /^Revoke/ }).click();
  await page.locator('.sg-ask').getByLabel('Why?').fill('The helpdesk closed');
  await page.locator('.sg-ask').getByRole('button', { name: 'Revoke', exact: true }).click();
  await done(page, /is revoked/);
  assert.equal((await ask()).status, 401);
  assert.equal((await newest(page, 'token.revoked')).why, 'The helpdesk closed');
}

export async function one_signs_oneself_out_everywhere(given) {
  const page = await given.as();
  const one = await join(given, page, 'Vic Rowe', 'v.rowe', 'Teacher');
  const other = await given.window(sizes.phone);
  await enter(other, 'v.rowe', password);
  await heading(other, 'Today');
  await visit(one, '/account');
  await button(one, 'Sign out everywhere').click();
  await why(one, 'Left the laptop on the train');
  await button(one, 'Sign out everywhere').click();
  await heading(one, 'Sign in');
  assert.equal((await other.request.get('/api/v1/session')).status(), 401);
  assert.equal((await newest(page, 'person.signed_out')).user, 'v.rowe');
}

export async function the_register_is_taken_out_as_a_file_and_that_is_logged({ as }) {
  const page = await as('g.field');
  await visit(page, '/people');
  await page.getByText('Take the register out as a file').click();
  await why(page, 'The yearly review of who has access');
  const [download] = await Promise.all([page.waitForEvent('download'), button(page, 'Export the register').click()]);
  assert.match(readFileSync(await download.path(), 'utf8'), /a\.shah,Anita Shah,network_manager/);
  await settled(page);
  assert.equal((await newest(page, 'people.exported')).why, 'The yearly review of who has access');
}

export async function whoever_was_let_in_at_the_console_is_looked_at_by_somebody_else({ as }) {
  const page = await as('g.field');
  await visit(page, '/today');
  await page.getByText('1 person was let in again at the console').waitFor();
  await page.getByRole('link', { name: 'Look at it' }).click();
  await heading(page, 'Let in again at the console');
  await rowOf(page, 'Evan Reed').getByText('Lost the phone on a school trip').waitFor();
  await page.getByRole('button', { name: /^I have looked at it/ }).click();
  await why(page, 'He told me himself');
  await page.getByRole('button', { name: 'I have looked at it', exact: true }).click();
  await done(page, 'It is on record that you have looked at it');
  const change = await newest(page, 'rescue.closed');
  assert.deepEqual([change.user, change.why], ['g.field', 'He told me himself']);
  assert.equal((await (await page.request.get('/api/v1/status')).json()).counts.rescues, 0);
}

export async function a_teacher_reads_the_names_of_those_who_signed({ as }) {
  const page = await as('t.jones');
  await visit(page, '/requests');
  assert.equal((await page.request.get('/api/v1/people')).status(), 403);
  await page.getByText('Tom Jones').first().waitFor();
}

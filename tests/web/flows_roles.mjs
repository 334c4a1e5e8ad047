// Who sees what, and who comes and goes. Each ends by asking DNS and the change log whether it is true.
import assert from 'node:assert/strict';
import { visit } from './browser.mjs';
import { button, done, newest, why } from './steps.mjs';

export async function somebody_is_added_signs_in_and_is_disabled({ as, window }) {
  const page = await as();
  await visit(page, '/people');
  await page.getByText('Add somebody').click();
  await page.getByLabel('Name', { exact: true }).fill('Nina Park');
  await page.getByLabel('User name').fill('n.park');
  await page.getByLabel('Governor').check();
  await why(page, 'Elected in October');
  await button(page, 'Add').click();
  await done(page, 'Nina Park was added');
  const password = await page.locator('.sg-password').textContent();
  const theirs = await window();
  await theirs.goto('/');
  await theirs.getByLabel('User name').fill('n.park');
  await theirs.getByLabel('Password', { exact: true }).fill(password);
  await button(theirs, 'Sign in').click();
  await theirs.getByLabel('One-time password').fill(password);
  await theirs.getByLabel('New password', { exact: true }).fill('a boat behind the church');
  await theirs.getByLabel('New password again').fill('a boat behind the church');
  await button(theirs, 'Set the password').click();
  await theirs.getByRole('heading', { name: 'The period in short' }).waitFor(); // a governor's first page
  await page.getByRole('row').filter({ hasText: 'Nina Park' }).getByRole('button', { name: /^Change/ }).click();
  await button(page, 'Disable').click();
  await why(page, 'Left the board');
  await button(page, 'Disable').click();
  await done(page, /can no longer sign in/);
  assert.equal((await theirs.request.get('/api/v1/session')).status(), 401);
  const change = await newest(page, 'person.changed');
  assert.deepEqual([change.subject, change.why, change.after.disabled], ['n.park', 'Left the board', true]);
}

export async function a_role_sees_what_it_may_do_and_nothing_else({ as }) {
  const teacher = await as('t.jones');
  assert.equal(await teacher.getByRole('link', { name: 'People' }).count(), 0);
  await visit(teacher, '/people');
  await teacher.getByRole('heading', { name: 'Not for your role' }).waitFor();
  await visit(teacher, '/groups/pupils');
  assert.equal(await button(teacher, 'See what this changes').count(), 0);
  const governor = await as('g.field');
  await visit(governor, '/unblocks');
  assert.equal(await button(governor, 'Unblock a site').count(), 0);
  assert.equal(await governor.getByRole('button', { name: /^End/ }).count(), 0);
  await visit(governor, '/people');
  assert.equal(await governor.getByRole('button', { name: /^Change/ }).count(), 0);
}

// Lists: added, removed. Each ends by asking DNS and the change log whether it is true.
import assert from 'node:assert/strict';
import { visit } from './browser.mjs';
import { ask, blocked, open } from './dns.mjs';
import { button, done, newest, why } from './steps.mjs';

export async function a_list_is_added_from_an_address_and_one_is_removed({ as }) {
  const page = await as();
  await visit(page, '/lists/new');
  await page.getByLabel('An address of my choice').check();
  await page.getByLabel('Name of the list').fill('Our partner schools');
  await page.getByLabel('Address', { exact: true }).fill('https://lists.school.example/partners.txt');
  await page.getByLabel('Category').selectOption({ label: 'Games' });
  await why(page, 'The trust shares one');
  await button(page, 'Add the list').click();
  await page.waitForURL('**/lists');
  await page.getByRole('row').filter({ hasText: 'Our partner schools' }).waitFor();
  assert.equal((await newest(page, 'source.set')).subject, 'our-partner-schools');
  assert.deepEqual(await ask('friends.example'), blocked);
  await page.getByRole('row').filter({ hasText: 'Social' }).filter({ hasText: 'In force' }).getByRole('button', { name: /^Remove/ }).click();
  await why(page, 'Double');
  await button(page, 'Remove the list').click();
  await done(page, /was removed/);
  assert.deepEqual(await ask('friends.example'), open);
  assert.equal((await newest(page, 'list.removed')).why, 'Double');
}

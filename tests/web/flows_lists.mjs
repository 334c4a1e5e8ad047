// Lists: added, sent as a file, judged, removed. Each ends by asking DNS and the change log whether it is true.
import assert from 'node:assert/strict';
import { visit } from './browser.mjs';
import { ask, blocked, open } from './dns.mjs';
import { button, done, newest, rowOf, why } from './steps.mjs';

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

export async function a_file_is_sent_taken_in_and_reported_line_by_line({ as }) {
  const page = await as();
  await visit(page, '/lists/new');
  await page.getByLabel('A file', { exact: true }).check();
  await button(page, 'Send and put in force').click();
  await page.getByText('Choose a file').waitFor();
  // Larger than a piece, so that several are sent.
  const names = Array.from({ length: 20_000 }, (_, n) => `sent-${n}.example`);
  const text = ['# a list of ours', ...names, 'sent-7.example', 'deeper.sent-8.example', 'not a name!!', ''].join('\n');
  await page.getByLabel('File', { exact: true }).setInputFiles({ name: 'trust.txt', mimeType: 'text/plain', buffer: Buffer.from(text) });
  await page.getByLabel('Name of the list').fill('Sent by the trust');
  await page.getByLabel('Category').selectOption({ label: 'Games' });
  await why(page, 'The trust mailed it');
  await button(page, 'Send and put in force').click();
  await done(page, /Sent by the trust is in force with 20,000 names/);
  await page.getByText('Line 20,004:').waitFor();
  assert.deepEqual(await ask('www.sent-19999.example'), blocked);
  const change = await newest(page, 'list.taken');
  assert.deepEqual([change.user, change.why, change.subject, change.after.origin], ['a.shah', 'The trust mailed it', 'sent-by-the-trust', 'trust.txt']);
  await page.getByRole('link', { name: 'See the lists' }).click();
  await rowOf(page, 'Sent by the trust').getByText('In force').waitFor();
}

export async function what_is_wrong_with_a_file_is_said_in_plain_words({ as }) {
  const page = await as();
  await visit(page, '/lists/new?from=file');
  await page.getByLabel('File', { exact: true }).setInputFiles({ name: 'page.html', mimeType: 'text/html', buffer: Buffer.from('<!DOCTYPE html>\n<html><body>Please sign in</body></html>\n') });
  await page.getByLabel('Name of the list').fill('A page');
  await page.getByLabel('Category').selectOption({ label: 'Games' });
  await why(page, 'A mistake');
  await button(page, 'Send and put in force').click();
  const box = page.getByTestId('errors');
  await box.getByText(/page\.html/).waitFor();
  assert.equal(await box.getByText(/uploads/).count(), 0);
  assert.equal(await page.getByLabel('Name of the list').inputValue(), 'A page');
}

export async function a_held_list_is_let_through_or_dropped_with_a_reason({ as }) {
  const page = await as();
  // A publisher's accident cannot be had here; what the keeper does with it is tested with the keeper.
  const sent = [];
  const list = { id: 'ads', title: 'Advertising', category: 'ads', origin: 'https://lists.example/ads.txt', format: 'hosts', in_force: true, enabled: true, names: 9000, held: 'it would lose more than half of its names' };
  await page.route('**/api/v1/lists', (route) => route.fulfill({ json: { lists: [list] } }));
  await page.route('**/api/v1/lists/ads/*', (route) => {
    sent.push([new URL(route.request().url()).pathname.split('/').at(-1), route.request().postDataJSON().reason]);
    return route.fulfill({ json: { serial: 7, id: 'ads', checkpoint: {}, lists: [list] } });
  });
  await visit(page, '/lists');
  await rowOf(page, 'Advertising').getByText('it would lose more than half of its names').waitFor();
  await page.getByRole('button', { name: /^Let it through/ }).click();
  await why(page, 'They cleaned it up');
  await page.getByRole('button', { name: 'Let it through', exact: true }).click();
  await done(page, 'Advertising is in force as it is now');
  await page.getByRole('button', { name: /^Drop it/ }).click();
  await why(page, 'Cut off');
  await page.getByRole('button', { name: 'Drop it', exact: true }).click();
  await done(page, 'That version of Advertising was dropped');
  assert.deepEqual(sent, [['release', 'They cleaned it up'], ['drop', 'Cut off']]);
}

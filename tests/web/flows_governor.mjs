// What a governor does: reads what a period comes to, takes the document away, and may change nothing.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { settled, visit } from './browser.mjs';
import { button, newest, read, why } from './steps.mjs';

export async function a_governor_reads_the_period_in_short_and_takes_the_document_away({ as }) {
  const page = await as('g.field');
  await visit(page, '/summary');
  await page.getByLabel('Period', { exact: true }).first().selectOption({ label: 'Between two days, or everything' });
  await button(page, 'Show').click();
  await settled(page);
  const { unblocks } = await read(page, '/changes/summary');
  await page.getByText(`${unblocks.granted} temporary unblocks were granted.`).waitFor();
  await page.getByText('Take it out as a document or a file').click();
  await why(page, 'The governors’ meeting in spring');
  const [download] = await Promise.all([page.waitForEvent('download'), button(page, 'Export').click()]);
  assert.match(download.suggestedFilename(), /\.html$/);
  assert.match(readFileSync(await download.path(), 'utf8'), /^<!DOCTYPE html>/i);
  const change = await newest(page, 'log.exported');
  assert.deepEqual([change.user, change.why], ['g.field', 'The governors’ meeting in spring']);
}

export async function a_governor_sees_everything_and_may_change_nothing({ as }) {
  const page = await as('g.field');
  const { csrf_token } = await read(page, '/session');
  for (const path of ['/rules', '/emergency', '/gardens', '/settings', '/settings/notices', '/people', '/lists']) {
    await visit(page, path);
    for (const name of ['See what this changes', 'Save and put in force', 'Block them now', 'Add', 'Remove', 'End it']) assert.equal(await button(page, name).count(), 0, `${path}: ${name}`);
  }
  const tried = await page.request.post('/api/v1/rules', { headers: { 'X-CSRF-Token': csrf_token }, data: { action: 'block', name: 'shop.example', reason: 'x' } });
  assert.equal(tried.status(), 403);
}

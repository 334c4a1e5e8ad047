// Devices and the school's own names. Each ends by asking DNS and the change log whether it is true.
import assert from 'node:assert/strict';
import { visit } from './browser.mjs';
import { ask, blocked } from './dns.mjs';
import { button, done, newest, savePreviewed, why } from './steps.mjs';

export async function a_device_is_named_suspended_and_released({ as }) {
  const page = await as();
  const from = '127.0.0.9';
  assert.deepEqual(await ask('www.example.org', { from }), ['192.0.2.80']);
  await visit(page, '/devices/new');
  await page.getByLabel('Name of the device').fill('Trolley C Chromebook 9');
  await page.getByLabel('Group', { exact: true }).selectOption({ label: 'Year 7' });
  await page.getByLabel('IP addresses').fill(from);
  await why(page, 'New trolley');
  await savePreviewed(page);
  await page.waitForURL('**/devices/trolley-c-chromebook-9');
  await visit(page, '/devices');
  await page.getByLabel('Find a device').fill('trolley c');
  await page.getByRole('row').filter({ hasText: 'Trolley C Chromebook 9' }).getByRole('button', { name: /^Suspend/ }).click();
  await why(page, 'Lost on the bus');
  await button(page, 'Suspend').click();
  await done(page, /is off the internet/);
  assert.deepEqual(await ask('www.example.org', { from }), blocked);
  assert.equal((await newest(page, 'quarantine.started')).why, 'Lost on the bus');
  await page.getByRole('row').filter({ hasText: 'Trolley C Chromebook 9' }).getByRole('button', { name: /^Release/ }).click();
  await why(page, 'Found');
  await button(page, 'Release').click();
  await done(page, /is released/);
  assert.deepEqual(await ask('www.example.org', { from }), ['192.0.2.80']);
  assert.equal((await newest(page, 'quarantine.ended')).why, 'Found');
}

export async function a_name_of_the_school_is_added_and_removed({ as }) {
  const page = await as();
  await visit(page, '/names');
  await page.getByText('Add a name').click();
  await page.getByLabel('Name', { exact: true }).fill('scanner.school.internal');
  await page.getByLabel('Value').fill('10.1.0.77');
  await page.getByLabel('Why?').first().fill('A new scanner');
  await button(page, 'See what this changes').first().click();
  await button(page, 'Save and put in force').click();
  await done(page, /is answered here/);
  assert.deepEqual(await ask('scanner.school.internal'), ['10.1.0.77']);
  assert.equal((await newest(page, 'record.set')).why, 'A new scanner');
  await page.getByRole('row').filter({ hasText: 'scanner.school.internal' }).getByRole('button', { name: /^Remove/ }).click();
  await page.locator('.sg-ask').getByLabel('Why?').fill('It broke');
  await page.locator('.sg-ask').getByRole('button', { name: 'Remove' }).click();
  await done(page, /was removed/);
  assert.notDeepEqual(await ask('scanner.school.internal'), ['10.1.0.77']);
  assert.equal((await newest(page, 'record.removed')).why, 'It broke');
}

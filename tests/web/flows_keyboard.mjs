// The main things that people do, with the keyboard alone; unblocking is in another file. Each ends by asking DNS or the log.
import assert from 'node:assert/strict';
import { settled } from './browser.mjs';
import { ask } from './dns.mjs';
import { keyboard } from './keyboard.mjs';
import { button, done, heading, newest, read, rowOf } from './steps.mjs';

const blocked = ['0.0.0.0'];
const open = ['192.0.2.66'];
const reason = (page) => page.getByLabel('Why?').last();
const asking = (page) => page.locator('.sg-ask');

/** The preview takes the focus when it comes; the same button then saves, and stands before it. */
async function savePreviewed(page, keys) {
  await keys.push(button(page, 'See what this changes'));
  await heading(page, 'What this would change');
  await keys.push(button(page, 'Save and put in force'));
}

export async function with_the_keyboard_one_finds_out_why_a_site_is_blocked({ as }) {
  const page = await as();
  const keys = keyboard(page);
  await keys.open('/why');
  await keys.type(page.getByLabel('Name or address of the site'), 'poker.example');
  await keys.choose(page.getByLabel('Group', { exact: true }), 'Year 8');
  await keys.push(button(page, 'Find out'));
  await page.getByText(/Blocked for Year 8/).first().waitFor();
  assert.deepEqual(await ask('poker.example'), blocked);
}

export async function with_the_keyboard_a_rule_is_added_and_removed({ as }) {
  const page = await as();
  const keys = keyboard(page);
  await keys.open('/rules');
  await keys.push(page.locator('summary').filter({ hasText: 'Add a rule' }));
  await keys.type(page.getByLabel('Which site?'), 'shop.example');
  await keys.type(reason(page), 'Nobody shops in lessons');
  await savePreviewed(page, keys);
  await done(page, 'shop.example is blocked');
  assert.deepEqual(await ask('shop.example'), blocked);
  await keys.type(page.getByLabel('Find a name'), 'shop.example');
  await keys.push(rowOf(page, 'shop.example').getByRole('button', { name: /^Remove/ }));
  await keys.type(asking(page).getByLabel('Why?'), 'After all');
  await keys.push(asking(page).getByRole('button', { name: 'Remove', exact: true }));
  await done(page, /was removed/);
  assert.deepEqual(await ask('shop.example'), open);
  assert.equal((await newest(page, 'rule.removed')).why, 'After all');
}

export async function with_the_keyboard_an_emergency_block_is_started_and_ended({ as }) {
  const page = await as();
  const keys = keyboard(page);
  await keys.open('/emergency');
  await keys.type(page.getByLabel('Sites', { exact: true }), 'wallet.example');
  await keys.type(reason(page), 'A fraud goes round');
  await keys.push(button(page, 'Block them now'));
  await done(page, 'The sites are blocked for everybody');
  assert.deepEqual(await ask('wallet.example'), blocked);
  await keys.push(page.getByRole('row').filter({ hasText: 'wallet.example' }).getByRole('button', { name: /^End it/ }));
  await keys.type(asking(page).getByLabel('Why?'), 'It is over');
  await keys.push(asking(page).getByRole('button', { name: 'End it', exact: true }));
  await done(page, 'The emergency block has ended');
  assert.deepEqual(await ask('wallet.example'), open);
  assert.equal((await newest(page, 'emergency.ended')).why, 'It is over');
}

export async function with_the_keyboard_a_group_is_changed({ as }) {
  const page = await as();
  const keys = keyboard(page);
  await keys.open('/groups/art-room');
  await keys.type(page.getByLabel('Name of the group'), 'Art room and darkroom');
  await keys.type(page.getByLabel('Why?'), 'They share a network', 120); // a choice for each category lies between
  await savePreviewed(page, keys);
  await done(page, /as you wanted it/);
  assert.equal((await newest(page, 'group.set')).after.name, 'Art room and darkroom');
}

export async function with_the_keyboard_a_device_is_suspended_and_released({ as }) {
  const page = await as();
  const keys = keyboard(page);
  await keys.open('/devices');
  await keys.type(page.getByLabel('Find a device'), 'Art iMac 5');
  const row = rowOf(page, 'Art iMac 5').first();
  await keys.push(row.getByRole('button', { name: /^Suspend/ }));
  await keys.type(asking(page).getByLabel('Why?'), 'Left the site');
  await keys.push(asking(page).getByRole('button', { name: 'Suspend', exact: true }));
  await done(page, /is off the internet/);
  await keys.push(row.getByRole('button', { name: /^Release/ }));
  await keys.type(asking(page).getByLabel('Why?'), 'Came back');
  await keys.push(asking(page).getByRole('button', { name: 'Release', exact: true }));
  await done(page, /is released/);
  assert.equal((await newest(page, 'quarantine.ended')).why, 'Came back');
}

export async function with_the_keyboard_a_name_of_the_school_is_added({ as }) {
  const page = await as();
  const keys = keyboard(page);
  await keys.open('/names');
  await keys.push(page.locator('summary').filter({ hasText: 'Add a name' }));
  await keys.type(page.getByLabel('Name', { exact: true }), 'kiln.school.internal');
  await keys.type(page.getByLabel('Value'), '10.1.0.78');
  await keys.type(page.getByLabel('Why?').first(), 'The kiln has a page');
  await keys.push(button(page, 'See what this changes').first());
  await heading(page, 'What this would change');
  await keys.push(button(page, 'Save and put in force'));
  await done(page, /is answered here/);
  assert.deepEqual(await ask('kiln.school.internal'), ['10.1.0.78']);
}

export async function with_the_keyboard_somebody_is_invited({ as }) {
  const page = await as();
  const keys = keyboard(page);
  await keys.open('/people');
  await keys.push(button(page, 'Invite somebody'));
  await heading(page, 'Invitations');
  assert.equal(await page.evaluate(() => document.activeElement?.tagName), 'H1');
  await keys.type(page.getByLabel('Name', { exact: true }), 'Wim Dale');
  await keys.type(page.getByLabel('User name'), 'w.dale');
  await keys.reach(page.getByLabel('Teacher', { exact: true }));
  await keys.press('ArrowDown');
  await keys.type(reason(page), 'Elected by the parents');
  await keys.push(button(page, 'Invite'));
  await done(page, 'Wim Dale is invited');
  const { after, why } = await newest(page, 'invitation.made');
  assert.deepEqual([after.role, why], ['governor', 'Elected by the parents']);
}

export async function with_the_keyboard_a_setting_is_changed({ as }) {
  const page = await as();
  const keys = keyboard(page);
  await keys.open('/settings');
  await keys.push(page.getByRole('link', { name: 'Signing in', exact: true }));
  await heading(page, 'Signing in');
  await settled(page);
  await keys.type(page.getByLabel('Hours after which one is signed out in any case'), '10');
  await keys.type(reason(page), 'A school day is no longer');
  await keys.push(button(page, 'Save and put in force'));
  await done(page, 'The settings are in force');
  assert.equal((await read(page, '/settings')).session_hours, 10);
  assert.equal((await newest(page, 'settings.set')).why, 'A school day is no longer');
}

export async function with_the_keyboard_the_log_is_exported({ as }) {
  const page = await as('g.field');
  const keys = keyboard(page);
  await keys.open('/changes');
  await keys.push(page.locator('summary').filter({ hasText: 'Export the log' }));
  await keys.type(page.getByLabel('Why?'), 'For the archive');
  const [download] = await Promise.all([page.waitForEvent('download'), keys.push(button(page, 'Export'))]);
  assert.match(download.suggestedFilename(), /\.csv$/);
  await settled(page);
  assert.equal((await newest(page, 'log.exported')).why, 'For the archive');
}

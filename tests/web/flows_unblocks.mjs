// Sites that one person opens, from the home page and with the keyboard alone. Each ends by asking DNS and the change log
// whether it is true.
import assert from 'node:assert/strict';
import { settled, visit } from './browser.mjs';
import { ask, blocked, open } from './dns.mjs';
import { button, done, newest, why } from './steps.mjs';

export async function a_first_unblock_takes_at_most_four_clicks_from_the_home_page({ as }) {
  const page = await as();
  assert.deepEqual(await ask('roulette.example'), blocked);
  let clicks = 0;
  const click = async (locator) => {
    ++clicks;
    await locator.click();
  };
  await click(button(page, 'Unblock a site'));
  await page.getByLabel('Which sites?').fill('https://roulette.example/wheel?x=1');
  await click(page.getByLabel('Pupils', { exact: true }));
  await why(page, 'Year 9 maths, probability');
  await click(page.getByLabel('Open it now, alone'));
  await click(button(page, 'Unblock'));
  await done(page, 'The sites are open');
  assert.ok(clicks <= 4, `${clicks} clicks`);
  assert.deepEqual(await ask('roulette.example'), open);
  const change = await newest(page, 'unblock.granted');
  assert.deepEqual([change.user, change.why, change.after.names, change.after.emergency_use], ['a.shah', 'Year 9 maths, probability', ['roulette.example'], true]);

  const row = page.getByRole('row').filter({ hasText: 'roulette.example' });
  await row.getByRole('button', { name: /^End/ }).click();
  await why(page, 'The lesson is over');
  await button(page, 'End it now').click();
  await done(page, 'The unblock has ended');
  assert.deepEqual(await ask('roulette.example'), blocked);
  assert.equal((await newest(page, 'unblock.ended')).why, 'The lesson is over');
}

export async function a_form_with_faults_says_them_above_and_beside_the_fields({ as }) {
  const page = await as();
  await visit(page, '/unblocks/new');
  await button(page, 'Send the request').click();
  const summary = page.getByTestId('errors');
  await summary.waitFor();
  assert.equal(await summary.evaluate((element) => element === document.activeElement), true);
  await summary.getByRole('link', { name: 'Enter at least one site' }).click();
  assert.equal(await page.getByLabel('Which sites?').evaluate((element) => element === document.activeElement), true);
  await page.getByLabel('Which sites?').fill('not a name!');
  await page.getByLabel('Pupils', { exact: true }).check();
  await why(page, 'x');
  await button(page, 'Send the request').click();
  await page.locator('.govuk-form-group--error').getByLabel('Which sites?').waitFor();
}

export async function an_unblock_is_granted_with_the_keyboard_alone({ window }) {
  const page = await window();
  const press = async (...keys) => {
    for (const key of keys) await page.keyboard.press(key);
  };
  /** Tab until this has the focus: it must be reachable, and within a person's patience. */
  const reach = async (locator, most = 60) => {
    await locator.waitFor();
    for (let n = 0; n < most; ++n) {
      if (await locator.evaluate((element) => element === document.activeElement)) return;
      await press('Tab');
    }
    throw new Error(`not reached with ${most} tabs: ${locator}`);
  };
  await page.goto('/');
  await settled(page);
  await press('Tab');
  assert.equal(await page.evaluate(() => document.activeElement?.textContent), 'Skip to main content');
  await press('Enter');
  await reach(page.getByLabel('User name'));
  await page.keyboard.type(process.env.WEB_USER);
  await press('Tab');
  await page.keyboard.type(process.env.WEB_PASSWORD);
  await press('Enter');
  await page.getByRole('heading', { name: 'Today' }).waitFor();
  await settled(page);
  await reach(button(page, 'Unblock a site'));
  await press('Enter');
  await page.getByRole('heading', { name: 'Unblock a site' }).waitFor();
  assert.equal(await page.evaluate(() => document.activeElement?.tagName), 'H1');
  await reach(page.getByLabel('Which sites?'));
  await page.keyboard.type('forum.example');
  await reach(page.getByLabel('Pupils', { exact: true }));
  await press('Space');
  await reach(page.getByLabel('One hour'));
  await press('ArrowDown');
  await reach(page.getByLabel('Why?'));
  await page.keyboard.type('Debating club');
  await reach(page.getByLabel('Ask for it', { exact: true }));
  await press('ArrowDown');
  await reach(button(page, 'Unblock'));
  await press('Space');
  await done(page, 'The sites are open');
  assert.deepEqual(await ask('forum.example'), open);
  assert.equal((await newest(page, 'unblock.granted')).why, 'Debating club');
}

// The school's own word on names: rules, emergency blocks, walled gardens. Each ends by asking DNS and the log.
import assert from 'node:assert/strict';
import { visit } from './browser.mjs';
import { ask } from './dns.mjs';
import { button, done, newest, rowOf, savePreviewed, why } from './steps.mjs';

const blocked = ['0.0.0.0'];
const open = ['192.0.2.66'];

export async function a_rule_blocks_a_site_until_it_is_removed({ as }) {
  const page = await as();
  assert.deepEqual(await ask('shop.example'), open);
  await visit(page, '/rules');
  await page.getByText('Add a rule').click();
  await page.getByLabel('Which site?').fill('https://shop.example/basket');
  await why(page, 'Nobody shops in lessons');
  await savePreviewed(page);
  await done(page, 'shop.example is blocked');
  assert.deepEqual(await ask('www.shop.example'), blocked);
  const change = await newest(page, 'rule.added');
  assert.deepEqual([change.why, change.after.name, change.after.groups], ['Nobody shops in lessons', 'shop.example', []]);
  await page.getByLabel('Find a name').fill('shop');
  await rowOf(page, 'shop.example').getByRole('button', { name: /^Remove/ }).click();
  await page.locator('.sg-ask').getByLabel('Why?').fill('The enterprise club sells there');
  await page.locator('.sg-ask').getByRole('button', { name: 'Remove', exact: true }).click();
  await done(page, /was removed/);
  assert.deepEqual(await ask('shop.example'), open);
  assert.equal((await newest(page, 'rule.removed')).why, 'The enterprise club sells there');
}

export async function an_emergency_block_shuts_a_site_for_everybody_and_is_reviewed({ as }) {
  const page = await as();
  assert.deepEqual(await ask('wallet.example'), open);
  await visit(page, '/emergency');
  await page.getByLabel('Sites', { exact: true }).fill('wallet.example');
  await why(page, 'A fraud goes round in Year 9');
  await page.getByLabel('Who looks at it afterwards?').selectOption({ label: 'Susan Lead (Safeguarding lead)' });
  await button(page, 'Block them now').click();
  await done(page, 'The sites are blocked for everybody');
  assert.deepEqual(await ask('wallet.example'), blocked);
  assert.equal((await newest(page, 'emergency.started')).why, 'A fraud goes round in Year 9');

  const lead = await as('s.lead');
  await visit(lead, '/emergency');
  await rowOf(lead, 'wallet.example').getByRole('button', { name: /^Say what came of it/ }).click();
  await lead.getByLabel('It ends').check();
  await lead.locator('.sg-ask').getByLabel('Why?').fill('The fraud is over; form tutors know');
  await button(lead, 'Conclude the review').click();
  await done(lead, 'The review is concluded');
  assert.deepEqual(await ask('wallet.example'), open);
  const review = await newest(page, 'review.concluded');
  assert.deepEqual([review.user, review.why], ['s.lead', 'The fraud is over; form tutors know']);
}

export async function a_bundle_is_planted_in_a_walled_garden({ as }) {
  const page = await as();
  const from = '127.0.0.77'; // a guest's device
  await visit(page, '/gardens/new');
  await page.getByLabel('Name of the bundle').fill('Open day');
  await page.getByLabel('Sites', { exact: true }).fill('shop.example\nhttps://www.example.org/');
  await why(page, 'Visitors see the shop and the prospectus');
  await savePreviewed(page);
  await page.waitForURL('**/gardens');
  assert.deepEqual((await newest(page, 'bundle.set')).after.names, ['shop.example', 'www.example.org']);

  await visit(page, '/groups/guests');
  await page.getByLabel('Addresses of its devices').fill(from);
  await page.getByText('Walled garden: only chosen sites').click();
  await page.getByRole('group', { name: 'Walled garden' }).getByLabel('On', { exact: true }).check();
  await page.getByLabel('Open day').check();
  await why(page, 'The open day on Saturday');
  await savePreviewed(page);
  await done(page, /as you wanted it/);
  assert.deepEqual(await ask('shop.example', { from }), open);
  assert.deepEqual(await ask('friends.example', { from }), blocked);
  assert.equal((await newest(page, 'group.set')).why, 'The open day on Saturday');
  await visit(page, '/gardens');
  await page.getByRole('row').filter({ hasText: 'Guests' }).filter({ hasText: 'Open day' }).first().waitFor();
}

export async function the_progress_of_a_list_job_is_shown_while_it_runs({ as }) {
  const page = await as();
  const event = `event: job\ndata: ${JSON.stringify({ job: 1, what: 'import', list: 'gambling', done: 0, of: 3, ended: false })}\n\n`;
  await page.route('**/api/v1/events*', (route) => route.fulfill({ contentType: 'text/event-stream', body: event }));
  await visit(page, '/lists');
  await page.getByText(/^Taking in .*, list 1 of 3…$/).waitFor();
  await page.getByRole('progressbar', { name: 'Progress' }).waitFor();
}

// A new appliance, from the set-up code on its console to devices that ask it. It has an appliance of its own, whose
// configuration names an upstream server that is not there.
import assert from 'node:assert/strict';
import { scrollsSideways, settled, sizes, violations, visit } from './browser.mjs';
import { ask } from './dns.mjs';
import { button, done, newest } from './steps.mjs';

const { FRESH_BASE, FRESH_DNS_PORT, FRESH_CODE, FRESH_UPSTREAM } = process.env;
const password = 'a lamp above the gate';

async function claim(page, code) {
  await page.getByLabel('Set-up code').fill(code);
  await page.getByLabel('Your name').fill('Aisha Shah');
  await page.getByLabel('User name').fill('A.Shah');
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByLabel('Password again').fill(password);
  await button(page, 'Make my account').click();
}

export async function a_new_appliance_is_set_up_from_its_code_to_its_first_answer({ window }) {
  const page = await window(sizes.wide, { baseURL: FRESH_BASE });
  await page.goto('/');
  await page.getByRole('heading', { name: 'Set up this appliance' }).waitFor();
  assert.equal((await (await page.request.get('/api/v1/groups')).json()).type, '/problems/not-set-up');
  assert.deepEqual(await violations(page), []);
  await claim(page, 'aaaa-bbbb-cccc-dddd-eeee');
  await page.getByRole('link', { name: /This is not the appliance's set-up code/ }).waitFor();
  assert.equal(await page.getByLabel('Your name').inputValue(), 'Aisha Shah');
  await claim(page, FRESH_CODE.toUpperCase());
  await page.getByRole('heading', { name: 'Setting up', exact: true }).waitFor();
  await settled(page);
  const added = await newest(page, 'person.added');
  assert.deepEqual([added.subject, added.via, added.after.role], ['a.shah', 'system', 'network_manager']);
  const again = await page.request.post('/api/v1/setup', { data: { code: FRESH_CODE, user: 'x', name: 'X', password } });
  assert.equal(again.status(), 409);

  await page.getByRole('link', { name: 'Name the school' }).click();
  await page.getByLabel('Name of the school').fill('Ashford Road Academy');
  await button(page, 'Save').click();
  await done(page, 'The settings are in force');
  assert.equal((await newest(page, 'settings.set')).after.school, 'Ashford Road Academy');

  // Left, and taken up again.
  await visit(page, '/');
  await page.getByRole('link', { name: 'Setting up' }).click();
  await settled(page);
  await page.getByRole('listitem').filter({ hasText: 'Name the school' }).getByText('Done').waitFor();
  await page.getByRole('link', { name: 'Choose a policy to begin with' }).click();
  await settled(page);
  await page.getByLabel('Secondary school').check();
  await button(page, 'See what this changes').click();
  await page.getByRole('heading', { name: 'What this would change' }).waitFor();
  await button(page, 'Bring it in').click();
  await done(page, 'The template is in force');
  assert.match((await newest(page, 'group.set')).why, /^First run/);

  const port = Number(FRESH_DNS_PORT);
  assert.notDeepEqual(await ask('www.example.org', { port }).catch(() => []), ['192.0.2.80']);
  await visit(page, '/first-run/upstreams');
  await page.getByLabel('Servers').fill('127.0.0.1:9');
  await button(page, 'Test them').click();
  await page.getByText('No answer').waitFor();
  await page.getByLabel('Servers').fill(`127.0.0.1:${FRESH_UPSTREAM}`);
  await button(page, 'Test them').click();
  await page.getByText(/^\d+ ms$/).waitFor();
  await button(page, 'Use these').click();
  await done(page, 'These servers are asked from now on');
  assert.deepEqual(await ask('www.example.org', { port }), ['192.0.2.80']);
  assert.deepEqual((await newest(page, 'settings.set')).after.upstreams, [`127.0.0.1:${FRESH_UPSTREAM}`]);

  await page.getByRole('button', { name: /^Go on: Invite/ }).click();
  await settled(page);
  await page.getByLabel('Name', { exact: true }).fill('Susan Lead');
  await page.getByLabel('User name').fill('s.lead');
  await button(page, 'Invite').click();
  await done(page, 'Susan Lead is invited');
  assert.match(await page.locator('.sg-password').textContent(), /#user=s\.lead&code=/);
  assert.equal((await newest(page, 'invitation.made')).subject, 's.lead');

  await visit(page, '/first-run/dhcp');
  await page.getByLabel('dnsmasq').check();
  await page.getByText('dhcp-option=option:dns-server,127.0.0.1').waitFor();
  await visit(page, '/first-run');
  for (const title of ['Name the school', 'Choose a policy', 'Choose who answers', 'Invite a second', 'Check that'])
    await page.getByRole('listitem').filter({ hasText: title }).getByText('Done').waitFor();
  await visit(page, '/first-run/check');
  await page.getByText('DNS answers', { exact: true }).waitFor();
  assert.deepEqual(await violations(page), []);
  await page.setViewportSize({ width: 320, height: 640 });
  assert.equal(await scrollsSideways(page), false);
}

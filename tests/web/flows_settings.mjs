// Settings: how people are told, and how they sign in. Each ends by asking who was told, and the log.
import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { visit } from './browser.mjs';
import { button, done, enrol, heading, newest, read, rowOf, why } from './steps.mjs';
import { mailServer, webhookServer } from './servers.mjs';

const save = (page) => button(page, 'Save and put in force').click();

export async function a_mail_server_is_set_and_a_test_message_arrives({ as }) {
  const page = await as();
  const server = await mailServer();
  try {
    await visit(page, '/settings/mail');
    await page.getByLabel('Mail server').fill(server.address);
    await page.getByLabel('From', { exact: true }).fill('schoolgate@school.example');
    await page.getByLabel('No', { exact: true }).check();
    await page.getByText('A certificate of the school’s own').click();
    await page.getByLabel('Send in clear').check();
    await why(page, 'Notices by mail');
    await save(page);
    await done(page, 'The mail server is set');
    assert.equal((await newest(page, 'mail.set')).why, 'Notices by mail');
    await page.getByLabel('Send a test message to').fill('head@school.example');
    await button(page, 'Send a test message').click();
    await done(page, /The server took the message to head@school.example: .*4711/);
    assert.match(server.messages.at(-1), /^To: .*head@school\.example/m);

    await page.getByLabel('Mail server').fill('');
    await why(page, 'Only a trial');
    await save(page);
    await page.getByLabel('Send a test message to').waitFor({ state: 'detached' });
    assert.equal((await newest(page, 'mail.set')).why, 'Only a trial');
  } finally {
    server.close();
  }
}

export async function a_webhook_is_added_signs_what_it_sends_and_is_removed({ as }) {
  const page = await as();
  const server = await webhookServer();
  try {
    await visit(page, '/settings/webhooks');
    await page.getByLabel('Name', { exact: true }).fill('Helpdesk');
    await page.getByLabel('Address', { exact: true }).fill(server.address);
    await page.getByText('A certificate of the school’s own').click();
    await page.getByLabel('Certificate authority (PEM)').fill(server.authority);
    await why(page, 'The helpdesk opens a ticket');
    await button(page, 'Add the webhook').click();
    await done(page, 'Helpdesk is told from now on');
    const secret = await page.locator('.sg-password').textContent();
    const row = rowOf(page, server.address);
    await row.getByRole('button', { name: /^Test/ }).click();
    await done(page, /took the test message/);
    const { headers, body } = server.requests.at(-1);
    const signed = `${headers['webhook-id']}.${headers['webhook-timestamp']}.${body}`;
    assert.equal(headers['webhook-signature'], `v1,${createHmac('sha256', Buffer.from(secret.replace(/^whsec_/, ''), 'base64')).update(signed).digest('base64')}`);
    assert.doesNotMatch(JSON.stringify(await newest(page, 'webhook.set')), new RegExp(secret.slice(6)));
    await row.getByRole('button', { name: /^Remove/ }).click();
    await page.locator('.sg-ask').getByLabel('Why?').fill('The helpdesk moved');
    await button(page, 'Remove it').click();
    await done(page, /was removed/);
    assert.equal((await newest(page, 'webhook.removed')).why, 'The helpdesk moved');
  } finally {
    server.close();
  }
}

export async function a_kind_of_notice_is_switched_off_and_the_chair_gets_an_address({ as }) {
  const page = await as();
  await visit(page, '/settings/notices');
  await page.getByLabel('A trial on a test device began').uncheck();
  await page.getByLabel('Chair of governors').fill('chair@school.example');
  await why(page, 'The chair asked for it');
  await save(page);
  await done(page, 'The notices are set');
  const sending = await read(page, '/sending');
  assert.deepEqual([sending.kinds.filter((each) => !each.on).length, sending.addresses], [1, [{ for: 'chair', address: 'chair@school.example' }]]);
  assert.equal((await newest(page, 'notices.set')).why, 'The chair asked for it');
  await visit(page, '/settings/outbox');
  await heading(page, 'What waits to be sent');
}

export async function leadership_consents_from_another_risk_on_and_nothing_is_kept_of_blocks({ as }) {
  const page = await as();
  await visit(page, '/settings/keeping');
  await page.getByLabel('Leadership consents to requests with a risk above').fill('10');
  await page.getByLabel('Keep nothing').check();
  await why(page, 'The governors want to be asked more often');
  await save(page);
  await done(page, 'The settings are in force');
  const settings = await read(page, '/settings');
  assert.deepEqual([settings.consent_above, settings.recent_blocks], [10, 'off']);
  await page.getByLabel('Leadership consents to requests with a risk above').fill('12');
  await page.getByLabel('Keep names and groups, not devices').check();
  await why(page, 'As it was');
  await save(page);
  await page.waitForFunction(() => document.querySelector('[name="reason"]')?.value === '');
  assert.equal((await newest(page, 'settings.set')).why, 'As it was');
}

export async function the_schools_accounts_are_set_up_and_the_test_says_what_is_wrong({ as }) {
  const page = await as();
  await visit(page, '/settings/single-sign-on');
  await page.getByLabel('Another, with OpenID Connect').check();
  await page.getByLabel('Issuer').fill('https://127.0.0.1:9/school');
  await page.getByLabel('Redirect address').fill('https://gate.school.example/api/v1/session/oidc/callback');
  await page.getByLabel('Client id').fill('schoolgate');
  await page.getByLabel('Client secret').fill('a secret of the provider');
  await page.getByLabel('The school’s domain').fill('school.example');
  await why(page, 'One account for everything');
  await save(page);
  await done(page, /set up as you wanted/);
  const change = await newest(page, 'single_sign_on.set');
  assert.equal(change.why, 'One account for everything');
  assert.doesNotMatch(JSON.stringify(change), /a secret of the provider/);
  assert.doesNotMatch(await page.content(), /a secret of the provider/);
  await button(page, 'Ask the provider now').click();
  await page.getByText('A sign-in would fail').waitFor();
}

export async function a_network_manager_without_a_second_factor_can_do_nothing_else({ as }) {
  const page = await as();
  const days = page.getByLabel('Days that network managers may do without a second factor');
  await visit(page, '/settings/signing-in');
  await days.fill('0');
  await why(page, 'At once');
  await save(page);
  await heading(page, 'Set up an authenticator app first');
  assert.equal(await page.getByRole('navigation').count(), 0);
  assert.equal((await page.request.get('/api/v1/groups')).status(), 403);
  const governor = await as('g.field');
  assert.equal((await newest(governor, 'settings.set')).why, 'At once');

  await enrol(page);
  await page.getByRole('navigation').first().waitFor();
  await visit(page, '/settings/signing-in');
  await days.fill('14');
  await why(page, 'Two weeks, as before');
  await save(page);
  await done(page, 'The settings are in force');
  assert.equal((await newest(page, 'settings.set')).why, 'Two weeks, as before');
  await visit(page, '/account');
  await button(page, 'Remove').click();
  await page.getByLabel('Present password').fill(process.env.WEB_PASSWORD);
  await why(page, 'Only a test');
  await page.locator('.sg-ask').getByRole('button', { name: 'Remove', exact: true }).click();
  await done(page, 'Your second factor is removed');
  assert.equal((await newest(page, 'factor.removed')).why, 'Only a test');
}

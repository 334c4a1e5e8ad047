// What is blocked, as it happens, most often, and as pupils report it. Each ends by asking DNS and the change log.
import assert from 'node:assert/strict';
import http from 'node:http';
import { settled, visit } from './browser.mjs';
import { ask, blocked, open } from './dns.mjs';
import { sentRequest } from './requests_steps.mjs';
import { button, done, newest, rowOf, savePreviewed, why } from './steps.mjs';

export async function what_is_blocked_appears_by_itself_and_leads_to_why_and_to_an_unblock({ as }) {
  const page = await as('a.shah');
  await visit(page, '/blocked');
  await page.getByText('Live', { exact: true }).waitFor();
  assert.deepEqual(await ask('bingo.example', { from: '127.0.0.31' }), blocked);
  await rowOf(page, 'bingo.example').filter({ hasText: '127.0.0.31' }).waitFor();
  await button(page, 'Pause').click();
  assert.deepEqual(await ask('www.bingo.example', { from: '127.0.0.32' }), blocked);
  await button(page, 'Show 1 new row').click();
  await rowOf(page, 'www.bingo.example').waitFor();
  await page.getByLabel('Device').selectOption('127.0.0.32');
  assert.equal(await rowOf(page, '127.0.0.31').count(), 0);
  await rowOf(page, 'www.bingo.example').getByRole('link', { name: /^Why/ }).click();
  await page.getByText('How it was decided').waitFor();
  await page.goBack();
  await rowOf(page, 'www.bingo.example').getByRole('link', { name: /^Unblock/ }).click();
  await settled(page);
  assert.deepEqual([await page.getByLabel('Which sites?').inputValue(), await page.getByLabel('Pupils', { exact: true }).isChecked()], ['www.bingo.example', true]);
}

export async function what_is_blocked_is_read_again_and_again_when_it_cannot_be_told({ as }) {
  const page = await as('s.lead');
  await page.context().route('**/api/v1/events*', (route) => route.fulfill({ status: 429, json: { type: '/problems/limit' } }));
  await visit(page, '/blocked');
  await page.getByText('Read again every few seconds').waitFor();
  assert.deepEqual(await ask('bingo.example', { from: '127.0.0.33' }), blocked);
  await rowOf(page, '127.0.0.33').waitFor();
}

export async function a_name_that_is_blocked_often_is_kept_blocked_or_allowed({ as }) {
  for (let n = 40; n < 46; ++n) for (const name of ['jackpot.example', 'spins.example']) await ask(`www.${name}`, { from: `127.0.0.${n}` });
  const page = await as('a.shah');
  const decide = async (name, outcome, reason, state) => {
    await rowOf(page, name).getByRole('button', { name: /^Decide/ }).click();
    await page.getByLabel(outcome).check();
    await why(page, reason);
    await savePreviewed(page);
    await done(page, 'Your decision is in force');
    await rowOf(page, name).getByText(state).first().waitFor();
  };
  // The counts are read from the workers once a second.
  for (let seen = 0; seen === 0; seen = await rowOf(page, 'www.spins.example').count()) await visit(page, '/over-blocking');
  await decide('www.spins.example', 'The block is right', 'It is gambling', 'The block is right');
  assert.equal((await newest(page, 'blocked_name.reviewed')).why, 'It is gambling');
  assert.deepEqual(await ask('www.spins.example'), blocked);
  await decide('www.jackpot.example', 'Allow it from now on', 'The parents’ association', 'Allowed now');
  assert.deepEqual(await ask('www.jackpot.example'), open);
  const rule = await newest(page, 'rule.added');
  assert.deepEqual([rule.after.action, rule.after.name], ['allow', 'www.jackpot.example']);
}

/** What a pupil does on the block page, without a browser's help. */
function onBlockPage(host, method, path, body) {
  return new Promise((resolve, reject) => {
    const headers = { Host: host, ...(body === undefined ? {} : { 'Content-Type': 'application/x-www-form-urlencoded', 'Content-Length': Buffer.byteLength(body) }) };
    const request = http.request({ host: '127.0.0.1', port: Number(process.env.BLOCK_PAGE_PORT), method, path, headers, localAddress: '127.0.0.51' }, (reply) => {
      let text = '';
      reply.on('data', (part) => (text += part)).on('end', () => resolve(text));
    });
    request.on('error', reject).end(body);
  });
}

export async function a_pupils_report_is_told_at_once_and_becomes_a_request({ as }) {
  const page = await as('s.lead');
  await visit(page, '/site-reports');
  const form = await onBlockPage('poker.example', 'GET', '/');
  const token = /name="token" value="([0-9a-f]+)"/.exec(form)[1];
  await onBlockPage('poker.example', 'POST', '/.well-known/schoolgate/report', new URLSearchParams({ kind: 'needed', text: 'Maths homework', token }).toString());
  const card = page.getByRole('listitem').filter({ hasText: 'Maths homework' });
  await card.waitFor(); // told as it happened
  await page.getByRole('navigation').getByRole('link', { name: /Reports from pupils.*waiting/ }).waitFor();
  await card.getByRole('link', { name: /^Open it for a time/ }).click();
  await settled(page);
  assert.equal(await page.getByLabel('Which sites?').inputValue(), 'poker.example');
  await why(page, 'Maths homework, as a pupil reports');
  await button(page, 'Send the request').click();
  const id = await sentRequest(page);
  const closed = await newest(page, 'site_report.closed');
  assert.deepEqual([closed.user, closed.why], ['s.lead', `Asked for: request ${id}`]);
  assert.deepEqual(await ask('poker.example'), blocked);
  await visit(page, '/site-reports');
  await page.getByText(/^Nothing is waiting/).waitFor();
}

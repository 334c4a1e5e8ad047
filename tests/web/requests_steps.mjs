// Steps of whoever asks and whoever decides. What a test does not look at goes through the API, in the session of the page.
import assert from 'node:assert/strict';
import { settled, visit } from './browser.mjs';
import { button, done, read } from './steps.mjs';

export const inHours = (hours) => new Date(Date.now() + hours * 3_600_000).toISOString().replace(/\.\d+Z$/, 'Z');

/** As the page itself would send it. */
export async function send(page, method, path, data) {
  const { csrf_token } = await read(page, '/session');
  const reply = await page.request.fetch(path, { method, data, headers: { 'X-CSRF-Token': csrf_token, Origin: process.env.BASE } });
  assert.ok(reply.ok(), `${method} ${path}: ${reply.status()} ${await reply.text()}`);
  return reply.json();
}

export const requestOf = (page, id) => read(page, `/requests/${id}`);

/** Asks for a name for the pupils, for an hour; the request's id. */
export async function askFor(page, name, reason, more = {}) {
  return (await send(page, 'POST', '/api/v1/requests', { names: [name], groups: ['pupils'], until: inHours(1), reason, ...more })).id;
}

export const signByApi = (page, id, likelihood = 1, impact = 2) => send(page, 'POST', `/api/v1/requests/${id}/sign`, { version: 1, likelihood, impact });

/** Fills in the wish of a teacher; counts what is typed. */
export async function fillWish(page, name, reason, group = 'Pupils') {
  await page.getByLabel('Which sites?').fill(name);
  await page.getByLabel(group, { exact: true }).check();
  await page.getByLabel('Why?').fill(reason);
  return name.length + reason.length;
}

/** The page that follows a sent request: its id. */
export async function sentRequest(page) {
  await done(page, 'Your request is sent');
  return new URL(page.url()).pathname.split('/').at(-1);
}

export async function rate(page, likelihood, impact) {
  await page.getByRole('group', { name: 'How likely is harm?' }).getByLabel(new RegExp(`^${likelihood}:`)).check();
  await page.getByRole('group', { name: 'How bad would it be?' }).getByLabel(new RegExp(`^${impact}:`)).check();
}

/** Looks at what it opens, and approves. */
export async function approve(page, told) {
  await button(page, 'See what this opens').click();
  await page.getByRole('heading', { name: 'What this would change' }).waitFor();
  await button(page, 'Approve').click();
  await done(page, told);
}

export async function look(page, id) {
  await visit(page, `/requests/${id}`);
  await page.getByRole('heading', { name: 'History' }).waitFor();
  await settled(page);
}

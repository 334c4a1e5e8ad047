// Steps that many flows take: a button, a reason, what is told, the newest change in the log.
import assert from 'node:assert/strict';
import { codeOf } from './totp.mjs';

export const button = (page, name) => page.getByRole('button', { name, exact: true });
export const why = (page, text) => page.getByLabel('Why?').filter({ visible: true }).last().fill(text);
export const done = (page, text) => page.getByRole('status').getByText(text).first().waitFor();
export const heading = (page, name) => page.getByRole('heading', { name, exact: true }).waitFor();
export const rowOf = (page, text) => page.getByRole('row').filter({ hasText: text });

export const savePreviewed = async (page) => {
  await button(page, 'See what this changes').click();
  await page.getByRole('heading', { name: 'What this would change' }).waitFor();
  await button(page, 'Save and put in force').click();
};

/** What the API says to whoever is signed in on the page. A refusal is told in full. */
export async function read(page, path) {
  const reply = await page.request.get(`/api/v1${path}`);
  assert.equal(reply.status(), 200, `${path}: ${reply.status()} ${await reply.text()}`);
  return reply.json();
}

/** The newest change of a kind, as the API tells it. */
export async function newest(page, kind) {
  const { size } = await read(page, '/changes/checkpoint');
  const { changes } = await read(page, `/changes?after=${Math.max(0, size - 30)}&limit=500`);
  const found = changes.filter((change) => change.kind === kind).at(-1);
  assert.ok(found, `the log has a ${kind}`);
  return found;
}

/** Signs in on a page where nobody is; ends before what comes next is shown. */
export async function enter(page, user, password, code = null) {
  await page.goto('/');
  await page.getByLabel('User name').fill(user);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await button(page, 'Sign in').click();
  if (code === null) return;
  await page.getByRole('link', { name: 'Enter the code from your authenticator app' }).waitFor();
  await page.getByLabel('Code', { exact: true }).fill(code);
  await button(page, 'Sign in').click();
}

/** Enrols whoever is on the page; the key and the recovery codes. */
export async function enrol(page) {
  await button(page, 'Show me the code to scan').click();
  await page.getByRole('img', { name: /^QR code/ }).waitFor();
  await page.getByText('I cannot scan it').click();
  const key = (await page.locator('.sg-password').textContent()).replace(/\s/g, '');
  await page.getByLabel('Code that the app shows now').fill(codeOf(key));
  await button(page, 'Turn it on').click();
  await heading(page, 'Recovery codes');
  const codes = await page.locator('.sg-recovery .sg-code').allTextContents();
  assert.equal(codes.length, 10);
  await button(page, 'I have kept them').click();
  return { key, codes };
}

// A browser for the tests and the screenshots: Debian's Chromium through playwright-core, which web-admin brings.
import { createRequire } from 'node:module';
import { servePagesFrom } from './folder.mjs';

const require = createRequire(new URL('../../web-admin/package.json', import.meta.url));
const { chromium } = require('playwright-core');
const axe_source = require('node:fs').readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

export const sizes = { wide: { width: 1280, height: 900 }, phone: { width: 390, height: 844 } };
const patience_milliseconds = 30_000; // the machine may be busy
const quiet_milliseconds = 500; // as Playwright has it: a page asks for what it shows in one go

export async function launch() {
  // A blocked name leads to the block page: here without asking a name server of the machine's.
  const args = ['--no-sandbox', '--disable-dev-shm-usage', '--host-resolver-rules=MAP casino.example 127.0.0.1'];
  return chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args });
}

/** A window of its own, with nobody signed in. Everything that the page complains about is collected in page.faults. */
export async function open(browser, base, size = sizes.wide, more = {}) {
  const context = await browser.newContext({ ignoreHTTPSErrors: true, viewport: size, baseURL: base, locale: 'en-GB', timezoneId: 'Europe/London', ...more });
  context.setDefaultTimeout(patience_milliseconds);
  if (process.env.WEB_PAGES) await servePagesFrom(context, process.env.WEB_PAGES);
  const page = await context.newPage();
  page.faults = [];
  page.quiet = quietness(page);
  page.on('pageerror', (fault) => page.faults.push(String(fault)));
  page.on('console', (message) => {
    // A status that a page expects (401 before somebody signed in, 404 of a part that is not there) is told as a "failed" resource.
    if (message.type() === 'error' && !/Failed to load resource/.test(message.text())) page.faults.push(message.text());
  });
  return page;
}

export async function signIn(page, user, password) {
  await page.goto('/');
  await page.getByLabel('User name').fill(user);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('button', { name: 'Sign out' }).waitFor();
}

/** As Playwright's "networkidle", but for the stream of events, which has no end: nothing asked for during a while. */
function quietness(page) {
  const asked = new Set();
  let leaving = false;
  let last = Date.now();
  const touch = (change) => (request) => {
    if (request.resourceType() === 'eventsource') return;
    change(request);
    last = Date.now();
  };
  page.on(
    'request',
    touch((request) => {
      if (request.isNavigationRequest()) leaving = true;
      asked.add(request);
    }),
  );
  // What the page before asked for is never answered, and it goes on asking until the next one takes its place.
  page.on('framenavigated', () => {
    if (leaving) asked.clear();
    leaving = false;
  });
  for (const end of ['requestfinished', 'requestfailed']) page.on(end, touch((request) => asked.delete(request)));
  return async () => {
    const deadline = Date.now() + patience_milliseconds;
    while (asked.size > 0 || Date.now() - last < quiet_milliseconds) {
      if (Date.now() > deadline) throw new Error(`the page waits for ${[...asked].map((request) => request.url()).join(', ') || 'ever new things'}`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  };
}

/** Goes to a page and waits until it has read what it shows. */
export async function visit(page, path) {
  await page.goto(path);
  await settled(page);
}
export async function settled(page) {
  await page.locator('h1').first().waitFor();
  await page.quiet();
  await page.waitForFunction(() => ![...document.querySelectorAll('main .sg-quiet, main p')].some((each) => /^(Reading|One moment)…$/.test(each.textContent ?? '')));
}

/** Rules of WCAG 2.0 to 2.2, A and AA, and axe's best practices. */
export async function violations(page) {
  // addScriptTag is an inline script, which the page's own policy refuses; evaluate() is the debugger's.
  await page.evaluate(axe_source);
  const found = await page.evaluate(async () => (await window.axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] })).violations);
  return found.map((each) => `${each.id} (${each.impact}): ${each.nodes.slice(0, 4).map((node) => `${node.target.join(' ')} ${node.failureSummary?.split('\n')[1] ?? ''}`).join(' | ')}`);
}

export const scrollsSideways = (page) => page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth + 1);

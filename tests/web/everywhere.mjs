// What holds on every page: no barrier that axe finds, nothing that scrolls sideways, and the headers that keep strangers out.
import assert from 'node:assert/strict';
import { scrollsSideways, sizes, violations } from './browser.mjs';
import { eachPage } from './pages.mjs';

async function onEachPage({ browser, pages: windows }, size, look) {
  const found = [];
  await eachPage(browser, size, async (page, { name }) => found.push(...(await look(page)).map((fault) => `${name}: ${fault}`)), { windows });
  assert.deepEqual(found, []);
}

const sideways = async (page) => ((await scrollsSideways(page)) ? ['scrolls sideways'] : []);

export async function axe_finds_nothing_on_any_page_on_a_wide_screen(given) {
  await onEachPage(given, sizes.wide, violations);
}

export async function axe_finds_nothing_on_any_page_on_a_phone(given) {
  await onEachPage(given, sizes.phone, violations);
}

export async function no_page_scrolls_sideways_at_320_pixels(given) {
  await onEachPage(given, { width: 320, height: 640 }, sideways);
}

export async function no_page_scrolls_sideways_at_200_percent(given) {
  // Zooming a window of 1280 pixels to 200% leaves 640 of the page's own.
  await onEachPage(given, { width: 640, height: 450 }, sideways);
}

export async function every_page_has_one_heading_and_a_title_of_its_own(given) {
  const titles = new Map();
  await onEachPage(given, sizes.wide, async (page) => {
    const { origin, pathname } = new URL(page.url());
    const title = await page.title();
    titles.set(`${origin}${pathname}`, title);
    const faults = (await page.locator('h1').count()) === 1 ? [] : ['not one h1'];
    if (title.length < 14) faults.push(`title: ${title}`);
    return faults;
  });
  // Who is signed out sees the same page at more than one address.
  assert.ok(new Set(titles.values()).size >= titles.size - 4, 'titles tell pages apart');
}

export async function pages_are_served_with_the_headers_that_keep_strangers_out({ window }) {
  const page = await window();
  const reply = await page.goto('/groups/pupils');
  const headers = reply.headers();
  const policy = headers['content-security-policy'];
  for (const part of ["default-src 'none'", "script-src 'self'", "style-src 'self'", "frame-ancestors 'none'", "form-action 'none'"]) assert.ok(policy.includes(part), part);
  assert.doesNotMatch(policy, /unsafe|https?:|\*/);
  assert.equal(headers['x-frame-options'], 'DENY');
  assert.equal(headers['x-content-type-options'], 'nosniff');
  assert.equal(headers['cache-control'], 'no-cache');
  assert.equal(headers['content-encoding'], 'gzip');
  const script = await page.locator('script[src]').getAttribute('src');
  const file = await page.request.get(script);
  assert.match(file.headers()['cache-control'], /immutable/);
  assert.match(file.headers()['content-type'], /^text\/javascript/);
  assert.equal((await page.request.get(script, { headers: { 'If-None-Match': file.headers().etag } })).status(), 304);
  assert.equal((await page.request.get('/assets/nothing.js')).status(), 404);
  assert.equal((await page.request.get('/api/v1/nothing')).status(), 404);
  assert.equal((await page.request.get('/api/v1/status')).status(), 401);
}

export async function the_session_cookie_is_the_hosts_own_and_no_script_can_read_it({ as }) {
  const page = await as();
  const [cookie] = await page.context().cookies();
  assert.deepEqual([cookie.name, cookie.secure, cookie.httpOnly, cookie.sameSite, cookie.path], ['__Host-schoolgate', true, true, 'Strict', '/']);
  assert.equal(await page.evaluate(() => document.cookie), '');
  assert.equal(await page.evaluate(() => localStorage.length + sessionStorage.length), 0);
}

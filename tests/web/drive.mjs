// Runs the tests of the pages one after the other, in the order of their names: none needs another. Prints "ok <name>" or "FAIL <name>" with the reason.
import { readdirSync } from 'node:fs';
import { launch, open, signIn, sizes } from './browser.mjs';
import * as everywhere from './everywhere.mjs';

const { BASE, WEB_USER, WEB_PASSWORD } = process.env;
const files = readdirSync(new URL('.', import.meta.url)).filter((name) => /^flows_.*\.mjs$/.test(name)).sort();
const flows = await Promise.all(files.map((name) => import(new URL(name, import.meta.url))));
const tests = Object.assign({}, ...flows, everywhere);
const wanted = process.argv.slice(2);
const browser = await launch();

/** What a test gets: windows of its own, closed when it ends. */
function hand() {
  const pages = [];
  const window = async (size = sizes.wide, more = {}) => {
    const page = await open(browser, BASE, size, more);
    pages.push(page);
    return page;
  };
  return {
    browser,
    pages,
    window,
    as: async (user = WEB_USER, size = sizes.wide, password = WEB_PASSWORD) => {
      const page = await window(size);
      await signIn(page, user, password);
      return page;
    },
  };
}

for (const [name, test] of Object.entries(tests)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  const given = hand();
  try {
    await test(given);
    const faults = given.pages.flatMap((page) => page.faults);
    if (faults.length > 0) throw new Error(`the page complains: ${faults.slice(0, 3).join('; ')}`);
    console.log(`ok ${name}`);
  } catch (fault) {
    process.exitCode = 1;
    console.log(`FAIL ${name}\n  ${String(fault?.message ?? fault).slice(0, 3000).replaceAll('\n', '\n  ')}`);
  } finally {
    for (const page of given.pages) await page.context().close();
  }
}
await browser.close();

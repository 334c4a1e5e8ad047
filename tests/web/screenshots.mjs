// Pictures of every page at both widths, into the folder given.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { launch, open, settled, signIn, sizes, visit } from './browser.mjs';
import { pages } from './pages.mjs';

const { BASE, WEB_USER, WEB_PASSWORD } = process.env;
const folder = process.argv[2] ?? 'screenshots';
const only = process.argv.slice(3);
mkdirSync(folder, { recursive: true });
const browser = await launch();
try {
  for (const [size, viewport] of Object.entries(sizes)) {
    const page = await open(browser, BASE, viewport);
    await page.goto('/');
    await settled(page);
    if (only.length === 0) await page.screenshot({ path: join(folder, `sign-in-${size}.png`), fullPage: true });
    await signIn(page, WEB_USER, WEB_PASSWORD);
    for (const each of pages) {
      if (only.length > 0 && !only.includes(each.name)) continue;
      try {
        await visit(page, each.path);
        await each.before?.(page);
        await page.screenshot({ path: join(folder, `${each.name}-${size}.png`), fullPage: true });
      } catch (fault) {
        console.log(`FAIL ${each.name} ${size}: ${fault.message.split('\n')[0]}`);
        process.exitCode = 1;
      }
    }
    for (const fault of page.faults) console.log(`FAIL ${size}: ${fault}`);
    await page.context().close();
  }
} finally {
  await browser.close();
}

// Pictures of every page at both widths, into the folder given.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { launch, sizes } from './browser.mjs';
import { eachPage } from './pages.mjs';

const [folder = 'screenshots', ...only] = process.argv.slice(2);
mkdirSync(folder, { recursive: true });
const browser = await launch();
try {
  for (const [size, viewport] of Object.entries(sizes)) {
    const windows = [];
    await eachPage(browser, viewport, (page, { name }) => page.screenshot({ path: join(folder, `${name}-${size}.png`), fullPage: true }), { only, windows });
    for (const page of windows) {
      for (const fault of page.faults) throw new Error(`${size}: ${fault}`);
      await page.context().close();
    }
  }
} finally {
  await browser.close();
}

// How soon the main pages are there on a processor that is four times slower than this one, with nothing in the cache: the
// measures that Lighthouse takes, by the same protocol (Chrome DevTools), each the middle one of some runs. It prints them
// beside what is asked for and ends with 1 when one is missed. No test: it depends on the machine and on what else it does.
import { launch, open, signIn, sizes } from './browser.mjs';

const { BASE, WEB_USER, WEB_PASSWORD } = process.env;
const slower = 4;
const runs = 5;
const main_pages = { Today: '/', 'Why was it blocked?': '/why', 'Change log': '/changes' };
// Lighthouse's "good", and the house's own for the first page that can be used.
const asked = { usable: 1000, contentful: 1800, largest: 2500, blocking: 200, shift: 0.1 };

/** What the page tells of itself, from before its first script on. */
function watch() {
  const seen = { contentful: 0, largest: 0, blocking: 0, shift: 0, usable: 0 };
  window.measured = seen;
  const observe = (type, take) => new PerformanceObserver((list) => list.getEntries().forEach(take)).observe({ type, buffered: true });
  observe('paint', (entry) => entry.name === 'first-contentful-paint' && (seen.contentful = entry.startTime));
  observe('largest-contentful-paint', (entry) => (seen.largest = entry.startTime));
  observe('layout-shift', (entry) => !entry.hadRecentInput && (seen.shift += entry.value));
  observe('longtask', (entry) => (seen.blocking += Math.max(0, entry.duration - 50)));
  // Usable: the page's own heading stands there and nothing says that it is still read.
  const look = () => {
    const text = document.querySelector('main')?.textContent ?? '';
    if (document.querySelector('main h1') !== null && !/(Reading|One moment)…/.test(text)) seen.usable ||= performance.now();
    else seen.usable = 0;
  };
  document.addEventListener('DOMContentLoaded', () => new MutationObserver(look).observe(document, { childList: true, subtree: true, characterData: true }));
}

const middle = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];

async function measure(context, path) {
  const page = await context.newPage();
  const tools = await context.newCDPSession(page);
  await tools.send('Network.setCacheDisabled', { cacheDisabled: true });
  await tools.send('Emulation.setCPUThrottlingRate', { rate: slower });
  await page.addInitScript(watch);
  await page.goto(path);
  await page.waitForFunction(() => window.measured.usable > 0);
  await page.waitForLoadState('load');
  const found = await page.evaluate(() => window.measured);
  await page.close();
  return found;
}

const browser = await launch();
try {
  const first = await open(browser, BASE, sizes.wide);
  await signIn(first, WEB_USER, WEB_PASSWORD);
  for (const [name, path] of Object.entries(main_pages)) {
    const all = [];
    for (let n = 0; n < runs; ++n) all.push(await measure(first.context(), path));
    const found = Object.fromEntries(Object.keys(asked).map((key) => [key, middle(all.map((each) => each[key]))]));
    const told = Object.entries(asked).map(([key, most]) => `${key} ${key === 'shift' ? found[key].toFixed(3) : `${Math.round(found[key])} ms`} (${most})${found[key] > most ? ' MISSED' : ''}`);
    console.log(`${name}: ${told.join(', ')}`);
    if (Object.entries(asked).some(([key, most]) => found[key] > most)) process.exitCode = 1;
  }
} finally {
  await browser.close();
}

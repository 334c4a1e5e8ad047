// A person without a mouse: Tab until it has the focus, then keys.
import assert from 'node:assert/strict';
import { settled } from './browser.mjs';

const patience_tabs = 60; // more than that nobody presses; what is further has a shorter way, or should have

export function keyboard(page) {
  const press = async (...keys) => {
    for (const key of keys) await page.keyboard.press(key);
  };
  const focused = (locator) => locator.evaluate((element) => element === document.activeElement);
  const reach = async (locator, most = patience_tabs) => {
    await locator.waitFor();
    for (let n = 0; n <= most; ++n) {
      if (await focused(locator)) return;
      await press('Tab');
    }
    throw new Error(`not reached with ${most} tabs: ${locator}`);
  };
  return {
    press,
    reach,
    /** Opens a page and goes to its content, past the navigation. */
    async open(path) {
      await page.goto(path);
      await settled(page);
      await press('Tab');
      assert.equal(await page.evaluate(() => document.activeElement?.textContent), 'Skip to main content');
      await press('Enter');
    },
    async type(locator, text, most = patience_tabs) {
      await reach(locator, most);
      await press('Control+A');
      await page.keyboard.type(text);
    },
    async push(locator, most = patience_tabs) {
      await reach(locator, most);
      await press('Enter');
    },
    async tick(locator) {
      await reach(locator);
      await press('Space');
    },
    /** In a list to choose from, what begins like that. */
    async choose(locator, text, most = patience_tabs) {
      await reach(locator, most);
      await page.keyboard.type(text);
    },
  };
}

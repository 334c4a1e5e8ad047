// Every page, for screenshots and for what holds on all of them. `before` brings the page into the state that is worth seeing.
import { settled } from './browser.mjs';

const fillWhy = async (page) => {
  await page.getByLabel('Name or address of the site').fill('casino.example');
  await page.getByRole('button', { name: 'Find out' }).click();
  await page.getByText('How it was decided').waitFor();
};

/** From the list to the request for this name. */
const openRequest = async (page, name) => {
  await page.getByRole('link', { name }).first().click();
  await page.getByRole('heading', { name: 'History' }).waitFor();
  await settled(page);
};

export const pages = [
  { name: 'today', path: '/' },
  { name: 'why', path: '/why', before: fillWhy },
  { name: 'unblocks', path: '/unblocks' },
  { name: 'unblock-new', path: '/unblocks/new?name=casino.example&group=year-9' },
  {
    name: 'unblock-errors',
    path: '/unblocks/new',
    before: async (page) => {
      await page.getByRole('button', { name: 'Send the request' }).click();
      await page.getByText('There is a problem').waitFor();
    },
  },
  { name: 'unblock-emergency', path: '/unblocks/emergency' },
  { name: 'blocked', path: '/blocked' },
  { name: 'requests', path: '/requests' },
  { name: 'request-waiting', path: '/requests', before: async (page) => openRequest(page, 'museum.example') },
  {
    name: 'request-preview',
    path: '/requests',
    before: async (page) => {
      await openRequest(page, 'museum.example');
      await page.getByLabel('2: unlikely').check();
      await page.getByLabel('2: minor').check();
      await page.getByRole('button', { name: 'See what this opens' }).click();
      await page.getByRole('heading', { name: 'What this would change' }).waitFor();
    },
  },
  { name: 'request-refused', path: '/requests', before: async (page) => openRequest(page, 'arcade.example') },
  {
    name: 'trial',
    path: '/requests',
    before: async (page) => {
      await openRequest(page, 'museum.example');
      await page.getByRole('button', { name: 'Try it on a device first' }).click();
      await page.getByRole('heading', { name: 'Try it on a device' }).waitFor();
      await settled(page);
    },
  },
  { name: 'topics', path: '/topics' },
  { name: 'topic', path: '/topics/suffragettes' },
  { name: 'topic-new', path: '/topics/new' },
  { name: 'site-reports', path: '/site-reports' },
  { name: 'over-blocking', path: '/over-blocking' },
  { name: 'changes', path: '/changes', before: async (page) => page.locator('.sg-entry summary').first().click() },
  { name: 'changes-export', path: '/changes', before: async (page) => page.getByText('Export the log').click() },
  { name: 'verify', path: '/changes/verify' },
  { name: 'lists', path: '/lists' },
  { name: 'list-new', path: '/lists/new' },
  { name: 'groups', path: '/groups' },
  { name: 'group', path: '/groups/sixth-form' },
  {
    name: 'group-preview',
    path: '/groups/year-9',
    before: async (page) => {
      await page.getByLabel('This group says of Social media').selectOption({ label: 'Allowed' });
      await page.getByLabel('Why?').fill('A project on social media');
      await page.getByRole('button', { name: 'See what this changes' }).click();
      await page.getByRole('heading', { name: 'What this would change' }).waitFor();
    },
  },
  { name: 'template', path: '/templates/secondary' },
  { name: 'schedules', path: '/schedules' },
  { name: 'calendar', path: '/schedules/calendar' },
  { name: 'schedule', path: '/schedules/after-school' },
  { name: 'devices', path: '/devices' },
  { name: 'device', path: '/devices/library-ipad-3' },
  { name: 'names', path: '/names' },
  { name: 'people', path: '/people' },
  { name: 'settings', path: '/settings' },
  { name: 'health', path: '/health' },
  { name: 'first-run', path: '/first-run' },
  ...['school', 'template', 'upstreams', 'people', 'dhcp', 'check'].map((step) => ({ name: `first-run-${step}`, path: `/first-run/${step}` })),
  { name: 'limits', path: '/limits' },
  { name: 'account', path: '/account' },
  { name: 'not-found', path: '/nothing-here' },
];

// Every page, for screenshots and for what holds on all of them. `before` brings the page into the state that is worth seeing;
// `user` is whose page it is: the network manager's when it is left out, nobody's when it is null; `base` is where it is served,
// when that is not the appliance with the school's data.
import { open, settled, signIn, visit } from './browser.mjs';

const { BASE, FRESH_BASE, BLOCK_PAGE_PORT, WEB_USER, WEB_PASSWORD } = process.env;
const nobody = null;
const teacher = 't.jones';
const governor = 'g.field';

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
  { name: 'sign-in', path: '/', user: nobody },
  { name: 'invitation', path: '/invitation#user=s.lead&code=aaaa-bbbb-cccc-dddd', user: nobody },
  { name: 'set-up', path: '/', user: nobody, base: FRESH_BASE },
  { name: 'block-page', path: '/', user: nobody, base: `http://casino.example:${BLOCK_PAGE_PORT}` },
  { name: 'teacher-today', path: '/', user: teacher },
  { name: 'teacher-unblock-new', path: '/unblocks/new?name=casino.example', user: teacher },
  { name: 'teacher-requests', path: '/requests', user: teacher },
  { name: 'governor-summary', path: '/', user: governor },
  { name: 'governor-changes', path: '/changes', user: governor },
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
  { name: 'summary', path: '/summary' },
  { name: 'lists', path: '/lists' },
  { name: 'list-new', path: '/lists/new' },
  { name: 'list-file', path: '/lists/new?from=file' },
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
  { name: 'rules', path: '/rules', before: async (page) => page.getByText('Add a rule').click() },
  { name: 'emergency', path: '/emergency' },
  { name: 'gardens', path: '/gardens' },
  { name: 'bundle', path: '/gardens/new' },
  { name: 'people', path: '/people', before: async (page) => page.getByRole('button', { name: /^Change/ }).nth(1).click() },
  { name: 'invitations', path: '/people/invitations' },
  { name: 'rescues', path: '/people/rescues' },
  { name: 'settings', path: '/settings' },
  { name: 'settings-signing-in', path: '/settings/signing-in' },
  { name: 'settings-single-sign-on', path: '/settings/single-sign-on' },
  { name: 'settings-keeping', path: '/settings/keeping' },
  { name: 'settings-mail', path: '/settings/mail' },
  { name: 'settings-notices', path: '/settings/notices' },
  { name: 'settings-webhooks', path: '/settings/webhooks' },
  { name: 'settings-outbox', path: '/settings/outbox' },
  { name: 'settings-appliance', path: '/settings/appliance' },
  { name: 'health', path: '/health' },
  { name: 'first-run', path: '/first-run' },
  ...['school', 'template', 'upstreams', 'people', 'dhcp', 'check'].map((step) => ({ name: `first-run-${step}`, path: `/first-run/${step}` })),
  { name: 'limits', path: '/limits' },
  { name: 'account', path: '/account' },
  { name: 'account-password', path: '/account/password' },
  {
    name: 'second-factor',
    path: '/account/second-factor',
    before: async (page) => {
      await page.getByRole('button', { name: 'Show me the code to scan' }).click();
      await page.getByRole('img', { name: /^QR code/ }).waitFor();
    },
  },
  { name: 'tokens', path: '/account/tokens', before: async (page) => page.getByText('Make a token').click() },
  { name: 'not-found', path: '/nothing-here' },
];

/**
 * Visits every page that is wanted, in the state worth seeing, in one window a person; `look` is called with the window and the page's entry.
 * `windows` takes each window that was opened, for whoever closes them and reads their faults.
 */
export async function eachPage(browser, size, look, { only = [], windows = [] } = {}) {
  const opened = new Map();
  const windowFor = async ({ user = WEB_USER, base = BASE }) => {
    const key = `${user} ${base}`;
    if (!opened.has(key)) {
      const page = await open(browser, base, size);
      windows.push(page);
      opened.set(key, page);
      if (user !== nobody) await signIn(page, user, WEB_PASSWORD);
    }
    return opened.get(key);
  };
  for (const each of pages) {
    if (only.length > 0 && !only.includes(each.name)) continue;
    const page = await windowFor(each);
    try {
      await visit(page, each.path);
      await each.before?.(page);
      await look(page, each);
    } catch (fault) {
      throw new Error(`${each.name}: ${fault.message}`, { cause: fault });
    }
  }
}

// Every page, for screenshots and for what holds on all of them. `before` brings the page into the state that is worth seeing.
const fillWhy = async (page) => {
  await page.getByLabel('Name or address of the site').fill('casino.example');
  await page.getByRole('button', { name: 'Find out' }).click();
  await page.getByText('How it was decided').waitFor();
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
      await page.getByRole('button', { name: 'Unblock', exact: true }).click();
      await page.getByText('There is a problem').waitFor();
    },
  },
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

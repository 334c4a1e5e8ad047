// What people do with the pages. Each ends by asking DNS and the change log whether it is true.
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { settled, signIn, sizes, visit } from './browser.mjs';
import { ask } from './dns.mjs';

const blocked = ['0.0.0.0'];
const open = ['192.0.2.66'];

/** The newest change of a kind, as the API tells it. */
async function newest(page, kind) {
  const { size } = await (await page.request.get('/api/v1/changes/checkpoint')).json();
  const { changes } = await (await page.request.get(`/api/v1/changes?after=${Math.max(0, size - 30)}&limit=500`)).json();
  const found = changes.filter((change) => change.kind === kind).at(-1);
  assert.ok(found, `the log has a ${kind}`);
  return found;
}
const button = (page, name) => page.getByRole('button', { name, exact: true });
const why = (page, text) => page.getByLabel('Why?').last().fill(text);
const done = (page, text) => page.getByRole('status').getByText(text).first().waitFor();
const savePreviewed = async (page) => {
  await button(page, 'See what this changes').click();
  await page.getByRole('heading', { name: 'What this would change' }).waitFor();
  await button(page, 'Save and put in force').click();
};

export async function whoever_has_a_one_time_password_chooses_their_own_first({ window }) {
  const page = await window();
  await page.goto('/');
  await page.getByLabel('User name').fill('admin');
  await page.getByLabel('Password', { exact: true }).fill(process.env.FIRST_PASSWORD);
  await button(page, 'Sign in').click();
  await page.getByRole('heading', { name: 'Choose your own password' }).waitFor();
  assert.equal(await page.getByRole('navigation').count(), 0);
  await page.getByLabel('One-time password').fill(process.env.FIRST_PASSWORD);
  await page.getByLabel('New password', { exact: true }).fill('short');
  await page.getByLabel('New password again').fill('short');
  await button(page, 'Set the password').click();
  await page.getByRole('link', { name: 'The new password must have at least 12 characters' }).waitFor();
  await page.getByLabel('New password', { exact: true }).fill('a lamp above the gate');
  await page.getByLabel('New password again').fill('a lamp above the gate');
  await button(page, 'Set the password').click();
  await page.getByRole('heading', { name: 'Today' }).waitFor();
  assert.equal((await newest(page, 'password.set')).user, 'admin');
  await button(page, 'Sign out').click();
  await page.getByRole('heading', { name: 'Sign in' }).waitFor();
  assert.equal((await page.request.get('/api/v1/session')).status(), 401);
}

export async function a_first_unblock_takes_at_most_four_clicks_from_the_home_page({ as }) {
  const page = await as();
  assert.deepEqual(await ask('roulette.example'), blocked);
  let clicks = 0;
  const click = async (locator) => {
    ++clicks;
    await locator.click();
  };
  await click(button(page, 'Unblock a site'));
  await page.getByLabel('Which sites?').fill('https://roulette.example/wheel?x=1');
  await click(page.getByLabel('Pupils', { exact: true }));
  await why(page, 'Year 9 maths, probability');
  await click(button(page, 'Unblock'));
  await done(page, 'The sites are open');
  assert.ok(clicks <= 4, `${clicks} clicks`);
  assert.deepEqual(await ask('roulette.example'), open);
  const change = await newest(page, 'unblock.granted');
  assert.deepEqual([change.user, change.why, change.after.names], ['a.shah', 'Year 9 maths, probability', ['roulette.example']]);

  const row = page.getByRole('row').filter({ hasText: 'roulette.example' });
  await row.getByRole('button', { name: /^End/ }).click();
  await why(page, 'The lesson is over');
  await button(page, 'End it now').click();
  await done(page, 'The unblock has ended');
  assert.deepEqual(await ask('roulette.example'), blocked);
  assert.equal((await newest(page, 'unblock.ended')).why, 'The lesson is over');
}

export async function a_teacher_on_a_phone_sees_why_and_unblocks_from_there({ as }) {
  const page = await as('t.jones', sizes.phone);
  await button(page, 'Menu').click();
  await page.getByRole('link', { name: 'Why was it blocked?' }).click();
  await page.getByLabel('Name or address of the site').fill('video.example');
  await page.getByLabel('Group', { exact: true }).selectOption({ label: 'Year 7' });
  await button(page, 'Find out').click();
  await page.getByText(/Blocked for Year 7/).first().waitFor();
  await page.getByText('Decided', { exact: true }).waitFor();
  await button(page, 'Unblock it for a time').click();
  await settled(page);
  assert.equal(await page.getByLabel('Which sites?').inputValue(), 'video.example');
  assert.equal(await page.getByLabel('Year 7', { exact: true }).isChecked(), true);
  await page.getByLabel('Pupils', { exact: true }).check();
  await why(page, 'A film about the tides');
  await button(page, 'Unblock').click();
  await done(page, 'The sites are open');
  assert.deepEqual(await ask('video.example'), open);
  assert.equal((await newest(page, 'unblock.granted')).user, 't.jones');
  await visit(page, '/why?name=video.example&group=year-7');
  await page.getByText(/Allowed for Year 7/).first().waitFor();
}

export async function a_form_with_faults_says_them_above_and_beside_the_fields({ as }) {
  const page = await as();
  await visit(page, '/unblocks/new');
  await button(page, 'Unblock').click();
  const summary = page.getByTestId('errors');
  await summary.waitFor();
  assert.equal(await summary.evaluate((element) => element === document.activeElement), true);
  await summary.getByRole('link', { name: 'Enter at least one site' }).click();
  assert.equal(await page.getByLabel('Which sites?').evaluate((element) => element === document.activeElement), true);
  await page.getByLabel('Which sites?').fill('not a name!');
  await page.getByLabel('Pupils', { exact: true }).check();
  await why(page, 'x');
  await button(page, 'Unblock').click();
  await page.locator('.govuk-form-group--error').getByLabel('Which sites?').waitFor();
}

export async function the_log_is_read_narrowed_exported_and_the_export_verified_in_the_page({ as }) {
  const page = await as('g.field');
  await visit(page, '/changes');
  await page.getByLabel('With the words').fill('Inventory');
  await button(page, 'Show').click();
  await page.getByText(/^1\d\d changes shown/).waitFor();
  const entry = page.locator('.sg-entry').first();
  await entry.locator('summary').click();
  await entry.getByText('3c:22:fb').first().waitFor();
  await page.getByText('Export the log').click();
  await page.getByLabel('Why?').fill('Governors’ meeting');
  const [download] = await Promise.all([page.waitForEvent('download'), button(page, 'Export').click()]);
  const folder = mkdtempSync(join(tmpdir(), 'schoolgate-web-'));
  try {
    const file = join(folder, download.suggestedFilename());
    await download.saveAs(file);
    assert.equal((await newest(page, 'log.exported')).why, 'Governors’ meeting');
    await visit(page, '/changes/verify');
    await page.getByLabel('Exported file').setInputFiles(file);
    await button(page, 'Verify').click();
    await page.getByText('The file is what this appliance wrote').waitFor();
    const bad = join(folder, 'bad.csv');
    writeFileSync(bad, readFileSync(file, 'utf8').replace('Inventory', 'Invention'));
    await page.getByLabel('Exported file').setInputFiles(bad);
    await button(page, 'Verify').click();
    await page.getByText('The file is not what the appliance wrote').waitFor();
    await page.getByText(/^Entry \d+:/).waitFor();
  } finally {
    rmSync(folder, { recursive: true });
  }
}

export async function a_group_is_changed_after_what_it_does_was_shown({ as }) {
  const page = await as();
  assert.deepEqual(await ask('whisky.example'), blocked);
  await visit(page, '/groups/pupils');
  await page.getByLabel('This group says of Alcohol, tobacco and vaping').selectOption({ label: 'Allowed' });
  await why(page, 'A unit on Prohibition');
  await button(page, 'See what this changes').click();
  const preview = page.getByRole('region', { name: 'What this would change' });
  await preview.getByRole('cell', { name: /Alcohol, tobacco and vaping/ }).first().waitFor();
  assert.deepEqual(await ask('whisky.example'), blocked);
  await button(page, 'Save and put in force').click();
  await done(page, /as you wanted it/);
  assert.deepEqual(await ask('whisky.example'), open);
  const change = await newest(page, 'group.set');
  assert.deepEqual([change.user, change.subject, change.why], ['a.shah', 'pupils', 'A unit on Prohibition']);
}

export async function a_template_is_brought_in_after_its_diff({ as }) {
  const page = await as();
  await visit(page, '/groups');
  await page.getByRole('link', { name: 'Exam room' }).last().click();
  await settled(page);
  await why(page, 'Mock examinations');
  await button(page, 'Bring it in').click();
  await done(page, 'The template is in force');
  assert.match((await newest(page, 'group.set')).why, /^Mock examinations/);
}

export async function a_schedule_is_drawn_on_the_week({ as }) {
  const page = await as();
  await visit(page, '/schedules/new');
  await page.getByLabel('Name of the schedule').fill('Chess club');
  const wednesday = page.locator('.sg-week__column').nth(2);
  await wednesday.scrollIntoViewIfNeeded();
  const box = await wednesday.boundingBox();
  const at = (hour) => box.y + ((hour - 7) / 11) * box.height; // the picture shows 07:00 to 18:00
  await page.mouse.move(box.x + box.width / 2, at(15));
  await page.mouse.down();
  await page.mouse.move(box.x + box.width / 2, at(15.5));
  await page.mouse.move(box.x + box.width / 2, at(16.5));
  await page.mouse.up();
  assert.deepEqual([await page.getByLabel('From', { exact: true }).inputValue(), await page.getByLabel('To', { exact: true }).inputValue()], ['15:00', '16:30']);
  await why(page, 'Wednesdays after school');
  await savePreviewed(page);
  await page.waitForURL('**/schedules/chess-club');
  const { schedules } = await (await page.request.get('/api/v1/schedules')).json();
  assert.deepEqual(schedules.find((each) => each.id === 'chess-club').windows.map(({ days, from, to }) => [days, from, to]), [[['wed'], '15:00', '16:30']]);
  assert.equal((await newest(page, 'schedule.set')).subject, 'chess-club');
}

export async function the_calendar_is_changed_line_by_line({ as }) {
  const page = await as();
  await visit(page, '/schedules/calendar');
  await page.getByLabel('INSET days').fill('INSET, 2026-09-03\nINSET, soon');
  await why(page, 'A second day');
  await button(page, 'See what this changes').click();
  await page.locator('.govuk-form-group--error').getByText('This line cannot be read: INSET, soon').waitFor();
  await page.getByLabel('INSET days').fill('INSET, 2026-09-03\nINSET, 2027-01-04');
  await savePreviewed(page);
  await done(page, 'The calendar is in force');
  const calendar = await (await page.request.get('/api/v1/calendar')).json();
  assert.deepEqual(calendar.inset.map((day) => day.first), ['2026-09-03', '2027-01-04']);
  assert.equal((await newest(page, 'calendar.set')).why, 'A second day');
}

export async function a_device_is_named_suspended_and_released({ as }) {
  const page = await as();
  const from = '127.0.0.9';
  assert.deepEqual(await ask('www.example.org', { from }), ['192.0.2.80']);
  await visit(page, '/devices/new');
  await page.getByLabel('Name of the device').fill('Trolley C Chromebook 9');
  await page.getByLabel('Group', { exact: true }).selectOption({ label: 'Year 7' });
  await page.getByLabel('IP addresses').fill(from);
  await why(page, 'New trolley');
  await savePreviewed(page);
  await page.waitForURL('**/devices/trolley-c-chromebook-9');
  await visit(page, '/devices');
  await page.getByLabel('Find a device').fill('trolley c');
  await page.getByRole('row').filter({ hasText: 'Trolley C Chromebook 9' }).getByRole('button', { name: /^Suspend/ }).click();
  await why(page, 'Lost on the bus');
  await button(page, 'Suspend').click();
  await done(page, /is off the internet/);
  assert.deepEqual(await ask('www.example.org', { from }), blocked);
  assert.equal((await newest(page, 'quarantine.started')).why, 'Lost on the bus');
  await page.getByRole('row').filter({ hasText: 'Trolley C Chromebook 9' }).getByRole('button', { name: /^Release/ }).click();
  await why(page, 'Found');
  await button(page, 'Release').click();
  await done(page, /is released/);
  assert.deepEqual(await ask('www.example.org', { from }), ['192.0.2.80']);
  assert.equal((await newest(page, 'quarantine.ended')).why, 'Found');
}

export async function a_name_of_the_school_is_added_and_removed({ as }) {
  const page = await as();
  await visit(page, '/names');
  await page.getByText('Add a name').click();
  await page.getByLabel('Name', { exact: true }).fill('scanner.school.internal');
  await page.getByLabel('Value').fill('10.1.0.77');
  await page.getByLabel('Why?').first().fill('A new scanner');
  await button(page, 'See what this changes').first().click();
  await button(page, 'Save and put in force').click();
  await done(page, /is answered here/);
  assert.deepEqual(await ask('scanner.school.internal'), ['10.1.0.77']);
  assert.equal((await newest(page, 'record.set')).why, 'A new scanner');
  await page.getByRole('row').filter({ hasText: 'scanner.school.internal' }).getByRole('button', { name: /^Remove/ }).click();
  await page.locator('.sg-ask').getByLabel('Why?').fill('It broke');
  await page.locator('.sg-ask').getByRole('button', { name: 'Remove' }).click();
  await done(page, /was removed/);
  assert.notDeepEqual(await ask('scanner.school.internal'), ['10.1.0.77']);
  assert.equal((await newest(page, 'record.removed')).why, 'It broke');
}

export async function somebody_is_added_signs_in_and_is_disabled({ as, window }) {
  const page = await as();
  await visit(page, '/people');
  await page.getByText('Add somebody').click();
  await page.getByLabel('Name', { exact: true }).fill('Nina Park');
  await page.getByLabel('User name').fill('n.park');
  await page.getByLabel('Governor').check();
  await why(page, 'Elected in October');
  await button(page, 'Add').click();
  await done(page, 'Nina Park was added');
  const password = await page.locator('.sg-password').textContent();
  const theirs = await window();
  await theirs.goto('/');
  await theirs.getByLabel('User name').fill('n.park');
  await theirs.getByLabel('Password', { exact: true }).fill(password);
  await button(theirs, 'Sign in').click();
  await theirs.getByLabel('One-time password').fill(password);
  await theirs.getByLabel('New password', { exact: true }).fill('a boat behind the church');
  await theirs.getByLabel('New password again').fill('a boat behind the church');
  await button(theirs, 'Set the password').click();
  await theirs.getByRole('heading', { name: 'Today' }).waitFor();
  await page.getByRole('row').filter({ hasText: 'Nina Park' }).getByRole('button', { name: /^Change/ }).click();
  await button(page, 'Disable').click();
  await why(page, 'Left the board');
  await button(page, 'Disable').click();
  await done(page, /can no longer sign in/);
  assert.equal((await theirs.request.get('/api/v1/session')).status(), 401);
  const change = await newest(page, 'person.changed');
  assert.deepEqual([change.subject, change.why, change.after.disabled], ['n.park', 'Left the board', true]);
}

export async function settings_are_changed_and_the_header_says_so({ as }) {
  const page = await as();
  await visit(page, '/settings');
  await page.getByLabel('Name of the school').fill('Ashford Road Academy and Nursery');
  await page.getByLabel('Refused', { exact: true }).check();
  await why(page, 'The nursery joined');
  await savePreviewed(page);
  await done(page, 'The settings are in force');
  await page.getByRole('banner').getByText('Ashford Road Academy and Nursery').waitFor();
  assert.deepEqual(await ask('poker.example'), []);
  await page.getByLabel('An address that leads nowhere').check();
  await why(page, 'Old tablets need it');
  await savePreviewed(page);
  await page.waitForFunction(() => document.querySelector('[name="reason"]')?.value === '');
  assert.deepEqual(await ask('poker.example'), blocked);
  assert.equal((await newest(page, 'settings.set')).why, 'Old tablets need it');
}

export async function a_list_is_added_from_an_address_and_one_is_removed({ as }) {
  const page = await as();
  await visit(page, '/lists/new');
  await page.getByLabel('An address of my choice').check();
  await page.getByLabel('Name of the list').fill('Our partner schools');
  await page.getByLabel('Address', { exact: true }).fill('https://lists.school.example/partners.txt');
  await page.getByLabel('Category').selectOption({ label: 'Games' });
  await why(page, 'The trust shares one');
  await button(page, 'Add the list').click();
  await page.waitForURL('**/lists');
  await page.getByRole('row').filter({ hasText: 'Our partner schools' }).waitFor();
  assert.equal((await newest(page, 'source.set')).subject, 'our-partner-schools');
  assert.deepEqual(await ask('friends.example'), blocked);
  await page.getByRole('row').filter({ hasText: 'Social' }).filter({ hasText: 'In force' }).getByRole('button', { name: /^Remove/ }).click();
  await why(page, 'Double');
  await button(page, 'Remove the list').click();
  await done(page, /was removed/);
  assert.deepEqual(await ask('friends.example'), open);
  assert.equal((await newest(page, 'list.removed')).why, 'Double');
}

export async function nothing_is_lost_when_the_session_is({ as }) {
  const page = await as();
  await visit(page, '/unblocks/new');
  await page.getByLabel('Which sites?').fill('casino.example');
  await page.getByLabel('Pupils', { exact: true }).check();
  await why(page, 'Odds and evens');
  await page.context().clearCookies();
  await button(page, 'Unblock').click();
  const dialog = page.getByRole('dialog', { name: 'Please sign in again' });
  await dialog.waitFor();
  await dialog.getByLabel('Password', { exact: true }).fill(process.env.WEB_PASSWORD);
  await dialog.getByRole('button', { name: 'Sign in' }).click();
  await done(page, 'The sites are open');
  assert.deepEqual(await ask('casino.example'), open);
  const change = await newest(page, 'unblock.granted');
  assert.deepEqual([change.user, change.why], ['a.shah', 'Odds and evens']);
}

export async function two_people_who_edit_the_same_group_are_told({ as }) {
  const [one, other] = [await as('a.shah'), await as('b.cole')];
  for (const page of [one, other]) await visit(page, '/groups/library');
  await one.getByLabel('Name of the group').fill('Library and reading room');
  await why(one, 'The reading room opened');
  await savePreviewed(one);
  await done(one, /as you wanted it/);
  await other.getByLabel('Name of the group').fill('The library');
  await why(other, 'Shorter');
  await savePreviewed(other);
  await other.getByText(/a\.shah changed it at/).waitFor();
  assert.equal((await newest(one, 'group.set')).after.name, 'Library and reading room');
  await button(other, 'Show what it is now').click();
  await other.waitForFunction(() => document.querySelector('[name="name"]')?.value === 'Library and reading room');
  await other.getByLabel('Name of the group').fill('The library');
  await why(other, 'Shorter');
  await savePreviewed(other);
  await done(other, /as you wanted it/);
  assert.equal((await newest(one, 'group.set')).why, 'Shorter');
}

export async function a_role_sees_what_it_may_do_and_nothing_else({ as }) {
  const teacher = await as('t.jones');
  assert.equal(await teacher.getByRole('link', { name: 'People' }).count(), 0);
  await visit(teacher, '/people');
  await teacher.getByRole('heading', { name: 'Not for your role' }).waitFor();
  await visit(teacher, '/groups/pupils');
  assert.equal(await button(teacher, 'See what this changes').count(), 0);
  const governor = await as('g.field');
  await visit(governor, '/unblocks');
  assert.equal(await button(governor, 'Unblock a site').count(), 0);
  assert.equal(await governor.getByRole('button', { name: /^End/ }).count(), 0);
  await visit(governor, '/people');
  assert.equal(await governor.getByRole('button', { name: /^Change/ }).count(), 0);
}

export async function an_unblock_is_granted_with_the_keyboard_alone({ window }) {
  const page = await window();
  const press = async (...keys) => {
    for (const key of keys) await page.keyboard.press(key);
  };
  /** Tab until this has the focus: it must be reachable, and within a person's patience. */
  const reach = async (locator, most = 60) => {
    await locator.waitFor();
    for (let n = 0; n < most; ++n) {
      if (await locator.evaluate((element) => element === document.activeElement)) return;
      await press('Tab');
    }
    throw new Error(`not reached with ${most} tabs: ${locator}`);
  };
  await page.goto('/');
  await settled(page);
  await press('Tab');
  assert.equal(await page.evaluate(() => document.activeElement?.textContent), 'Skip to main content');
  await press('Enter');
  await reach(page.getByLabel('User name'));
  await page.keyboard.type(process.env.WEB_USER);
  await press('Tab');
  await page.keyboard.type(process.env.WEB_PASSWORD);
  await press('Enter');
  await page.getByRole('heading', { name: 'Today' }).waitFor();
  await settled(page);
  await reach(button(page, 'Unblock a site'));
  await press('Enter');
  await page.getByRole('heading', { name: 'Unblock a site' }).waitFor();
  assert.equal(await page.evaluate(() => document.activeElement?.tagName), 'H1');
  await reach(page.getByLabel('Which sites?'));
  await page.keyboard.type('forum.example');
  await reach(page.getByLabel('Pupils', { exact: true }));
  await press('Space');
  await reach(page.getByLabel('One hour'));
  await press('ArrowDown');
  await reach(page.getByLabel('Why?'));
  await page.keyboard.type('Debating club');
  await reach(button(page, 'Unblock'));
  await press('Space');
  await done(page, 'The sites are open');
  assert.deepEqual(await ask('forum.example'), open);
  assert.equal((await newest(page, 'unblock.granted')).why, 'Debating club');
}

export async function an_unused_session_is_warned_of_its_end({ window }) {
  const page = await window();
  await page.clock.install();
  await signIn(page, process.env.WEB_USER, process.env.WEB_PASSWORD);
  await visit(page, '/limits');
  await page.clock.fastForward('28:30');
  await page.getByRole('alertdialog', { name: 'Are you still there?' }).waitFor();
  await button(page, 'Stay signed in').click();
  await page.getByRole('alertdialog').waitFor({ state: 'detached' });
}

export async function questions_by_the_hour_are_shown_when_the_appliance_counts_them({ as }) {
  const page = await as();
  const hours = [8, 9, 10].map((hour) => ({ start: `2026-11-23T${String(hour).padStart(2, '0')}:00:00Z`, queries: hour * 100, blocked: hour * 3, by_category: { games: hour } }));
  await page.route('**/api/v1/activity', (route) => route.fulfill({ json: { hours } }));
  await visit(page, '/');
  await page.getByRole('img', { name: /Bars/ }).waitFor();
  await page.getByText('2,700 questions, 81 were blocked.').waitFor();
  await page.unroute('**/api/v1/activity');
  await page.route('**/api/v1/activity', (route) => route.fulfill({ status: 404, json: { type: '/problems/not-found' } }));
  await visit(page, '/');
  assert.equal(await page.getByText('Questions by the hour').count(), 0);
}

export async function who_has_a_second_factor_is_asked_for_its_code({ window }) {
  const page = await window();
  // The appliance's answer, as contract and API have it; the codes themselves are tested with the API.
  await page.route('**/api/v1/session', async (route) => {
    const sent = route.request().postDataJSON();
    if (route.request().method() !== 'POST' || sent.totp === '123456') return route.fallback();
    return route.fulfill({ status: 401, contentType: 'application/problem+json', json: { type: '/problems/second-factor-needed', title: 'A second factor is needed', status: 401, detail: 'x', hint: 'y' } });
  });
  await page.goto('/');
  await page.getByLabel('User name').fill(process.env.WEB_USER);
  await page.getByLabel('Password', { exact: true }).fill(process.env.WEB_PASSWORD);
  await button(page, 'Sign in').click();
  await page.getByRole('link', { name: 'Enter the code from your authenticator app' }).click();
  assert.equal(await page.getByLabel('Code', { exact: true }).evaluate((element) => element === document.activeElement), true);
  await page.keyboard.type('999999');
  await button(page, 'Sign in').click();
  await page.locator('.govuk-form-group--error').getByText(/The code is wrong/).waitFor();
}

// Groups, templates, schedules, calendar, settings; and two people who edit the same thing. Each ends by asking DNS and the change log whether it is true.
import assert from 'node:assert/strict';
import { settled, visit } from './browser.mjs';
import { ask, blocked, open } from './dns.mjs';
import { button, done, newest, read, savePreviewed, why } from './steps.mjs';

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
  const { schedules } = await read(page, '/schedules');
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
  const calendar = await read(page, '/calendar');
  assert.deepEqual(calendar.inset.map((day) => day.first), ['2026-09-03', '2027-01-04']);
  assert.equal((await newest(page, 'calendar.set')).why, 'A second day');
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

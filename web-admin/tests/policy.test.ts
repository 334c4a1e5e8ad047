import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Change, Group, Status } from '../src/api/types';
import { Problem, byField, fieldOf } from '../src/api/problem';
import { addressOf } from '../src/api/client';
import { mostBlocked, readActivity } from '../src/policy/activity';
import { daysFrom, daysText, periodsFrom, periodsText } from '../src/policy/calendar_text';
import { differences } from '../src/policy/differences';
import { endedUnblocks } from '../src/policy/ended';
import { isShown, kindsIn } from '../src/policy/log_filter';
import { idFrom, nameOf, namesOf } from '../src/policy/names';
import { previewRows } from '../src/policy/preview_rows';
import { listsOf, stancesOf } from '../src/policy/stances';
import { verdictOf } from '../src/policy/verdict';
import { blocksOf, hoursShown, tidy, windowOfStroke } from '../src/policy/week';
import { match } from '../src/shell/router';

test('a name is taken out of whatever was pasted', () => {
  assert.equal(nameOf(' https://user@WWW.Example.org:8443/page?x=1#top '), 'www.example.org');
  assert.equal(nameOf('example.org.'), 'example.org');
  assert.deepEqual(namesOf('a.example, b.example\nhttps://a.example/x'), ['a.example', 'b.example']);
});

test('an id is made from a name, and is not one that is taken', () => {
  assert.equal(idFrom('Year 7 (Bay)'), 'year-7-bay');
  assert.equal(idFrom('Café'), 'cafe');
  assert.equal(idFrom('Year 7', ['year-7', 'year-7-2']), 'year-7-3');
  assert.equal(idFrom('…'), 'new');
});

test('an error is shown beside the field that it is about, or above the form when there is none', () => {
  assert.equal(fieldOf('/names/3'), 'names');
  assert.equal(fieldOf('?client'), 'client');
  const problem = new Problem({ errors: [{ pointer: '/names/0', detail: 'Not a name.' }, { pointer: '/names/2', detail: 'Sealed.' }, { pointer: '/risk', detail: 'Too high.' }] });
  assert.deepEqual(byField(problem, ['names', 'reason']), { names: 'Not a name. Sealed.', '': 'Too high.' });
});

test('ids in addresses are percent-encoded', () => {
  assert.equal(addressOf('/api/v1/lists/{id}', { ids: { id: 'ut1/gambling' } }), '/api/v1/lists/ut1%2Fgambling');
  assert.equal(addressOf('/api/v1/check', { query: { name: 'a b', at: undefined, client: '' } }), '/api/v1/check?name=a+b');
});

test('an address leads to its page', () => {
  assert.deepEqual(match('/', '/'), {});
  assert.equal(match('/', '/groups'), null);
  assert.deepEqual(match('/groups', '/groups/'), {});
  assert.deepEqual(match('/groups/{id}', '/groups/year%207'), { id: 'year 7' });
  assert.equal(match('/groups/{id}', '/groups/%E0%A4%A'), null);
});

const group = {
  blocked_categories: ['adult'],
  allowed_categories: ['games'],
  timed_categories: [{ id: 'social', during: 'allowed', schedule: 'lunch' }],
  blocked_services: [],
  allowed_services: [],
  timed_services: [],
} as unknown as Group;

test('what a group says goes through the form unchanged', () => {
  const stances = stancesOf(group, 'categories');
  assert.deepEqual(stances, { adult: 'blocked', games: 'allowed', social: 'allowed@lunch' });
  assert.deepEqual(listsOf({ ...stances, ads: '' }, 'categories'), {
    blocked_categories: group.blocked_categories,
    allowed_categories: group.allowed_categories,
    timed_categories: group.timed_categories,
  });
});

test('a window that passes midnight is two blocks, and a bell period is where the calendar has it that day', () => {
  assert.deepEqual(blocksOf([{ days: ['sun'], from: '22:00', to: '07:00' }], []), [
    { window: 0, day: 6, from: 1320, to: 1440 },
    { window: 0, day: 0, from: 0, to: 420 },
  ]);
  const periods = [
    { id: 'lunch', days: ['mon' as const], from: '12:30', to: '13:20' },
    { id: 'lunch', days: ['fri' as const], from: '12:00', to: '12:50' },
  ];
  assert.deepEqual(blocksOf([{ days: ['fri'], period: 'lunch' }], periods), [{ window: 0, day: 4, from: 720, to: 770 }]);
  assert.equal(blocksOf([{ from: '09:00', to: '10:00' }], []).length, 7);
  assert.deepEqual(hoursShown([{ window: 0, day: 0, from: 330, to: 1390 }]), { from: 300, to: 1440 });
});

test('a stroke on the week is a window of quarter hours, either way, and never empty', () => {
  assert.deepEqual(windowOfStroke(2, 12 * 60 + 52, 11 * 60 + 58), { days: ['wed'], season: 'always', from: '12:00', to: '12:45' });
  assert.deepEqual(windowOfStroke(0, 600, 601), { days: ['mon'], season: 'always', from: '10:00', to: '10:15' });
  assert.deepEqual(windowOfStroke(0, 1439, 1440), { days: ['mon'], season: 'always', from: '23:45', to: '24:00' });
  assert.deepEqual(tidy({ days: ['mon'], period: 'lunch', from: '09:00' }), { days: ['mon'], season: 'always', period: 'lunch' });
});

const change = (more: Partial<Change>): Change =>
  ({ serial: 1, time: '2026-11-23T09:00:00Z', clock_trusted: true, user: 'a.shah', role: 'network_manager', via: 'web', address: '', kind: 'rule.added', why: '', subject: 'r-1', before: null, after: null, ...more }) as Change;

test('a change is told field by field, lists by what came and went', () => {
  assert.deepEqual(differences({ name: 'A', groups: ['x', 'y'], on: true, same: 1 }, { name: 'B', groups: ['y', 'z'], on: false, same: 1 }), [
    { field: 'name', before: 'A', after: 'B' },
    { field: 'groups', before: '', after: '', added: ['z'], removed: ['x'] },
    { field: 'on', before: 'yes', after: 'no' },
  ]);
  assert.deepEqual(differences(null, { name: 'A', empty: '' }), [{ field: 'name', before: '', after: 'A' }]);
  assert.deepEqual(differences(null, null), []);
});

test('the log can be narrowed to a noun, to people, and to words', () => {
  const changes = [change({ kind: 'unblock.granted', why: 'Probability' }), change({ kind: 'list.taken', via: 'system' }), change({ kind: 'unblock.ended' }), change({ kind: 'person.signed_in' })];
  assert.deepEqual(kindsIn(changes), ['list', 'person', 'unblock']);
  assert.equal(changes.filter((each) => isShown(each, { kind: 'person', by: 'people', text: '' })).length, 1);
  assert.equal(changes.filter((each) => isShown(each, { kind: 'unblock', by: 'all', text: '' })).length, 2);
  assert.equal(changes.filter((each) => isShown(each, { kind: '', by: 'people', text: '' })).length, 2);
  assert.equal(changes.filter((each) => isShown(each, { kind: '', by: 'all', text: 'probab' })).length, 1);
});

test('unblocks that ended are told newest first, and whether by themselves', () => {
  const ended = endedUnblocks([
    change({ serial: 1, kind: 'unblock.granted' }),
    change({ serial: 2, kind: 'unblock.expired', subject: 'u-1', before: { names: ['a.example'], groups: ['pupils'] } }),
    change({ serial: 3, kind: 'unblock.ended', subject: 'u-2', before: { names: ['b.example'] } }),
  ]);
  assert.deepEqual(ended.map((each) => [each.id, each.expired, each.names]), [['u-2', false, ['b.example']], ['u-1', true, ['a.example']]]);
});

const status = {
  dns: { endpoints: ['10.0.0.1:53'], answering: true, problems: [] },
  lists: { names: 5, generation: 1, troubles: [], oldest: '2026-11-23T08:00:00Z' },
  sealed: { lists: 1, names: 9, warnings: [] },
  reviews: [],
  counts: {},
  certificates: [],
  notes: [],
  clock: { now: '2026-11-23T09:00:00Z', trusted: true },
} as unknown as Status;
const now = Date.parse('2026-11-23T09:00:00Z');

test('filtering works when DNS answers and names are in force, and the verdict says why not', () => {
  assert.equal(verdictOf(status, { status: 'ok' }, now).tone, 'good');
  const failing = verdictOf(status, { status: 'failing', reasons: ['no upstream answers'] }, now);
  assert.deepEqual([failing.tone, failing.reasons], ['bad', ['no upstream answers']]);
  assert.equal(verdictOf({ ...status, lists: { ...status.lists, names: 0 } }, { status: 'ok' }, now).tone, 'bad');
  const certificate = { serves: 'web_admin', issuer: 'Schoolgate', names: [], ends: '2026-12-01T09:00:00Z', self_signed: true };
  const ending = verdictOf({ ...status, certificates: [certificate] } as unknown as Status, { status: 'ok' }, now);
  assert.deepEqual([ending.tone, ending.advice.length], ['good', 1]);
  assert.equal(verdictOf({ ...status, clock: { ...status.clock, trusted: false } }, { status: 'ok' }, now).tone, 'warn');
});

test('a held list is something to look at, and no alarm', () => {
  const verdict = verdictOf({ ...status, lists: { ...status.lists, troubles: [{ id: 'ut1/ai', held: 'it shrank by half' }] } }, { status: 'ok' }, now);
  assert.equal(verdict.tone, 'good');
  assert.match(verdict.advice[0]?.text ?? '', /ut1\/ai.*shrank/);
});

test('an activity that is none is not shown', () => {
  assert.equal(readActivity(null), null);
  assert.equal(readActivity({ hours: 'many' }), null);
  const activity = readActivity({ hours: [{ start: '2026-11-23T08:00:00Z', queries: 10, blocked: 3, by_category: { games: 2, ads: 1 } }, { nonsense: true }] });
  assert.equal(activity?.hours.length, 1);
  assert.deepEqual(activity && mostBlocked(activity, 1), [['games', 2]]);
});

test('a calendar goes through its lines unchanged, and a line that cannot be read is named', () => {
  const terms = [{ name: 'Autumn term', first: '2026-09-03', last: '2026-12-18' }, { first: '2027-01-05' }];
  assert.deepEqual(daysFrom(daysText(terms)), { rows: terms });
  const periods = [{ id: 'lunch', days: ['mon' as const, 'tue' as const], from: '12:30', to: '13:20' }, { id: 'registration', from: '08:40', to: '08:50' }];
  assert.deepEqual(periodsFrom(periodsText(periods)), { rows: periods });
  assert.deepEqual(periodsFrom('lunch, Monday Tuesday, 12:30, 13:20'), { rows: [periods[0]] });
  assert.deepEqual(daysFrom('Autumn, 2026-09-03\nSpring, soon'), { bad: 'Spring, soon' });
  assert.deepEqual(periodsFrom('lunch, someday, 12:30, 13:20'), { bad: 'lunch, someday, 12:30, 13:20' });
});

test('what a preview says of several things or groups in the same words stands in one row', () => {
  const row = (group: string, id: string, after: string) => ({ group, subject: 'search engine' as const, id, before: 'open', after });
  const rows = previewRows([row('year-7', 'ask', 'blocked'), row('year-7', 'aol', 'blocked'), row('year-8', 'ask', 'blocked'), row('year-8', 'aol', 'blocked'), row('year-9', 'ask', 'blocked')]);
  assert.deepEqual(rows.map(({ groups, parts }) => [groups, parts.map((part) => part.id)]), [
    [['year-7', 'year-8'], ['ask', 'aol']],
    [['year-9'], ['ask']],
  ]);
  assert.deepEqual(previewRows([row('year-7', 'ask', 'blocked'), row('year-7', 'aol', 'open')]).length, 2);
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Change, RecentBlock, Request, TrialReport } from '../src/api/types';
import { devicesIn, isShownBlock, most_rows, withRows } from '../src/policy/blocked';
import { historyOf, possible, sorted, standingRating } from '../src/policy/requests';
import { companionsOf, reached } from '../src/policy/trial';
import { untilOf } from '../src/policy/until';
import { w } from '../src/words/en';

const request = (more: Partial<Request> = {}): Request => ({
  id: 'rq-7',
  version: 1,
  state: 'requested',
  names: ['video.example'],
  topic: '',
  topic_id: '',
  bundle: '',
  groups: ['year-9'],
  starts: '2026-11-23T09:00:00Z',
  until: '2026-11-23T10:00:00Z',
  reason: 'A film',
  requested_by: 't.jones',
  made: '2026-11-22T15:00:00Z',
  proposed_risk: null,
  sign_offs: [],
  could_sign: ['a.shah', 's.lead', 'h.head'],
  ...more,
});
const signOff = (user: string, rating: number, counts = true): Request['sign_offs'][number] => ({
  user,
  judgement: 'educational',
  leadership: false,
  at_console: false,
  version: 1,
  at: '2026-11-22T16:00:00Z',
  risk: { rating, likelihood: rating / 2, impact: 2 },
  counts,
});

test('a request is signed by those whose sign-off is missing, and the others read why not', () => {
  assert.equal(possible(request(), { user: 's.lead', role: 'safeguarding_lead' }).sign, true);
  const signed = request({ sign_offs: [signOff('s.lead', 4)], could_sign: ['a.shah'] });
  assert.deepEqual([possible(signed, { user: 's.lead', role: 'safeguarding_lead' }).sign, possible(signed, { user: 's.lead', role: 'safeguarding_lead' }).whyNotSign], [false, w.sign.alreadySigned]);
  assert.equal(possible(signed, { user: 'h.head', role: 'leadership' }).whyNotSign, w.sign.hasEducational);
  const own = request({ requested_by: 'a.shah', could_sign: ['b.cole'] });
  const mine = possible(own, { user: 'a.shah', role: 'network_manager' });
  assert.deepEqual([mine.sign, mine.whyNotSign, mine.reject, mine.withdraw, mine.edit], [false, w.sign.notOwn, false, true, true]);
  assert.equal(possible(request(), { user: 't.jones', role: 'teacher' }).whyNotSign, '');
});

test('what is approved is ended by its approvers and by whoever asked, and goes on with a new request', () => {
  const active = request({ state: 'active', unblock: 'u-9', could_sign: undefined });
  const teacher = possible(active, { user: 't.jones', role: 'teacher' });
  assert.deepEqual([teacher.endNow, teacher.extend, teacher.keep, teacher.withdraw], [true, true, false, false]);
  assert.equal(possible(active, { user: 'o.ther', role: 'teacher' }).endNow, false);
  assert.deepEqual(Object.values(possible(active, { user: 'g.field', role: 'governor' })).filter((each) => each === true), []);
  assert.equal(possible(request({ state: 'rejected' }), { user: 't.jones', role: 'teacher' }).extend, false);
});

test('the rating that stands is the highest that counts, else what the requester proposed', () => {
  assert.equal(standingRating(request()).rating, 0);
  assert.deepEqual(standingRating(request({ proposed_risk: { rating: 6, likelihood: 2, impact: 3 } })), { likelihood: '2', impact: '3', rating: 6 });
  assert.equal(standingRating(request({ sign_offs: [signOff('s.lead', 4), signOff('h.head', 8), signOff('gone', 10, false)] })).rating, 8);
});

test('requests that wait for me come first', () => {
  const rows = [request({ id: 'a', could_sign: ['b.cole'] }), request({ id: 'b', could_sign: ['a.shah'] }), request({ id: 'c', state: 'expired' })];
  const { mine, others, decided } = sorted(rows, 'a.shah');
  assert.deepEqual([mine, others, decided].map((part) => part.map((each) => each.id)), [['b'], ['a'], ['c']]);
});

test('the history of a request has its unblock and its trials', () => {
  const change = (kind: string, subject: string, after: unknown = null, before: unknown = null) => ({ kind, subject, after, before }) as unknown as Change;
  const changes = [
    change('request.made', 'rq-7'),
    change('trial.started', 'u-8', { request: 'rq-7' }),
    change('unblock.expired', 'u-8', null, { request: 'rq-7' }),
    change('unblock.granted', 'u-9'),
    change('rule.added', 'r-7', { request: 'rq-70' }),
  ];
  assert.deepEqual(historyOf(changes, request({ unblock: 'u-9' })).map((each) => each.kind), ['request.made', 'trial.started', 'unblock.expired', 'unblock.granted']);
});

test('a trial shows as companions what was refused and not asked for, and nothing moves when more comes', () => {
  const seen = (name: string, verdict: 'allow' | 'block', requested: boolean, first: string, times = 1) => ({ name, verdict, requested, first, last: first, times, tier: '', by: '' });
  const report: TrialReport = { running: true, version: 1, left_out: 0, names: [seen('b.example', 'block', false, '2', 9), seen('a.example', 'block', false, '1'), seen('video.example', 'allow', true, '1'), seen('c.example', 'block', true, '1')] };
  assert.deepEqual(companionsOf(report).map((each) => each.name), ['a.example', 'b.example']);
  assert.deepEqual(reached(report).map((each) => each.name), ['video.example', 'c.example']);
});

test('what was just blocked is newest first, each row once, and no more than one looks through', () => {
  const row = (number: number, more: Partial<RecentBlock> = {}): RecentBlock => ({ number, first: '', last: '', times: 1, name: `n${number}.example`, type: 1, group: 'year-7', tier: 'categories', ...more });
  const rows = withRows([row(2), row(1)], [row(3), row(2, { times: 4 })]);
  assert.deepEqual(rows.map((each) => [each.number, each.times]), [[3, 1], [2, 4], [1, 1]]);
  assert.equal(withRows([], Array.from({ length: most_rows + 5 }, (_, n) => row(n))).length, most_rows);
  assert.deepEqual(devicesIn([row(1, { client: '10.0.0.2' }), row(2, { client: '10.0.0.2', device: 'ipad-3' }), row(3)]), ['10.0.0.2', 'ipad-3']);
  assert.equal(isShownBlock(row(1, { client: '10.0.0.2' }), { group: 'year-7', device: '10.0.0.3' }), false);
});

test('half a term ends at the end of a school day, within what a teacher may ask for', () => {
  const from = new Date('2026-11-02T09:00:00Z');
  const until = untilOf('half-term', '', from, 'Europe/London');
  assert.equal(until?.toISOString(), '2026-12-14T17:00:00.000Z');
  assert.ok((until?.getTime() ?? 0) - from.getTime() < 7 * 7 * 24 * 3600 * 1000);
});

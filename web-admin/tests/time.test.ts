import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fromLocalInput, momentText, spanText, toApi, toLocalInput } from '../src/time';
import { untilOf } from '../src/policy/until';

const london = 'Europe/London';

test('a time on the school’s wall is the same moment wherever the browser stands', () => {
  assert.equal(fromLocalInput('2026-11-23T14:30', london)?.toISOString(), '2026-11-23T14:30:00.000Z');
  assert.equal(fromLocalInput('2026-07-01T14:30', london)?.toISOString(), '2026-07-01T13:30:00.000Z');
  assert.equal(fromLocalInput('2026-07-01T14:30', 'Asia/Kolkata')?.toISOString(), '2026-07-01T09:00:00.000Z');
});

test('what is put into a field comes out of it again, all through a clock change', () => {
  for (let hour = 0; hour < 48; ++hour) {
    const moment = new Date(Date.UTC(2026, 2, 28, 12) + hour * 3600_000);
    assert.equal(fromLocalInput(toLocalInput(moment, london), london)?.getTime(), moment.getTime());
  }
});

test('the hour that the spring leaves out is taken as the hour after', () => {
  assert.equal(fromLocalInput('2026-03-29T01:30', london)?.toISOString(), '2026-03-29T01:30:00.000Z'); // 02:30 in summer time
});

test('no time is no moment', () => {
  assert.equal(fromLocalInput('', london), null);
  assert.equal(fromLocalInput('tomorrow', london), null);
  assert.equal(fromLocalInput('2026-13-45T99:00', london), null);
});

test('spans are told in their two largest units', () => {
  assert.equal(spanText(30_000), 'less than a minute');
  assert.equal(spanText(60_000), '1 minute');
  assert.equal(spanText(125 * 60_000), '2 hours 5 minutes');
  assert.equal(spanText(25 * 3600_000), '1 day 1 hour');
  assert.equal(spanText(9 * 24 * 3600_000 + 3600_000), '9 days');
  assert.equal(spanText(-5), 'less than a minute');
});

test('a moment today is told by its time alone', () => {
  const now = new Date('2026-11-23T09:00:00Z');
  assert.equal(momentText('2026-11-23T14:30:00Z', london, now), '14:30');
  assert.equal(momentText('2026-11-24T14:30:00Z', london, now), 'Tue 24 Nov 2026, 14:30');
});

test('the end of the school day is today’s while it is to come, and tomorrow’s after it', () => {
  assert.equal(untilOf('day', '', new Date('2026-11-23T09:00:00Z'), london)?.toISOString(), '2026-11-23T17:00:00.000Z');
  assert.equal(untilOf('day', '', new Date('2026-11-23T17:30:00Z'), london)?.toISOString(), '2026-11-24T17:00:00.000Z');
  assert.equal(untilOf('2h', '', new Date('2026-11-23T09:00:00Z'), london)?.toISOString(), '2026-11-23T11:00:00.000Z');
  assert.equal(untilOf('at', '', new Date(), london), null);
  assert.equal(toApi(new Date('2026-11-23T09:00:00.999Z')), '2026-11-23T09:00:00Z');
});

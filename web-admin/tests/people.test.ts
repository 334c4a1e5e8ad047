// The picture of a key, and the periods that governors ask for.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pathOf } from '../src/parts/qr_code';
import { dayAfter, fileNamePart, queryOf } from '../src/policy/periods';

test('a QR code is drawn as the runs of its rows, and every dark module is in one', () => {
  const rows = [
    [true, true, false, true],
    [false, false, false, false],
    [false, true, true, true],
  ];
  assert.equal(pathOf(rows), 'M0 0h2v1h-2zM3 0h1v1h-1zM1 2h3v1h-3z');
});

test('the last day that people name is in the period, over a change of the clocks too', () => {
  assert.equal(dayAfter('2026-10-24'), '2026-10-25');
  assert.equal(dayAfter('2026-12-31'), '2027-01-01');
  assert.deepEqual(queryOf({ period: 'dates', from: '2026-09-03', to: '2026-12-18' }), { from: '2026-09-03', to: '2026-12-19' });
});

test('a term of the calendar is asked for by its name, and leaves the days out', () => {
  assert.deepEqual(queryOf({ period: 'term', from: '2026-09-03', to: '' }), { period: 'term' });
  assert.deepEqual(queryOf({ period: 'dates', from: '', to: '' }), {});
});

test('a file says in its name what it is of', () => {
  assert.equal(fileNamePart({ period: 'half-term', from: '', to: '' }), '-half-term');
  assert.equal(fileNamePart({ period: 'dates', from: '2026-09-03', to: '2026-12-18' }), '-2026-09-03-to-2026-12-18');
  assert.equal(fileNamePart({ period: 'dates', from: '', to: '' }), '');
});

// Exports are verified against ones that the test makes itself, by the rules of export_format.md.
import assert from 'node:assert/strict';
import { createHash, generateKeyPairSync, sign } from 'node:crypto';
import { test } from 'node:test';
import { NotVerified, verifyExport } from '../src/verify/export';
import { cellsOf } from '../src/verify/layout';
import { levelsOf } from '../src/verify/merkle';
import { fromBase64, utf8 } from '../src/verify/octets';

const pair = generateKeyPairSync('ed25519');
const raw = Buffer.from(pair.publicKey.export({ format: 'jwk' }).x ?? '', 'base64url');
const hash = (...parts: (string | Buffer)[]): Buffer => parts.reduce((sum, part) => sum.update(part), createHash('sha256')).digest();
const origin = `schoolgate/${hash(raw).toString('hex').slice(0, 16)}`;
const typed = Buffer.concat([Buffer.from([1]), raw]);
const id = hash(`${origin}\n`, typed).subarray(0, 4);
const key = `${origin}+${id.toString('hex')}+${typed.toString('base64')}`;
const note = (text: string): string => `${text}\n\u2014 ${origin} ${Buffer.concat([id, sign(null, Buffer.from(text), pair.privateKey)]).toString('base64')}\n`;

const leafOf = (serial: number): string =>
  JSON.stringify({
    actor: { address: '', role: 'network_manager', user: 'a', via: 'system' },
    after: { name: { commitment: hash('salt', `n${serial}`).toString('hex') } },
    before: null,
    clock: 'trusted',
    kind: 'rule.added',
    serial,
    subject: `r-${serial}`,
    time: '2026-11-23T09:00:00.000Z',
    v: 1,
    why: 'a, "b"',
  });
const leafHash = (leaf: string): Buffer => hash(Buffer.from([0]), leaf);
const node = (a: Buffer, b: Buffer): Buffer => hash(Buffer.from([1]), a, b);
/** RFC 6962 section 2.1, as it is written there. */
function rootOf(leaves: Buffer[]): Buffer {
  if (leaves.length === 0) return hash('');
  if (leaves.length === 1) return leaves[0] as Buffer;
  let half = 1;
  while (half * 2 < leaves.length) half *= 2;
  return node(rootOf(leaves.slice(0, half)), rootOf(leaves.slice(half)));
}
function cover(leaves: Buffer[], begin: number, end: number): string {
  let at = begin;
  return levelsOf(begin, end)
    .map((level) => {
      const next = at + 2 ** level;
      const root = rootOf(leaves.slice(at, next)).toString('hex');
      at = next;
      return root;
    })
    .join(' ');
}

function make(first: number, last: number, size: number, format: 'csv' | 'jsonl', edit: (text: string) => string = (text) => text): Uint8Array<ArrayBuffer> {
  const all = Array.from({ length: size }, (_, n) => leafOf(n + 1));
  const hashes = all.map(leafHash);
  const cell = (text: string): string => (/[,"\r\n]/.test(text) ? `"${text.replace(/"/g, '""')}"` : text);
  const row = (cells: string[]): string => `${cells.map(cell).join(',')}\r\n`;
  const pairs = (values: [string, string][]): string => (format === 'csv' ? values.map((each) => row(each)).join('') : `${JSON.stringify(Object.fromEntries(values))}\n`);
  let text = pairs([['schoolgate change-control log', '1'], ['origin', origin], ['key', key], ['first entry', String(first)], ['last entry', String(last)], ['entries in the log', String(size)], ['generated', '2026-11-23T10:00:00.000Z'], ['left', cover(hashes, 0, first - 1)], ['school', 'Our school'], ['time zone', 'Europe/London'], ['period', 'everything'], ['names', '']]);
  if (format === 'csv') text += 'serial,time,clock,who,role,via,address,kind,why,subject,before,after,leaf hash,leaf,personal\r\n';
  let digested = text;
  for (let serial = first; serial <= last; ++serial) {
    const leaf = all[serial - 1] as string;
    const personal = JSON.stringify([[Buffer.from('salt').toString('hex'), `n${serial}`]]);
    const plain = { serial, time: '2026-11-23T09:00:00.000Z', clock: 'trusted', who: 'a', role: 'network_manager', via: 'system', address: '', kind: 'rule.added', why: 'a, "b"', subject: `r-${serial}` };
    const after = { name: `n${serial}` };
    const sum = leafHash(leaf).toString('hex');
    text += format === 'csv' ? row([...Object.values(plain).map(String), '', JSON.stringify(after), sum, leaf, personal]) : `${JSON.stringify({ ...plain, before: null, after, leaf_hash: sum, leaf, personal })}\n`;
    digested += `${personal}\n`;
  }
  const footer = pairs([['checkpoint', note(`${origin}\n${size}\n${rootOf(hashes).toString('base64')}\n`)], ['right', cover(hashes, last, size)]]);
  text += footer;
  digested += footer;
  text += pairs([['digest', note(`schoolgate export digest v1\n${origin}\n${hash(digested).toString('base64')}\n`)]]);
  return utf8(edit(text));
}

const fault = async (file: Uint8Array<ArrayBuffer>, earlier: Uint8Array<ArrayBuffer> | null = null): Promise<string> => {
  try {
    await verifyExport(file, earlier === null ? null : await verifyExport(earlier));
    return 'good';
  } catch (why) {
    if (!(why instanceof NotVerified)) throw why;
    return `${why.fault.is} ${why.fault.entry ?? ''}`.trim();
  }
};

for (const format of ['csv', 'jsonl'] as const) {
  test(`${format}: the whole log and every part of it verify`, async () => {
    for (let size = 1; size <= 9; ++size) for (let first = 1; first <= size; ++first) assert.equal(await fault(make(first, size, size, format)), 'good');
    const verified = await verifyExport(make(3, 5, 9, format));
    assert.deepEqual([verified.first, verified.last, verified.size, verified.key], [3, 5, 9, key]);
  });

  test(`${format}: a changed word, a missing entry, a cut end and an added line are each found`, async () => {
    assert.equal(await fault(make(1, 5, 5, format, (text) => text.replace('r-3', 'r-9'))), 'rowSays 3');
    assert.equal(await fault(make(1, 5, 5, format, (text) => text.replace(/r-3(?=\\?"+,)/g, 'r-9'))), format === 'csv' ? 'leafHash 3' : 'leafHash 3');
    assert.equal(await fault(make(1, 5, 5, format, (text) => text.split('\n').filter((line) => !line.includes('r-2')).join('\n'))), 'missing 2');
    assert.equal(await fault(make(1, 5, 5, format, (text) => text.slice(0, text.lastIndexOf('digest')))), 'noDigest');
    assert.equal(await fault(make(1, 5, 5, format, (text) => `${text}more\n`)), 'behindEnd');
    assert.equal(await fault(make(1, 5, 5, format, (text) => text.replace('2026-11-23T10:00', '2026-11-23T11:00'))), 'digest');
  });

  test(`${format}: a later export extends an earlier one, and not the other way round`, async () => {
    assert.equal(await fault(make(1, 7, 7, format), make(1, 4, 4, format)), 'good');
    assert.equal(await fault(make(1, 4, 4, format), make(1, 7, 7, format)), 'previousLater 7');
    assert.equal((await verifyExport(make(1, 7, 7, format), await verifyExport(make(1, 4, 4, format)))).extendsPrevious, true);
  });
}

test('what is no export is told as such', async () => {
  assert.equal(await fault(utf8('')), 'header');
  assert.equal(await fault(utf8('name,value\r\n')), 'header');
  assert.equal(await fault(utf8('{"a":1}\n')), 'header');
});

test('cells are those of RFC 4180, and base64 is strict', () => {
  assert.deepEqual(cellsOf('a,"b,""c""\n",\r\n'), ['a', 'b,"c"\n', '']);
  assert.equal(cellsOf('a,"b\r\n'), null);
  assert.equal(fromBase64('QQ'), null);
  assert.equal(fromBase64('QR=='), null);
  assert.equal(fromBase64('QQ==')?.length, 1);
});

// What an entry's leaf says in plain form, with its personal part put back in where it was not erased.
import { type Octets, concat, fromHex, sha256, toHex, utf8 } from './octets';

type Json = Record<string, unknown>;
const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value);

/** A value in the personal part does not match its commitment. */
export class BadCommitment extends Error {}

/** What is left of an erased value: the entry that erased it, what it was, and a number for ids. */
function shownOf(row: unknown[]): string {
  const [entry, was, number] = row;
  if (typeof entry !== 'number') throw new SyntaxError('personal');
  if (was === 'user') return `erased-${entry}`;
  if (was === 'name') return `erased person ${entry}`;
  if (was === 'id' && typeof number === 'number') return `erased-${entry}-${number}`;
  if (was === 'text') return '(erased)';
  throw new SyntaxError('personal');
}

/** Puts the personal rows in, one for each commitment, in the order in which they stand in the leaf. */
async function fill(value: unknown, rows: Iterator<unknown>): Promise<unknown> {
  if (Array.isArray(value)) {
    const filled: unknown[] = [];
    for (const each of value) filled.push(await fill(each, rows));
    return filled;
  }
  if (!isObject(value)) return value;
  if (Object.keys(value).length === 1 && typeof value.commitment === 'string') {
    const row: unknown = rows.next().value;
    if (!Array.isArray(row)) throw new BadCommitment();
    const [salt, text] = row as unknown[];
    if (typeof salt !== 'string') return shownOf(row);
    const octets: Octets | null = fromHex(salt);
    if (octets === null || typeof text !== 'string' || toHex(await sha256(concat(octets, utf8(text)))) !== value.commitment) throw new BadCommitment();
    return text;
  }
  const filled: Json = {};
  for (const [key, child] of Object.entries(value)) filled[key] = await fill(child, rows);
  return filled;
}

/** The columns that people read. Throws SyntaxError and BadCommitment. */
export async function plainOf(leaf: string, personal: string): Promise<Json> {
  const values: unknown = personal === '' ? [] : JSON.parse(personal);
  if (!Array.isArray(values)) throw new SyntaxError('personal');
  const rows = values.values();
  const filled = await fill(JSON.parse(leaf), rows);
  if (!isObject(filled) || !isObject(filled.actor)) throw new SyntaxError('leaf');
  if (rows.next().done !== true) throw new BadCommitment();
  const { actor } = filled;
  return {
    serial: filled.serial,
    time: filled.time,
    clock: filled.clock,
    who: actor.user,
    role: actor.role,
    via: actor.via,
    address: actor.address,
    kind: filled.kind,
    why: filled.why,
    subject: filled.subject,
    before: filled.before,
    after: filled.after,
  };
}

/** Whether two JSON values say the same; the order of keys says nothing. */
export function says(a: unknown, b: unknown): boolean {
  if (Array.isArray(a) && Array.isArray(b)) return a.length === b.length && a.every((each, n) => says(each, b[n]));
  if (isObject(a) && isObject(b)) {
    const keys = Object.keys(a);
    return keys.length === Object.keys(b).length && keys.every((key) => key in b && says(a[key], b[key]));
  }
  return a === b;
}

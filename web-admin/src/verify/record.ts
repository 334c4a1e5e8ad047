// What an entry's leaf says in plain form, with its personal part put back in where it was not erased.
import { type Octets, concat, fromHex, sha256, toHex, utf8 } from './octets';

export const erased = '(erased)';
type Json = Record<string, unknown>;
const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value);

/** A value in the personal part does not match its commitment. */
export class BadCommitment extends Error {}

async function fill(value: unknown, place: string, personal: Json, used: Set<string>): Promise<unknown> {
  if (Array.isArray(value)) return Promise.all(value.map((each, n) => fill(each, `${place}/${n}`, personal, used)));
  if (!isObject(value)) return value;
  if (Object.keys(value).length === 1 && typeof value.commitment === 'string') {
    const found = personal[place];
    if (found === undefined) return erased;
    const salt: Octets | null = isObject(found) && typeof found.salt === 'string' ? fromHex(found.salt) : null;
    const text = isObject(found) && typeof found.value === 'string' ? found.value : null;
    if (salt === null || text === null || toHex(await sha256(concat(salt, utf8(text)))) !== value.commitment) throw new BadCommitment(place);
    used.add(place);
    return text;
  }
  const filled: Json = {};
  for (const [key, child] of Object.entries(value)) filled[key] = await fill(child, `${place}/${key}`, personal, used);
  return filled;
}

/** The columns that people read. Throws SyntaxError and BadCommitment. */
export async function plainOf(leaf: string, personal: string): Promise<Json> {
  const values: unknown = personal === '' ? {} : JSON.parse(personal);
  if (!isObject(values)) throw new SyntaxError('personal');
  const used = new Set<string>();
  const filled = await fill(JSON.parse(leaf), '', values, used);
  if (!isObject(filled) || !isObject(filled.actor)) throw new SyntaxError('leaf');
  for (const place of Object.keys(values)) if (!used.has(place)) throw new BadCommitment(place);
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

// An authenticator app (RFC 6238: SHA-1, six figures, 30 seconds).
import { createHmac } from 'node:crypto';

const step_seconds = 30;
const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

function octetsOf(base32) {
  let bits = '';
  for (const letter of base32.replace(/[\s=]/g, '')) bits += alphabet.indexOf(letter).toString(2).padStart(5, '0');
  return Buffer.from((bits.match(/.{8}/g) ?? []).map((octet) => Number.parseInt(octet, 2)));
}

/** The code of now, or of so many steps later: a code is good once, and the next one is taken already. */
export function codeOf(key, steps_later = 0) {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 1000 / step_seconds) + steps_later));
  const hash = createHmac('sha1', octetsOf(key)).update(counter).digest();
  const at = hash[hash.length - 1] & 15;
  return String((hash.readUInt32BE(at) & 0x7fffffff) % 1_000_000).padStart(6, '0');
}

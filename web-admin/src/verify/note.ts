// Signed notes and verifier keys (C2SP signed-note) with Ed25519 (RFC 8032), checked by the browser's WebCrypto.
import { type Octets, concat, fromBase64, same, sha256, toHex, utf8 } from './octets';

const ed25519_type = 1; // C2SP signed-note, "Signature types"
const key_octets = 32;
const key_id_octets = 4;
const signature_octets = 64;
const signature_start = '\u2014 '; // an em dash and a space

export interface VerifierKey {
  name: string;
  text: string;
  id: Octets;
  key: CryptoKey;
}

/** The browser cannot check Ed25519 signatures at all. */
export class NoEd25519 extends Error {}

export async function parseKey(text: string): Promise<VerifierKey | null> {
  const first = text.indexOf('+');
  const second = text.indexOf('+', first + 1);
  if (first <= 0 || second < 0) return null;
  const name = text.slice(0, first);
  const raw = fromBase64(text.slice(second + 1));
  if (raw === null || raw.length !== 1 + key_octets || raw[0] !== ed25519_type || /[\x00-\x20\x7f]/.test(name)) return null;
  const id = (await sha256(concat(utf8(`${name}\n`), raw))).slice(0, key_id_octets);
  if (toHex(id) !== text.slice(first + 1, second)) return null;
  try {
    return { name, text, id, key: await crypto.subtle.importKey('raw', raw.slice(1), { name: 'Ed25519' }, false, ['verify']) };
  } catch {
    throw new NoEd25519();
  }
}

export type Opened = { text: string } | { fault: 'noSignature' | 'otherKey' | 'unreadable' | 'wrongSignature' };

/** The text that was signed. Exactly one signature, by this key, and nothing after it. */
export async function openNote(note: string, key: VerifierKey): Promise<Opened> {
  const before = `\n\n${signature_start}`;
  const split = note.lastIndexOf(before);
  if (split < 0) return { fault: 'noSignature' };
  const text = note.slice(0, split + 1);
  const line = note.slice(split + before.length);
  if (!line.startsWith(`${key.name} `)) return { fault: 'otherKey' };
  if (!line.endsWith('\n')) return { fault: 'unreadable' };
  const signature = fromBase64(line.slice(key.name.length + 1, -1));
  if (signature === null || signature.length !== key_id_octets + signature_octets) return { fault: 'unreadable' };
  if (!same(signature.slice(0, key_id_octets), key.id)) return { fault: 'otherKey' };
  const good = await crypto.subtle.verify({ name: 'Ed25519' }, key.key, signature.slice(key_id_octets), utf8(text));
  return good ? { text } : { fault: 'wrongSignature' };
}

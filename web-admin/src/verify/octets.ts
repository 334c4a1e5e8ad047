// Octets, their texts and SHA-256. Pure but for the browser's own WebCrypto.

export type Octets = Uint8Array<ArrayBuffer>;
const encoder = new TextEncoder();
export const utf8 = (text: string): Octets => encoder.encode(text) as Octets;

export const concat = (...parts: readonly Uint8Array[]): Octets => joined(parts);

/** As concat(), of more parts than a call takes arguments. */
export function joined(parts: readonly Uint8Array[]): Octets {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

export const toHex = (octets: Uint8Array): string => Array.from(octets, (octet) => octet.toString(16).padStart(2, '0')).join('');

export function fromHex(text: string): Octets | null {
  if (text.length % 2 !== 0 || !/^[0-9a-f]*$/.test(text)) return null;
  const octets = new Uint8Array(text.length / 2);
  for (let n = 0; n < octets.length; ++n) octets[n] = Number.parseInt(text.slice(2 * n, 2 * n + 2), 16);
  return octets;
}

export function toBase64(octets: Uint8Array): string {
  let text = '';
  for (const octet of octets) text += String.fromCharCode(octet);
  return btoa(text);
}

/** Strict: what renders to the same text again (RFC 4648 section 4). */
export function fromBase64(text: string): Octets | null {
  try {
    const octets = Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
    return toBase64(octets) === text ? octets : null;
  } catch {
    return null;
  }
}

export const same = (a: Uint8Array, b: Uint8Array): boolean => a.length === b.length && a.every((octet, n) => octet === b[n]);

export async function sha256(octets: Octets): Promise<Octets> {
  return new Uint8Array(await crypto.subtle.digest('SHA-256', octets));
}

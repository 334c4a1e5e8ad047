// Verifies an export of the change log in the page, as `schoolgate log verify` does: nothing is sent anywhere, and nothing
// of what the appliance says now is believed. The steps are those of blocklists/change-control/export_format.md.
// The file's signed digest covers header, personal parts and footer, and the tree covers every leaf; what a row shows
// besides is held against its leaf.
import { Peaks, leafHash, levelsOf } from './merkle';
import { type VerifierKey, openNote, parseKey } from './note';
import { type Octets, fromBase64, fromHex, joined, same, sha256, toBase64, toHex, utf8 } from './octets';
import { type Layout, columns, entryOf, pairsOf, rowsOf } from './layout';
import { BadCommitment, plainOf, says } from './record';

export interface Verified {
  first: number;
  last: number;
  size: number;
  origin: string;
  key: string;
  generated: string;
  root: Octets;
  checkpoint: string;
  extendsPrevious: boolean;
}

/** Words stand in words/en.ts under verify.faults, with these numbers in them. */
export type Fault = { is: string; entry?: number; other?: number };
export class NotVerified extends Error {
  constructor(readonly fault: Fault) {
    super(fault.is);
  }
}
const bad = (is: string, entry?: number, other?: number): never => {
  throw new NotVerified({ is, ...(entry !== undefined ? { entry } : {}), ...(other !== undefined ? { other } : {}) });
};

const header_names = ['schoolgate change-control log', 'origin', 'key', 'first entry', 'last entry', 'entries in the log', 'generated', 'left', 'school', 'time zone', 'period', 'names'];
const footer_names = ['checkpoint', 'right'];
const most_entries = 2 ** 48; // more than any log holds; keeps untrusted numbers within what a double counts exactly

const isNamed = (pairs: [string, string][], names: string[]): boolean => pairs.length === names.length && pairs.every(([name], n) => name === names[n]);
const numberOf = (text: string): number => (/^(0|[1-9]\d{0,15})$/.test(text) ? Number(text) : Number.NaN);

function hashesOf(text: string): Octets[] | null {
  if (text === '') return [];
  const hashes = text.split(' ').map(fromHex);
  return hashes.every((hash) => hash !== null && hash.length === 32) ? (hashes as Octets[]) : null;
}

class Verification {
  private readonly layout: Layout;
  private at = 0;
  private readonly peaks = new Peaks();
  private key!: VerifierKey;
  private origin = '';
  private generated = '';
  private first = 0;
  private last = 0;
  private size = 0;
  private reached = false;
  private extends_ = false;
  private checkpoint = '';
  private readonly digested: Octets[] = [];

  constructor(
    private readonly file: Octets,
    private readonly earlier: Verified | null,
    private readonly progress: (done: number, of: number) => void,
  ) {
    this.layout = rowsOf(file);
  }

  async run(): Promise<Verified> {
    await this.header();
    await this.entries();
    await this.footer();
    await this.digest();
    const none = this.first > this.last;
    return {
      first: none ? 0 : this.first,
      last: none ? 0 : this.last,
      size: this.size,
      origin: this.origin,
      key: this.key.text,
      generated: this.generated,
      root: await this.peaks.root(),
      checkpoint: this.checkpoint,
      extendsPrevious: this.extends_,
    };
  }

  private async header(): Promise<void> {
    const part = pairsOf(this.layout, this.at, header_names.length);
    if (part === null || !isNamed(part.pairs, header_names)) return bad('header');
    const value = (n: number): string => part.pairs[n]?.[1] ?? '';
    if (value(0) !== '1') return bad('version');
    this.origin = value(1);
    const key = await parseKey(value(2));
    if (key === null || key.name !== this.origin) return bad('key');
    this.key = key;
    if (this.earlier !== null && (this.earlier.key !== key.text || this.earlier.origin !== this.origin)) return bad('otherLog');
    const first = numberOf(value(3));
    const last = numberOf(value(4));
    this.size = numberOf(value(5));
    this.generated = value(6);
    const none = first === 0 && last === 0;
    this.first = none ? this.size + 1 : first;
    this.last = none ? this.size : last;
    const sound = this.first >= 1 && this.first <= this.last + 1 && this.last <= this.size && this.size <= most_entries;
    if (!sound) return bad('range');
    this.at += part.rows;
    if (!(await this.grow(0, this.first - 1, value(7)))) return bad('range');
    if (this.layout.csv) {
      if (this.layout.rows[this.at]?.text !== `${columns.join(',')}\r\n`) return bad('titles');
      ++this.at;
    }
    this.digested.push(this.file.slice(0, this.layout.rows[this.at - 1]?.end ?? 0));
  }

  private async entries(): Promise<void> {
    const every = 200; // a page that does not move looks broken; telling each entry would cost more than hashing it
    for (let serial = this.first; serial <= this.last; ++serial) {
      const row = this.layout.rows[this.at];
      if (row === undefined) return bad('cutOff', serial);
      await this.entry(serial, row.text);
      ++this.at;
      if ((serial - this.first) % every === 0) this.progress(serial - this.first, this.last - this.first + 1);
    }
  }

  private async entry(serial: number, text: string): Promise<void> {
    const row = entryOf(this.layout, text);
    if (row === null) return text.startsWith('checkpoint,') || text.startsWith('{"checkpoint":') ? bad('lastMissing', serial, this.last) : bad('rowUnreadable', serial);
    const hash = await leafHash(utf8(row.leaf));
    if (toHex(hash) !== row.leafHash) return bad('leafHash', serial);
    let plain: Record<string, unknown> = {};
    try {
      plain = await plainOf(row.leaf, row.personal);
    } catch (fault) {
      return bad(fault instanceof BadCommitment ? 'commitment' : 'leafUnreadable', serial);
    }
    const found = Number(plain.serial);
    if (found > serial) return bad('missing', serial, found);
    if (found < serial) return bad('wrongPlace', found, serial);
    if (!says(plain, row.plain)) return bad('rowSays', serial);
    this.digested.push(utf8(`${row.personal}\n`));
    await this.append(0, hash);
  }

  private async footer(): Promise<void> {
    const row = this.layout.rows[this.at];
    if (row === undefined) return bad('noFooter', this.last);
    const entry = entryOf(this.layout, row.text);
    if (entry !== null) return bad('behindLast', entry.serial, this.last);
    const part = pairsOf(this.layout, this.at, footer_names.length);
    if (part === null || !isNamed(part.pairs, footer_names)) return bad('footer');
    this.checkpoint = part.pairs[0]?.[1] ?? '';
    const opened = await openNote(this.checkpoint, this.key);
    if ('fault' in opened) return bad(`checkpoint.${opened.fault}`);
    const [origin, size, root, rest, ...more] = opened.text.split('\n');
    const octets = fromBase64(root ?? '');
    if (origin !== this.origin || rest !== '' || more.length > 0 || octets === null || octets.length !== 32) return bad('checkpoint.unreadable');
    if (numberOf(size ?? '') !== this.size) return bad('checkpointSize');
    if (!(await this.grow(this.last, this.size, part.pairs[1]?.[1] ?? ''))) return bad('footer');
    if (!same(await this.peaks.root(), octets)) return bad('root');
    const begin = this.layout.rows[this.at - 1]?.end ?? 0;
    this.at += part.rows;
    this.digested.push(this.file.slice(begin, this.layout.rows[this.at - 1]?.end ?? 0));
    if (this.earlier !== null && !this.extends_) {
      if (this.earlier.size > this.size) return bad('previousLater', this.earlier.size, this.size);
      return this.reached ? bad('notExtended', this.earlier.size) : bad('cannotShow', this.first, this.earlier.size);
    }
  }

  private async digest(): Promise<void> {
    const part = pairsOf(this.layout, this.at, 1);
    if (part === null || part.pairs[0]?.[0] !== 'digest') return bad('noDigest');
    const opened = await openNote(part.pairs[0][1], this.key);
    if ('fault' in opened) return bad(`digest.${opened.fault}`);
    const sum = await sha256(joined(this.digested));
    if (opened.text !== `schoolgate export digest v1\n${this.origin}\n${toBase64(sum)}\n`) return bad('digest');
    if (this.layout.rows.length !== this.at + 1) return bad('behindEnd');
  }

  private async grow(begin: number, end: number, text: string): Promise<boolean> {
    const hashes = hashesOf(text);
    const levels = levelsOf(begin, end);
    if (hashes === null || hashes.length !== levels.length) return false;
    for (const [n, level] of levels.entries()) await this.append(level, hashes[n] as Octets);
    return true;
  }

  private async append(level: number, hash: Octets): Promise<void> {
    await this.peaks.append(level, hash);
    if (this.earlier !== null && this.peaks.size === this.earlier.size) {
      this.reached = true;
      this.extends_ = same(await this.peaks.root(), this.earlier.root);
    }
  }
}

/** Throws NotVerified with what is wrong first, NoEd25519 when this browser cannot check signatures. */
export async function verifyExport(file: Octets, earlier: Verified | null = null, progress: (done: number, of: number) => void = () => undefined): Promise<Verified> {
  return new Verification(file, earlier, progress).run();
}

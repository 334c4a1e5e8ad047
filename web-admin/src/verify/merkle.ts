// The Merkle tree of RFC 6962 section 2.1 over SHA-256, appended to from the left.
import { type Octets, concat, sha256 } from './octets';

const leaf_prefix = new Uint8Array([0]);
const node_prefix = new Uint8Array([1]);
export const leafHash = (leaf: Octets): Promise<Octets> => sha256(concat(leaf_prefix, leaf));
export const nodeHash = (left: Octets, right: Octets): Promise<Octets> => sha256(concat(node_prefix, left, right));

/** Levels of the fewest complete subtrees that cover the leaves [begin, end), from left to right. */
export function levelsOf(begin: number, end: number): number[] {
  const levels: number[] = [];
  for (let at = begin; at < end; ) {
    let level = 0;
    // Halves, not shifts: a log may outgrow 32 bits.
    while (at % 2 ** (level + 1) === 0 && at + 2 ** (level + 1) <= end) ++level;
    levels.push(level);
    at += 2 ** level;
  }
  return levels;
}

/** The complete subtrees of a growing tree, largest first. */
export class Peaks {
  size = 0;
  private peaks: { level: number; hash: Octets }[] = [];

  /** Appends a complete subtree of 2^level leaves; the size must be a multiple of that. */
  async append(level: number, hash: Octets): Promise<void> {
    this.size += 2 ** level;
    let grown = { level, hash };
    for (let last = this.peaks.at(-1); last !== undefined && last.level === grown.level; last = this.peaks.at(-1)) {
      grown = { level: grown.level + 1, hash: await nodeHash(last.hash, grown.hash) };
      this.peaks.pop();
    }
    this.peaks.push(grown);
  }

  async root(): Promise<Octets> {
    let root: Octets | null = null;
    for (const peak of [...this.peaks].reverse()) root = root === null ? peak.hash : await nodeHash(peak.hash, root);
    return root ?? sha256(new Uint8Array());
  }
}

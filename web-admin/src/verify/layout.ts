// The rows of an export (blocklists/change-control/export_format.md), CSV or JSON lines, taken apart.
import { type Octets } from './octets';

export interface Row {
  text: string;
  end: number; // octets of the file up to and with this row
}
export interface EntryRow {
  serial: number;
  plain: Record<string, unknown>; // the columns that people read
  leafHash: string;
  leaf: string;
  personal: string;
}
export interface Layout {
  csv: boolean;
  rows: Row[];
}

const quote = 0x22;
const line_end = 0x0a;

/** Cuts a file into rows; in CSV a line end between quotes belongs to the row. The last row may be cut off. */
export function rowsOf(file: Octets): Layout {
  const csv = file[0] !== 0x7b; // JSON lines begin with a brace
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  const rows: Row[] = [];
  let begin = 0;
  let quoted = false;
  for (let at = 0; at < file.length; ++at) {
    if (csv && file[at] === quote) quoted = !quoted;
    if (file[at] !== line_end || quoted) continue;
    rows.push({ text: decoder.decode(file.subarray(begin, at + 1)), end: at + 1 });
    begin = at + 1;
  }
  if (begin < file.length) rows.push({ text: decoder.decode(file.subarray(begin)), end: file.length });
  return { csv, rows };
}

/** RFC 4180, the guard against formulas left on. */
export function cellsOf(row: string): string[] | null {
  if (!row.endsWith('\r\n')) return null;
  const cells: string[] = [];
  let quoted = false;
  const text = row.slice(0, -2);
  let cell = '';
  for (let n = 0; n < text.length; ++n) {
    const c = text.charAt(n);
    if (c === '"') {
      if (quoted && text[n + 1] === '"') {
        cell += '"';
        ++n;
      } else {
        quoted = !quoted;
      }
    } else if (c === ',' && !quoted) {
      cells.push(cell);
      cell = '';
    } else {
      cell += c;
    }
  }
  cells.push(cell);
  return quoted ? null : cells;
}

function json(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}

/** Named texts (header, footer, digest): how many rows they take, and what they say. */
export function pairsOf(layout: Layout, at: number, count: number): { pairs: [string, string][]; rows: number } | null {
  if (layout.csv) {
    const pairs: [string, string][] = [];
    for (const row of layout.rows.slice(at, at + count)) {
      const cells = cellsOf(row.text);
      if (cells === null || cells.length !== 2) return null;
      pairs.push([cells[0] ?? '', cells[1] ?? '']);
    }
    return pairs.length === count ? { pairs, rows: count } : null;
  }
  const value = json(layout.rows[at]?.text ?? '');
  if (value === null) return null;
  const pairs = Object.entries(value);
  if (pairs.length !== count || pairs.some(([, text]) => typeof text !== 'string')) return null;
  return { pairs: pairs as [string, string][], rows: 1 };
}

export const columns = ['serial', 'time', 'clock', 'who', 'role', 'via', 'address', 'kind', 'why', 'subject', 'before', 'after', 'leaf hash', 'leaf', 'personal'];

const unguarded = (cell: string): string => (/^'[=+\-@\t\r]/.test(cell) ? cell.slice(1) : cell);

export function entryOf(layout: Layout, row: string): EntryRow | null {
  if (!layout.csv) {
    const value = json(row);
    if (value === null || typeof value.serial !== 'number' || typeof value.leaf !== 'string' || typeof value.leaf_hash !== 'string' || typeof value.personal !== 'string') return null;
    const { leaf, leaf_hash, personal, ...plain } = value;
    return { serial: value.serial, plain, leafHash: leaf_hash, leaf, personal };
  }
  const cells = cellsOf(row);
  if (cells === null || cells.length !== columns.length || !/^\d+$/.test(cells[0] ?? '')) return null;
  const plain: Record<string, unknown> = {};
  for (let n = 0; n < 12; ++n) plain[columns[n] ?? ''] = unguarded(cells[n] ?? '');
  plain.serial = Number(cells[0]);
  for (const key of ['before', 'after']) {
    const text = plain[key] as string;
    try {
      plain[key] = text === '' ? null : JSON.parse(text);
    } catch {
      return null;
    }
  }
  return { serial: Number(cells[0]), plain, leafHash: cells[12] ?? '', leaf: cells[13] ?? '', personal: cells[14] ?? '' };
}

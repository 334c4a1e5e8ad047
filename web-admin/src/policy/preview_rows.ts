// A preview's rows, put together for reading: what changes in the same way stands in one row, and groups for which all of that
// is the same share it. Pure; the order is that of each row's first part.
import type { Preview } from '../api/types';

type Row = Preview['preview'][number];

export interface PreviewRow {
  groups: string[];
  before: string;
  after: string;
  /** What changes so: `names` is how many names the lists hold of a category. */
  parts: { subject: Row['subject']; id: string; names?: number }[];
}

/** Joins what `same` tells by one text, in the order of first sight. */
function joined<T>(rows: T[], same: (row: T) => string, join: (into: T, row: T) => void): T[] {
  const seen = new Map<string, T>();
  for (const row of rows) {
    const key = same(row);
    const first = seen.get(key);
    if (first === undefined) seen.set(key, row);
    else join(first, row);
  }
  return [...seen.values()];
}

export function previewRows(rows: readonly Row[]): PreviewRow[] {
  const single = rows.map(({ group, before, after, subject, id, names }) => ({ groups: [group], before, after, parts: [{ subject, id, names }] }));
  const alike = joined<PreviewRow>(
    single,
    (row) => JSON.stringify([row.groups, row.before, row.after, row.parts[0]?.subject]),
    (into, row) => into.parts.push(...row.parts),
  );
  return joined<PreviewRow>(
    alike,
    (row) => JSON.stringify([row.before, row.after, row.parts]),
    (into, row) => into.groups.push(...row.groups),
  );
}

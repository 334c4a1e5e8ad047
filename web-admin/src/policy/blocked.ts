// The list of what was blocked just now, as it grows. Pure.
import type { RecentBlock } from '../api/types';

export const most_rows = 200; // as many as one looks through; the appliance keeps more

export interface BlockedFilter {
  group: string; // '' is any
  device: string; // an address, or a device's id; '' is any
}

export const deviceOf = (row: RecentBlock): string => row.device ?? row.client ?? '';

/** Newest first, each row once: a row that is told again has been asked for again. */
export function withRows(rows: readonly RecentBlock[], added: readonly RecentBlock[]): RecentBlock[] {
  const byNumber = new Map(rows.map((row) => [row.number, row]));
  for (const row of added) byNumber.set(row.number, row);
  return [...byNumber.values()].sort((a, b) => b.number - a.number).slice(0, most_rows);
}

export const isShownBlock = (row: RecentBlock, filter: BlockedFilter): boolean =>
  (filter.group === '' || row.group === filter.group) && (filter.device === '' || deviceOf(row) === filter.device);

/** Devices in the rows, to choose one of them. */
export const devicesIn = (rows: readonly RecentBlock[]): string[] => [...new Set(rows.map(deviceOf))].filter((device) => device !== '').sort();

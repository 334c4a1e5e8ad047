// The calendar as lines of text, which is how a school has it: "Autumn term, 2026-09-03, 2026-12-18". Pure. What a day or a
// time may be is the appliance's to say.
import type { Calendar } from '../api/types';
import { type Day, days } from './week';

type Days = Calendar['terms'][number];
type Period = Calendar['periods'][number];

const linesOf = (text: string): string[] => text.split('\n').map((line) => line.trim()).filter((line) => line !== '');
const partsOf = (line: string): string[] => line.split(',').map((part) => part.trim());
const isDay = (text: string | undefined): boolean => /^\d{4}-\d\d-\d\d$/.test(text ?? '');

export const daysText = (rows: readonly Days[]): string => rows.map((row) => [row.name ?? '', row.first, ...(row.last !== undefined && row.last !== row.first ? [row.last] : [])].filter((part) => part !== '').join(', ')).join('\n');

/** null with the first line that cannot be read. */
export function daysFrom(text: string): { rows: Days[] } | { bad: string } {
  const rows: Days[] = [];
  for (const line of linesOf(text)) {
    const parts = partsOf(line);
    const name = isDay(parts[0]) ? undefined : parts.shift();
    const [first, last] = parts;
    if (!isDay(first) || (last !== undefined && !isDay(last)) || parts.length > 2) return { bad: line };
    rows.push({ ...(name !== undefined ? { name } : {}), first: first as string, ...(last !== undefined ? { last } : {}) });
  }
  return { rows };
}

export const periodsText = (rows: readonly Period[]): string => rows.map((row) => [row.id, ...((row.days?.length ?? 0) > 0 ? [(row.days ?? []).join(' ')] : []), row.from, row.to].join(', ')).join('\n');

export function periodsFrom(text: string): { rows: Period[] } | { bad: string } {
  const rows: Period[] = [];
  for (const line of linesOf(text)) {
    const parts = partsOf(line);
    if (parts.length !== 3 && parts.length !== 4) return { bad: line };
    const on = parts.length === 4 ? (parts[1] ?? '').toLowerCase().split(/\s+/).map((day) => day.slice(0, 3)) : [];
    const [from, to] = parts.slice(-2);
    if (on.some((day) => !days.includes(day as Day)) || !/^\d\d:\d\d$/.test(from ?? '') || !/^\d\d:\d\d$/.test(to ?? '')) return { bad: line };
    rows.push({ id: parts[0] ?? '', ...(on.length > 0 ? { days: on as Day[] } : {}), from: from as string, to: to as string });
  }
  return { rows };
}

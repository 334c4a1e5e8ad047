// A schedule's windows as blocks on a picture of the week, and back from a stroke on the picture. Pure; minutes of the day.
import type { Calendar, Window } from '../api/types';

export const days = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
export type Day = (typeof days)[number];
export const day_minutes = 24 * 60;

export interface Block {
  window: number; // index in the schedule
  day: number; // 0 is Monday
  from: number;
  to: number;
}
type Period = Calendar['periods'][number];

export function minutesOf(text: string): number {
  const [hours, minutes] = text.split(':').map(Number);
  return (hours ?? 0) * 60 + (minutes ?? 0);
}
export function clockOf(minutes: number): string {
  return `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
}

const daysOf = (given: readonly string[] | undefined): readonly string[] => (given === undefined || given.length === 0 ? days : given);

/** A window that passes midnight is two blocks, the second on the next day. */
function blocksOn(window: number, day: number, from: number, to: number): Block[] {
  if (from < to) return [{ window, day, from, to }];
  return [
    { window, day, from, to: day_minutes },
    ...(to > 0 ? [{ window, day: (day + 1) % 7, from: 0, to }] : []),
  ];
}

export function blocksOf(windows: readonly Window[], periods: readonly Period[]): Block[] {
  return windows.flatMap((window, n) => {
    const on = daysOf(window.days);
    if (window.period !== undefined && window.period !== '') {
      return periods
        .filter((period) => period.id === window.period)
        .flatMap((period) => daysOf(period.days).filter((day) => on.includes(day)).flatMap((day) => blocksOn(n, days.indexOf(day as Day), minutesOf(period.from), minutesOf(period.to))));
    }
    if (window.from === undefined || window.to === undefined || window.from === '' || window.to === '') return [];
    return on.flatMap((day) => blocksOn(n, days.indexOf(day as Day), minutesOf(window.from ?? ''), minutesOf(window.to ?? '')));
  });
}

/** The hours that the picture shows: the school's day, or more when a block lies outside of it. */
export function hoursShown(blocks: readonly Block[]): { from: number; to: number } {
  const from = Math.min(7 * 60, ...blocks.map((block) => Math.floor(block.from / 60) * 60));
  const to = Math.max(18 * 60, ...blocks.map((block) => Math.ceil(block.to / 60) * 60));
  return { from, to };
}

export const snap_minutes = 15;
const shortest = 15;

/** A stroke from one place in a day to another, either way, as a window. */
export function windowOfStroke(day: number, a: number, b: number): Window {
  const snap = (value: number) => Math.round(value / snap_minutes) * snap_minutes;
  const from = Math.max(0, Math.min(snap(Math.min(a, b)), day_minutes - shortest));
  const to = Math.min(day_minutes, Math.max(snap(Math.max(a, b)), from + shortest));
  return { days: [days[day] ?? 'mon'], season: 'always', from: clockOf(from), to: clockOf(to) };
}

/** As the API takes it: no empty texts, and either times or a period. */
export function tidy(window: Window): Window {
  const season = window.season ?? 'always';
  const on = window.days ?? [];
  if (window.period !== undefined && window.period !== '') return { days: on, season, period: window.period };
  return { days: on, season, from: window.from ?? '', to: window.to ?? '' };
}

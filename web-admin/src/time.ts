// Moments as the school's wall clock shows them, and back. The API speaks UTC; people do not.
// Thread rules do not apply: pure functions.
import { w } from './words/en';

const parts = new Map<string, Intl.DateTimeFormat>();
function formatter(zone: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = zone + JSON.stringify(options);
  let found = parts.get(key);
  if (found === undefined) {
    found = new Intl.DateTimeFormat(w.language, { timeZone: zone, ...options });
    parts.set(key, found);
  }
  return found;
}

const day: Intl.DateTimeFormatOptions = { weekday: 'short', day: 'numeric', month: 'short', year: 'numeric' };
const clock: Intl.DateTimeFormatOptions = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' };

export const dayText = (moment: string | number | Date, zone: string): string => formatter(zone, day).format(new Date(moment)).replace(',', '');
export const clockText = (moment: string | number | Date, zone: string): string => formatter(zone, clock).format(new Date(moment));

/** "14:30" today, "Mon 23 Nov 2026, 14:30" on another day. */
export function momentText(moment: string | number | Date, zone: string, now: Date = new Date()): string {
  const date = dayText(moment, zone);
  return date === dayText(now, zone) ? w.time.today(clockText(moment, zone)) : w.time.at(date, clockText(moment, zone));
}

const minute = 60_000;
const hour = 60 * minute;
const aDay = 24 * hour;

/** "2 hours 5 minutes", the two largest units. */
export function spanText(milliseconds: number): string {
  const left = Math.max(0, milliseconds);
  if (left < minute) return w.time.underAMinute;
  const days = Math.floor(left / aDay);
  const hours = Math.floor((left % aDay) / hour);
  const minutes = Math.floor((left % hour) / minute);
  if (days > 0) return hours > 0 && days < 3 ? `${w.time.days(days)} ${w.time.hours(hours)}` : w.time.days(days);
  if (hours > 0) return minutes > 0 ? `${w.time.hours(hours)} ${w.time.minutes(minutes)}` : w.time.hours(hours);
  return w.time.minutes(minutes);
}
export const agoText = (moment: string | number | Date, now: number = Date.now()): string => w.time.ago(spanText(now - new Date(moment).getTime()));
export const leftText = (moment: string | number | Date, now: number = Date.now()): string => spanText(new Date(moment).getTime() - now);

interface Wall {
  year: number;
  month: number;
  day: number;
  hour: number;
  minute: number;
}
function wallOf(moment: Date, zone: string): Wall {
  const found = formatter(zone, { year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric', hourCycle: 'h23' });
  const value = (type: string) => Number(found.formatToParts(moment).find((part) => part.type === type)?.value ?? 0);
  return { year: value('year'), month: value('month'), day: value('day'), hour: value('hour'), minute: value('minute') };
}
const pad = (n: number): string => String(n).padStart(2, '0');

/** For <input type="datetime-local">: "2026-11-23T14:30" on the school's wall. */
export function toLocalInput(moment: Date, zone: string): string {
  const wall = wallOf(moment, zone);
  return `${wall.year}-${pad(wall.month)}-${pad(wall.day)}T${pad(wall.hour)}:${pad(wall.minute)}`;
}
export const toLocalDay = (moment: Date, zone: string): string => toLocalInput(moment, zone).slice(0, 10);

/** The moment at which the school's wall shows this; null when it is no time. In the hour that a clock change leaves out, the hour after. */
export function fromLocalInput(text: string, zone: string): Date | null {
  const asIfUtc = Date.parse(`${text}Z`);
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d$/.test(text) || Number.isNaN(asIfUtc)) return null;
  let guess = asIfUtc;
  // The offset at the guess is right unless a clock change lies between; a second look settles that.
  for (let turn = 0; turn < 2; ++turn) guess = asIfUtc - (Date.parse(`${toLocalInput(new Date(guess), zone)}Z`) - guess);
  return new Date(guess);
}

/** RFC 3339 in UTC, whole seconds, as the API takes it. */
export const toApi = (moment: Date): string => `${moment.toISOString().slice(0, 19)}Z`;

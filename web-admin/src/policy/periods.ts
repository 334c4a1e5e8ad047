// The periods that a governor asks for: out of the school's calendar, or between two days. Pure.
export const calendar_periods = ['current-term', 'current-half-term', 'current-year', 'term', 'half-term', 'year'] as const;
export type CalendarPeriod = (typeof calendar_periods)[number];
/** `dates`: between two days of one's own; empty days are the log's beginning and end. */
export interface Period extends Record<string, string> {
  period: string;
  from: string;
  to: string;
}

/** People mean the last day to be in it; the API does not. */
export function dayAfter(day: string): string {
  const next = new Date(`${day}T00:00:00Z`);
  next.setUTCDate(next.getUTCDate() + 1);
  return next.toISOString().slice(0, 10);
}

/** The query of a summary or an export. */
export function queryOf(of: Period): { period?: CalendarPeriod; from?: string; to?: string } {
  const named = calendar_periods.find((each) => each === of.period);
  if (named !== undefined) return { period: named };
  return { ...(of.from === '' ? {} : { from: of.from }), ...(of.to === '' ? {} : { to: dayAfter(of.to) }) };
}

/** As a part of a file's name: "-term", or "-2026-09-03-to-2026-12-18". */
export function fileNamePart(of: Period): string {
  if (of.period !== 'dates') return `-${of.period}`;
  return `${of.from === '' ? '' : `-${of.from}`}${of.to === '' ? '' : `-to-${of.to}`}`;
}

// Queries and blocks by hour, as GET /api/v1/activity tells them. An appliance that does not count them answers 404, and
// the page then shows nothing in their place.
import { probe } from '../api/client';

export interface Hour {
  start: string; // RFC 3339, UTC
  queries: number;
  blocked: number;
  by_category: Record<string, number>; // blocked, by category's id
}
export interface Activity {
  hours: Hour[];
}

const isHour = (row: unknown): row is Hour => {
  const hour = row as Partial<Hour> | null;
  return typeof hour?.start === 'string' && typeof hour.queries === 'number' && typeof hour.blocked === 'number';
};

export function readActivity(body: unknown): Activity | null {
  const hours = (body as Partial<Activity> | null)?.hours;
  if (!Array.isArray(hours)) return null;
  return { hours: hours.filter(isHour).map((hour) => ({ ...hour, by_category: hour.by_category ?? {} })) };
}

export async function loadActivity(): Promise<Activity | null> {
  const reply = await probe('/api/v1/activity');
  return reply.status === 200 ? readActivity(reply.body) : null;
}

/** The categories with the most blocks over all hours, and how many. */
export function mostBlocked(activity: Activity, most: number): [string, number][] {
  const sums = new Map<string, number>();
  for (const hour of activity.hours) for (const [id, count] of Object.entries(hour.by_category)) sums.set(id, (sums.get(id) ?? 0) + count);
  return [...sums.entries()].sort((a, b) => b[1] - a[1] || a[0].localeCompare(b[0])).slice(0, most);
}

// What a change changed, field by field: before and after as people read them. Pure.

export interface Difference {
  field: string;
  before: string;
  after: string;
  /** Of lists: what came and what went; before and after are then empty. */
  added?: string[];
  removed?: string[];
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);
const isPlain = (value: unknown): boolean => value === null || value === undefined || typeof value !== 'object';

function text(value: unknown): string {
  if (value === null || value === undefined || value === '') return '';
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (isPlain(value)) return String(value);
  if (Array.isArray(value)) return value.map(text).join(', ');
  return Object.entries(value as object)
    .filter(([, each]) => text(each) !== '')
    .map(([key, each]) => `${key.replace(/_/g, ' ')} ${text(each)}`)
    .join(', ');
}

export function differences(before: unknown, after: unknown): Difference[] {
  if (!isObject(before) && !isObject(after)) return before === after ? [] : [{ field: '', before: text(before), after: text(after) }];
  const old = isObject(before) ? before : {};
  const now = isObject(after) ? after : {};
  const result: Difference[] = [];
  for (const field of new Set([...Object.keys(old), ...Object.keys(now)])) {
    const a = old[field];
    const b = now[field];
    if (JSON.stringify(a) === JSON.stringify(b)) continue;
    if (Array.isArray(a ?? b) && Array.isArray(b ?? a)) {
      const was = ((a as unknown[] | undefined) ?? []).map(text);
      const is = ((b as unknown[] | undefined) ?? []).map(text);
      const added = is.filter((each) => !was.includes(each));
      const removed = was.filter((each) => !is.includes(each));
      if (added.length + removed.length > 0) result.push({ field, before: '', after: '', added, removed });
      continue;
    }
    if (text(a) === text(b)) continue;
    result.push({ field, before: text(a), after: text(b) });
  }
  return result;
}

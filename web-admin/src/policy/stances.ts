// What a group says of each category or service, as one value a row of the page, and back to the API's five lists. Pure.
import type { Group, Timed } from '../api/types';

/** '': nothing said (its parent's word holds). Otherwise allowed, blocked, or "allowed@lunch": allowed during a schedule. */
export type Stance = string;
export type Kind = 'categories' | 'services';

export function stancesOf(group: Group, kind: Kind): Record<string, Stance> {
  const result: Record<string, Stance> = {};
  for (const id of group[`blocked_${kind}`]) result[id] = 'blocked';
  for (const id of group[`allowed_${kind}`]) result[id] = 'allowed';
  for (const timed of group[`timed_${kind}`]) result[timed.id] = `${timed.during}@${timed.schedule}`;
  return result;
}

type Lists<K extends Kind> = Record<`blocked_${K}` | `allowed_${K}`, string[]> & Record<`timed_${K}`, Timed[]>;

export function listsOf<K extends Kind>(stances: Record<string, Stance>, kind: K): Lists<K> {
  const blocked: string[] = [];
  const allowed: string[] = [];
  const timed: Timed[] = [];
  for (const [id, stance] of Object.entries(stances)) {
    const [during, schedule] = stance.split('@');
    if (schedule !== undefined) timed.push({ id, during: during as Timed['during'], schedule });
    else if (stance === 'blocked') blocked.push(id);
    else if (stance === 'allowed') allowed.push(id);
  }
  return { [`blocked_${kind}`]: blocked, [`allowed_${kind}`]: allowed, [`timed_${kind}`]: timed } as Lists<K>;
}

// Which entries of the log a reader wants to see. Pure.
import type { Change } from '../api/types';

export interface ChangeFilter {
  kind: string; // "unblock": all of its kinds; '' is any
  by: string; // all, people, appliance
  text: string;
}

const nounOf = (kind: string): string => kind.split('.')[0] ?? kind;

export function isShown(change: Change, filter: ChangeFilter): boolean {
  if (filter.kind !== '' && nounOf(change.kind) !== filter.kind) return false;
  const appliance = change.via === 'system';
  // Signing in is on record, and says nothing of what is filtered: it is shown when somebody asks for it.
  if (filter.by === 'people' && (appliance || (change.kind === 'person.signed_in' && filter.kind === ''))) return false;
  if (filter.by === 'appliance' && !appliance) return false;
  const wanted = filter.text.trim().toLowerCase();
  if (wanted === '') return true;
  return [change.user, change.why, change.subject, change.kind, JSON.stringify(change.after), JSON.stringify(change.before)].some((part) => part.toLowerCase().includes(wanted));
}

export const kindsIn = (changes: readonly Change[]): string[] => [...new Set(changes.map((change) => nounOf(change.kind)))].sort();

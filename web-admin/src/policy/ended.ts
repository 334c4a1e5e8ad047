// Unblocks that have ended, out of the change log's entries. Pure.
import type { Change } from '../api/types';

export interface EndedUnblock {
  id: string;
  serial: number;
  names: string[];
  groups: string[];
  /** Of a trial: the test device; '' of all others. */
  device: string;
  ended: string;
  expired: boolean; // by itself, at its time
  by: string;
  why: string;
}

const list = (value: unknown): string[] => (Array.isArray(value) ? value.map(String) : []);

/** Newest first. */
export function endedUnblocks(changes: readonly Change[]): EndedUnblock[] {
  return changes
    .filter((change) => change.kind === 'unblock.ended' || change.kind === 'unblock.expired')
    .map((change) => {
      const before = (change.before ?? {}) as Record<string, unknown>;
      return {
        id: change.subject,
        serial: change.serial,
        names: list(before.names),
        groups: list(before.groups),
        device: before.trial === true ? String(before.device || before.known) : '',
        ended: change.time,
        expired: change.kind === 'unblock.expired',
        by: change.user,
        why: change.why,
      };
    })
    .reverse();
}

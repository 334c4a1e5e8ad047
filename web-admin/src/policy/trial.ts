// What a trial on a test device has shown: which of the blocked names may be companions of the sites that were asked for.
// Pure.
import type { TrialReport } from '../api/types';

type Seen = TrialReport['names'][number];

/** Names that the device was refused and that the request does not have. In the order of their first time, so that what
 * comes later moves nothing from under a finger. */
export const companionsOf = (report: TrialReport): Seen[] =>
  report.names.filter((seen) => seen.verdict === 'block' && !seen.requested).sort((a, b) => a.first.localeCompare(b.first) || a.name.localeCompare(b.name));

export const reached = (report: TrialReport): Seen[] => report.names.filter((seen) => seen.verdict === 'allow' || seen.requested);

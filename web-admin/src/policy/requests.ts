// What somebody may do with a request, and why not; what it says of itself. The appliance decides; this only keeps pages
// from offering what it would refuse (x-roles in openapi.yaml; blocklists' approval has the rules). Pure.
import type { Change, Request, RequestState, Role } from '../api/types';
import type { Tone } from '../parts/small';
import { w } from '../words/en';

export interface Viewer {
  user: string;
  role: Role;
}
export interface Possible {
  sign: boolean;
  /** Why an approver cannot sign it; '' where there is nothing to say. */
  whyNotSign: string;
  reject: boolean;
  edit: boolean;
  withdraw: boolean;
  tryOut: boolean;
  endNow: boolean;
  extend: boolean;
  keep: boolean; // as a topic
}

const approvers: readonly Role[] = ['network_manager', 'safeguarding_lead', 'leadership'];
export const isApprover = (role: Role): boolean => approvers.includes(role);
export const waitsFor = (request: Request, user: string): boolean => request.state === 'requested' && (request.could_sign ?? []).includes(user);

function whyNotSign(request: Request, viewer: Viewer): string {
  if (request.state !== 'requested' || !isApprover(viewer.role) || waitsFor(request, viewer.user)) return '';
  if (request.requested_by === viewer.user) return w.sign.notOwn;
  if (request.sign_offs.some((each) => each.user === viewer.user && each.counts)) return w.sign.alreadySigned;
  return viewer.role === 'network_manager' ? w.sign.hasTechnical : w.sign.hasEducational;
}

export function possible(request: Request, viewer: Viewer): Possible {
  const waits = request.state === 'requested';
  const own = request.requested_by === viewer.user;
  const running = request.state === 'approved' || request.state === 'active';
  const approver = isApprover(viewer.role);
  return {
    sign: waitsFor(request, viewer.user),
    whyNotSign: whyNotSign(request, viewer),
    reject: waits && approver && !own,
    edit: waits && own,
    withdraw: waits && own,
    tryOut: waits && approver,
    endNow: running && (approver || own),
    extend: (running || request.state === 'expired') && viewer.role !== 'governor',
    keep: request.unblock !== undefined && approver,
  };
}

const tones: Record<RequestState, Tone> = { requested: 'warn', approved: 'plain', active: 'good', expired: 'quiet', revoked: 'bad', rejected: 'bad', withdrawn: 'quiet' };
export const toneOf = (state: RequestState): Tone => tones[state];

/** The rating that stands: an approver's, else the requester's proposal. Empty texts where nobody rated it. */
export function standingRating(request: Request): { likelihood: string; impact: string; rating: number } {
  const rated = request.sign_offs.filter((each) => each.counts && each.risk !== null).map((each) => each.risk);
  const highest = rated.sort((a, b) => (b?.rating ?? 0) - (a?.rating ?? 0))[0] ?? request.proposed_risk;
  return { likelihood: String(highest?.likelihood ?? ''), impact: String(highest?.impact ?? ''), rating: highest?.rating ?? 0 };
}

const refersTo = (value: unknown, id: string): boolean => (value as { request?: unknown } | null)?.request === id;

/** What the log has of a request: its own changes, and those of its unblock and its trials. */
export const historyOf = (changes: readonly Change[], request: Request): Change[] =>
  changes.filter((change) => change.subject === request.id || (request.unblock !== undefined && change.subject === request.unblock) || refersTo(change.after, request.id) || refersTo(change.before, request.id));

/** Waiting for me first, then waiting for others, then what was decided, the newest first in each. */
export function sorted(requests: readonly Request[], user: string): { mine: Request[]; others: Request[]; decided: Request[] } {
  const waiting = requests.filter((request) => request.state === 'requested');
  return {
    mine: waiting.filter((request) => waitsFor(request, user)),
    others: waiting.filter((request) => !waitsFor(request, user)),
    decided: requests.filter((request) => request.state !== 'requested'),
  };
}

// How much waits for whoever is signed in: the navigation and the home page count it, as it happens.
import { useCallback, useEffect } from 'preact/hooks';
import { api } from './api/client';
import { listen } from './api/events';
import type { Role } from './api/types';
import { useLive } from './parts/live';
import { isApprover, waitsFor } from './policy/requests';
import { can, session } from './session';
import { makeStore, useStore } from './store';

export interface Waiting {
  requests: number; // that wait for this person's sign-off
  siteReports: number;
  emergencyUses: number; // that this person can review
}
const nothing: Waiting = { requests: 0, siteReports: 0, emergencyUses: 0 };
const waiting = makeStore<Waiting>(nothing);
const poll_seconds = 60;

async function count(user: string, role: Role): Promise<Waiting> {
  const readers: Role[] = ['network_manager', 'safeguarding_lead'];
  const [requests, reviews, siteReports] = await Promise.all([
    api.get('/api/v1/requests', { query: { state: 'requested' } }),
    api.get('/api/v1/reviews'),
    can(role, ...readers) ? api.get('/api/v1/site-reports') : null,
  ]);
  return {
    requests: requests.data.requests.filter((request) => waitsFor(request, user)).length,
    emergencyUses: reviews.data.reviews.filter((review) => review.about === 'unblock' && review.outcome === 'open' && review.done_by !== user).length,
    siteReports: siteReports?.data.site_reports.length ?? 0,
  };
}

/** For the one part that keeps the count: the navigation. Others use useWaiting(). */
export function useCounting(role: Role): void {
  const user = useStore(session).session?.user ?? '';
  const recount = useCallback(async () => {
    if (!isApprover(role)) return;
    try {
      waiting.set(await count(user, role));
    } catch {
      // The page itself says what cannot be reached; an old count is better than none.
    }
  }, [user, role]);
  useEffect(() => {
    void recount();
    return listen('waiting', ({ site_reports }) => can(role, 'network_manager', 'safeguarding_lead') && waiting.get().siteReports !== site_reports && waiting.set({ ...waiting.get(), siteReports: site_reports }));
  }, [recount]);
  useLive(recount, ['request', 'review', 'site_report', 'person'], poll_seconds);
}

export const useWaiting = (): Waiting => useStore(waiting);

// Who is signed in. A session that ends under a page does not take the page away: the page stays as it is, somebody signs
// in over it, and what was being sent is sent again (shell/sign_in.tsx shows the form).
import { api, link } from './api/client';
import { Problem } from './api/problem';
import type { Role, Session } from './api/types';
import { makeStore } from './store';

/** `new`: nobody has an account yet, the appliance is to be set up. */
export type Phase = 'starting' | 'new' | 'signed-out' | 'signed-in' | 'lost';
export interface SessionState {
  phase: Phase;
  session: Session | null;
  /** When the last reply came: the appliance counts the idle time from there. */
  used: number;
}

export const session = makeStore<SessionState>({ phase: 'starting', session: null, used: Date.now() });

let waiting: (() => void)[] = [];

link.whenUsed(() => {
  const now = session.get();
  // Not told to the pages: only the idle warning looks at it, by itself.
  now.used = Date.now();
});

function lost(): Promise<void> {
  const now = session.get();
  session.set({ ...now, phase: 'lost' });
  return new Promise((resolve) => waiting.push(resolve));
}

export function enter(opened: Session): void {
  const before = session.get();
  link.useToken(opened.csrf_token ?? '');
  // Somebody else's page must not be shown to whoever signs in over it, nor be sent in their name.
  if (before.phase === 'lost' && before.session !== null && before.session.user !== opened.user) {
    window.location.assign('/');
    return;
  }
  link.whenLost(lost);
  session.set({ phase: 'signed-in', session: opened, used: Date.now() });
  const resumed = waiting;
  waiting = [];
  for (const resume of resumed) resume();
}

export async function resume(): Promise<void> {
  try {
    enter((await api.get('/api/v1/session')).data);
  } catch (fault) {
    const isNew = fault instanceof Problem && fault.type === '/problems/not-set-up';
    if (!isNew && (!(fault instanceof Problem) || fault.status !== 401)) throw fault;
    session.set({ phase: isNew ? 'new' : 'signed-out', session: null, used: Date.now() });
  }
}

export async function signIn(user: string, password: string, totp: string): Promise<void> {
  enter((await api.post('/api/v1/session', totp === '' ? { user, password } : { user, password, totp })).data);
}

export async function signOut(): Promise<void> {
  link.whenLost(null);
  try {
    await api.remove('/api/v1/session', '');
  } finally {
    // A full load: nothing of this person's stays in the page's memory.
    window.location.assign('/');
  }
}

export async function keepAlive(): Promise<void> {
  await api.get('/api/v1/session');
}

/** One's own sessions everywhere, this one too. */
export async function signOutEverywhere(reason: string): Promise<void> {
  const user = session.get().session?.user ?? '';
  await api.remove('/api/v1/people/{user}/sessions', reason, { ids: { user } });
  link.whenLost(null);
  window.location.assign('/');
}

/** Reads anew who is signed in and what they must do first: after a change of their password or second factor. */
export async function reread(): Promise<void> {
  enter((await api.get('/api/v1/session')).data);
}

link.whenRestricted(() => void reread().catch(() => undefined));

/** The second factor, after the school's own account has vouched for somebody. */
export async function giveCode(totp: string): Promise<void> {
  enter((await api.post('/api/v1/session/code', { totp })).data);
}

export type Duty = 'enter_code' | 'change_password' | 'enrol';
/** What must be done before anything else; null when nothing must. */
export function firstDuty(of: Session | null): Duty | null {
  if (of === null) return null;
  if (of.may_only === 'enter_code') return of.may_only;
  return of.must_change_password ? 'change_password' : (of.may_only ?? null);
}

export const can = (role: Role | undefined, ...roles: Role[]): boolean => role !== undefined && roles.includes(role);

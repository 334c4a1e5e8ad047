// Every call to the appliance goes through here: the session's token, problems, and a session that was lost on the way.
// Nothing else in these pages uses fetch().
import { w } from '../words/en';
import { Problem } from './problem';
import type { BodyOf, Method, Paths, PathsWith, ReplyOf } from './types';

export interface Options {
  ids?: Record<string, string | number>;
  query?: Record<string, string | number | boolean | undefined>;
  /** The log's serial number that the page was made from: a later change to the same thing is a conflict, not overwritten. */
  basedOn?: number | null;
  signal?: AbortSignal;
}
export interface Answer<T> {
  data: T;
  /** How far the log had come when this was read; null when the appliance does not say. */
  serial: number | null;
}

const serial_header = 'Schoolgate-Serial';
const based_on_header = 'Schoolgate-Based-On';
/** Where 401 is about what was typed, and not about the session. */
const asks_who_it_is = ['/api/v1/session', '/api/v1/session/code'];
const restrictions = ['/problems/enrolment-needed', '/problems/new-password-needed'];

let csrfToken = '';
let signInAgain: (() => Promise<void>) | null = null;
let lastUse: () => void = () => undefined;
let named: (people: Record<string, string>) => void = () => undefined;
let restricted: () => void = () => undefined;

export const link = {
  useToken(token: string): void {
    csrfToken = token;
  },
  /** Called when a session ended under a page; resolves when the same person has signed in again. */
  whenLost(again: (() => Promise<void>) | null): void {
    signInAgain = again;
  },
  whenUsed(listener: () => void): void {
    lastUse = listener;
  },
  /** Called with what people are called, wherever a reply tells it. */
  whenNamed(listener: (people: Record<string, string>) => void): void {
    named = listener;
  },
  /** Called when the appliance wants something done before anything else: a second factor, or a new password. */
  whenRestricted(listener: () => void): void {
    restricted = listener;
  },
};

export function addressOf(path: string, options: Options = {}): string {
  const filled = path.replace(/\{(\w+)\}/g, (_, key: string) => encodeURIComponent(String(options.ids?.[key] ?? '')));
  const query = new URLSearchParams();
  for (const [key, value] of Object.entries(options.query ?? {})) if (value !== undefined && value !== '') query.set(key, String(value));
  const text = query.toString();
  return text === '' ? filled : `${filled}?${text}`;
}

async function problemOf(reply: Response): Promise<Problem> {
  try {
    return new Problem({ status: reply.status, ...(await reply.json()) });
  } catch {
    return new Problem({ status: reply.status, title: w.errors.unexpected, detail: w.errors.unexpectedDetail(reply.status) });
  }
}

async function send(method: string, path: string, body: unknown, options: Options): Promise<Response> {
  const headers: Record<string, string> = { Accept: 'application/json' };
  const octets = body instanceof Blob;
  if (body !== undefined) headers['Content-Type'] = octets ? 'application/octet-stream' : 'application/json';
  if (method !== 'GET') headers['X-CSRF-Token'] = csrfToken;
  if (options.basedOn != null) headers[based_on_header] = String(options.basedOn);
  try {
    return await fetch(addressOf(path, options), {
      method,
      headers,
      body: octets ? body : body === undefined ? null : JSON.stringify(body),
      credentials: 'same-origin',
      cache: 'no-store',
      signal: options.signal ?? null,
    });
  } catch (fault) {
    if (options.signal?.aborted) throw fault;
    throw new Problem({ type: '/problems/unreachable', title: w.errors.unreachable, detail: w.errors.unreachableDetail });
  }
}

/** The reply, whatever its type. Signs in again once when the session has ended. */
export async function request(method: string, path: string, body: unknown, options: Options = {}): Promise<Response> {
  let reply = await send(method, path, body, options);
  if (reply.status === 401 && signInAgain !== null && !asks_who_it_is.includes(path)) {
    await signInAgain();
    reply = await send(method, path, body, options);
  }
  if (!reply.ok) {
    const problem = await problemOf(reply);
    if (restrictions.includes(problem.type)) restricted();
    throw problem;
  }
  lastUse();
  return reply;
}

async function typed<P extends keyof Paths, M extends Method>(
  method: M,
  path: P,
  body: unknown,
  options: Options,
): Promise<Answer<ReplyOf<P, M>>> {
  const reply = await request(method.toUpperCase(), path, body, options);
  const serial = Number(reply.headers.get(serial_header) ?? Number.NaN);
  const data = (reply.status === 204 ? null : await reply.json()) as ReplyOf<P, M>;
  const people = (data as { people?: unknown } | null)?.people;
  if (typeof people === 'object' && people !== null && !Array.isArray(people)) named(people as Record<string, string>);
  return { data, serial: Number.isFinite(serial) ? serial : null };
}

export const api = {
  get: <P extends PathsWith<'get'>>(path: P, options: Options = {}) => typed<P, 'get'>('get', path, undefined, options),
  post: <P extends PathsWith<'post'>>(path: P, body: BodyOf<P, 'post'>, options: Options = {}) => typed<P, 'post'>('post', path, body, options),
  put: <P extends PathsWith<'put'>>(path: P, body: BodyOf<P, 'put'>, options: Options = {}) => typed<P, 'put'>('put', path, body, options),
  patch: <P extends PathsWith<'patch'>>(path: P, body: BodyOf<P, 'patch'>, options: Options = {}) => typed<P, 'patch'>('patch', path, body, options),
  remove: <P extends PathsWith<'delete'>>(path: P, reason: string, options: Options = {}) =>
    typed<P, 'delete'>('delete', path, reason === '' ? undefined : { reason }, options),
};

/** Where the browser itself goes to sign in with the school's account: the provider's page is no reply for a script. */
export const school_sign_in_address = '/api/v1/session/oidc';

/** How one can sign in here, and whether single sign-on is one of the ways. */
export async function canSignInWithSchool(): Promise<boolean> {
  return (await api.get('/api/v1/sign-in')).data.ways.includes('school_account');
}

/** Why nobody can sign in with the school's account now; null when the browser may leave for the provider. */
export async function whyNoSchoolSignIn(): Promise<Problem | null> {
  const reply = await fetch(school_sign_in_address, { redirect: 'manual', credentials: 'same-origin', cache: 'no-store' }).catch(() => null);
  if (reply === null) return new Problem({ type: '/problems/unreachable', title: w.errors.unreachable, detail: w.errors.unreachableDetail });
  return reply.type === 'opaqueredirect' ? null : problemOf(reply);
}

/** What a health check or a page that may not exist answers, without an exception for its status. */
export async function probe(path: string): Promise<{ status: number; body: unknown }> {
  const reply = await send('GET', path, undefined, {});
  const text = await reply.text();
  try {
    return { status: reply.status, body: JSON.parse(text) };
  } catch {
    return { status: reply.status, body: null };
  }
}

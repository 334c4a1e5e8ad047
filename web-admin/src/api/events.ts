// What happens on the appliance, told as it happens (server-sent events): one stream a window, open while a page listens
// and the window is looked at. It may be refused, or end; whoever listens then reads by itself (parts/live.ts).
import { makeStore } from '../store';
import { addressOf } from './client';
import type { RecentBlock } from './types';

export interface Happenings {
  change: { serial: number; kind: string };
  /** How much waits for somebody. */
  waiting: { requests: number; site_reports: number; reviews: number };
  blocked: RecentBlock;
  /** An import or refresh of lists: how far it is, or that it ended. */
  job: Job;
  /** Too much has happened to be told: read everything anew. */
  reset: { serial: number };
}
export interface Job {
  job: number;
  what?: string;
  list?: string;
  done?: number;
  of?: number;
  ended?: boolean;
}
type Kind = keyof Happenings;
type Listener<K extends Kind> = (of: Happenings[K]) => void;

/** Whether the stream is open: what happens is being told. */
export const streaming = makeStore(false);

const again_after_milliseconds = 15_000; // of one that was refused; an open one that breaks the browser opens again by itself
const kinds: readonly Kind[] = ['change', 'waiting', 'blocked', 'job', 'reset'];
const listeners: { [K in Kind]: Set<Listener<K>> } = { change: new Set(), waiting: new Set(), blocked: new Set(), job: new Set(), reset: new Set() };
let stream: EventSource | null = null;
let again: number | undefined;
let last_serial: number | undefined; // of the last change that was told: the next stream begins after it

const anybodyListens = (): boolean => kinds.some((kind) => listeners[kind].size > 0);

function tell<K extends Kind>(kind: K, of: Happenings[K]): void {
  if (kind === 'change' || kind === 'reset') last_serial = (of as Happenings['change']).serial;
  for (const listener of [...listeners[kind]]) listener(of);
}

function close(): void {
  window.clearTimeout(again);
  stream?.close();
  stream = null;
  if (streaming.get()) streaming.set(false);
}

function open(): void {
  if (stream !== null || !anybodyListens() || document.visibilityState === 'hidden') return;
  window.clearTimeout(again);
  const opened = new EventSource(addressOf('/api/v1/events', { query: { after: last_serial } }));
  stream = opened;
  opened.onopen = () => streaming.set(true);
  opened.onerror = () => {
    if (streaming.get()) streaming.set(false);
    if (opened.readyState !== EventSource.CLOSED) return; // the browser tries again
    close();
    again = window.setTimeout(open, again_after_milliseconds);
  };
  for (const kind of kinds) opened.addEventListener(kind, (event) => tell(kind, JSON.parse((event as MessageEvent<string>).data)));
}

/** Calls the listener with everything of this kind from now on; ends with what it returns. */
export function listen<K extends Kind>(kind: K, listener: Listener<K>): () => void {
  listeners[kind].add(listener);
  open();
  return () => {
    listeners[kind].delete(listener);
    if (!anybodyListens()) close();
  };
}

// A window in the background needs none: the appliance keeps few for each person.
document.addEventListener('visibilitychange', () => (document.visibilityState === 'hidden' ? close() : open()));

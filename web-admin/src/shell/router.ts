// Which page the address names. Links are plain <a href>; a click on one of ours changes the address without a load.
import { makeStore, useStore } from '../store';

export interface Place {
  path: string;
  query: URLSearchParams;
}

const here = (): Place => ({ path: window.location.pathname, query: new URLSearchParams(window.location.search) });
export const place = makeStore<Place>({ path: '/', query: new URLSearchParams() });
export const usePlace = (): Place => useStore(place);

/** A form with something in it that was not sent: leaving asks first. */
let unsaved: (() => string | null) | null = null;
export function guardLeaving(question: (() => string | null) | null): void {
  unsaved = question;
}
function mayLeave(): boolean {
  const question = unsaved?.() ?? null;
  if (question !== null && !window.confirm(question)) return false;
  unsaved = null;
  return true;
}

export function go(address: string, replace = false): void {
  if (!replace && !mayLeave()) return;
  if (replace) window.history.replaceState(null, '', address);
  else window.history.pushState(null, '', address);
  place.set(here());
}

export function startRouter(): void {
  place.set(here());
  window.addEventListener('popstate', () => {
    unsaved = null;
    place.set(here());
  });
  window.addEventListener('beforeunload', (event) => {
    if ((unsaved?.() ?? null) !== null) event.preventDefault();
  });
  document.addEventListener('click', (event) => {
    if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    const anchor = (event.target as Element | null)?.closest?.('a[href]') as HTMLAnchorElement | null;
    if (anchor === null || anchor.origin !== window.location.origin || anchor.target !== '' || anchor.hasAttribute('download')) return;
    const fragment = anchor.getAttribute('href') ?? '';
    if (fragment.startsWith('#') || anchor.pathname.startsWith('/api/')) return;
    event.preventDefault();
    go(anchor.pathname + anchor.search);
  });
}

/** "/groups/{id}" against "/groups/year-7": the ids, or null. */
export function match(pattern: string, path: string): Record<string, string> | null {
  const want = pattern.split('/');
  const have = path.replace(/\/$/, '').split('/');
  if (path === '/') have.splice(1);
  if (pattern === '/') want.splice(1);
  if (want.length !== have.length) return null;
  const ids: Record<string, string> = {};
  for (let n = 0; n < want.length; ++n) {
    const key = /^\{(\w+)\}$/.exec(want[n] ?? '');
    if (key === null) {
      if (want[n] !== have[n]) return null;
    } else {
      try {
        ids[key[1] ?? ''] = decodeURIComponent(have[n] ?? '');
      } catch {
        return null;
      }
    }
  }
  return ids;
}

// Keeps what a page shows up to date: it reads again when the appliance tells of a change to one of its nouns, and every
// so often while nothing can be told.
import { useEffect } from 'preact/hooks';
import { listen, streaming } from '../api/events';
import { isWatched } from './load';

// One decision is several changes: they are read once.
const together_milliseconds = 150;

/** `nouns` as the log has them: "request" for "request.signed". */
export function useLive(reload: () => Promise<void>, nouns: readonly string[], seconds: number): void {
  useEffect(() => {
    let soon: number | undefined;
    let missed = false; // told while nobody looked: reading counts as use of the session
    const look = () => {
      window.clearTimeout(soon);
      soon = window.setTimeout(() => {
        missed = !isWatched();
        if (!missed) void reload();
      }, together_milliseconds);
    };
    const timer = window.setInterval(() => {
      if ((missed || !streaming.get()) && isWatched()) {
        missed = false;
        void reload();
      }
    }, seconds * 1000);
    const ends = [
      listen('change', (change) => nouns.includes(change.kind.split('.')[0] ?? '') && look()),
      listen('reset', look),
      () => window.clearInterval(timer),
      () => window.clearTimeout(soon),
    ];
    return () => ends.forEach((end) => end());
  }, [reload, nouns.join(), seconds]);
}

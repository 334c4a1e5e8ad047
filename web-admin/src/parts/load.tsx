// What a page has to read before it can be shown.
import type { ComponentChildren } from 'preact';
import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { Problem } from '../api/problem';
import { w } from '../words/en';

export interface Loaded<T> {
  data: T | null;
  problem: Problem | null;
  loading: boolean;
  reload: () => Promise<void>;
}

export function useLoad<T>(read: () => Promise<T>, on: readonly unknown[] = []): Loaded<T> {
  const [state, setState] = useState<{ data: T | null; problem: Problem | null; loading: boolean }>({ data: null, problem: null, loading: true });
  const turn = useRef(0);
  const reload = useCallback(async () => {
    const mine = ++turn.current;
    setState((old) => ({ ...old, loading: true }));
    try {
      const data = await read();
      if (mine === turn.current) setState({ data, problem: null, loading: false });
    } catch (fault) {
      const problem = fault instanceof Problem ? fault : new Problem({ title: w.errors.unexpected, detail: String(fault) });
      if (mine === turn.current) setState((old) => ({ data: old.data, problem, loading: false }));
    }
  }, on);
  useEffect(() => {
    void reload();
    return () => {
      ++turn.current;
    };
  }, [reload]);
  return { ...state, reload };
}

// What a page reads by itself counts as use of the session, so it stops when nobody touches the page: else a screen that
// was left open would never be signed out.
const watched_for_milliseconds = 300_000;
let lastTouch = Date.now();
for (const event of ['pointerdown', 'pointermove', 'keydown', 'scroll']) window.addEventListener(event, () => (lastTouch = Date.now()), { passive: true, capture: true });

/** Whether somebody looks at the page, as far as it can tell. */
export const isWatched = (): boolean => document.visibilityState === 'visible' && Date.now() - lastTouch < watched_for_milliseconds;

/** Reads again every so often while the page is looked at. */
export function useRefresh(reload: () => Promise<void>, seconds: number): void {
  useEffect(() => {
    const timer = window.setInterval(() => {
      if (isWatched()) void reload();
    }, seconds * 1000);
    return () => window.clearInterval(timer);
  }, [reload, seconds]);
}

export function ProblemBox(props: { problem: Problem; again?: () => unknown }) {
  return (
    <div class="govuk-error-summary" role="alert">
      <h2 class="govuk-error-summary__title">{props.problem.title || w.errors.unexpected}</h2>
      <div class="govuk-error-summary__body">
        <p>{props.problem.detail}</p>
        {props.problem.hint !== '' && <p>{props.problem.hint}</p>}
        {props.again && (
          <button type="button" class="govuk-button govuk-button--secondary govuk-!-margin-bottom-0" onClick={() => void props.again?.()}>
            {w.errors.tryAgain}
          </button>
        )}
      </div>
    </div>
  );
}

/** Children once all is read; until then that it is being read, or why it cannot be. */
export function Wait<T>(props: { of: Loaded<T>; children: (data: T) => ComponentChildren }) {
  const { of } = props;
  return (
    <>
      {of.problem !== null && <ProblemBox problem={of.problem} again={of.reload} />}
      {of.data !== null ? props.children(of.data) : of.problem === null && <p class="govuk-body sg-quiet">{w.shell.loading}</p>}
    </>
  );
}

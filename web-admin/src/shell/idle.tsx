// Two minutes before the appliance ends an unused session, the page says so. Looking at a page is no use of it; only what
// is asked of the appliance counts, so the clock starts with the last reply.
import { useEffect, useState } from 'preact/hooks';
import { keepAlive, session } from '../session';
import { useStore } from '../store';
import { spanText } from '../time';
import { w } from '../words/en';

const warn_before_milliseconds = 120_000; // WCAG 2.2, 2.2.1 asks for at least 20 seconds
const look_every_milliseconds = 5_000;

export function IdleWarning() {
  const state = useStore(session);
  const [left, setLeft] = useState<number | null>(null);
  useEffect(() => {
    const limit = (state.session?.ends_when_idle_for_seconds ?? 0) * 1000;
    if (limit === 0) return undefined;
    const look = () => {
      const rest = session.get().used + limit - Date.now();
      setLeft(rest < warn_before_milliseconds ? rest : null);
      // Past the end the next call finds out; asking keeps what is on the page.
      if (rest < 0) keepAlive().catch(() => undefined);
    };
    const timer = window.setInterval(look, look_every_milliseconds);
    return () => window.clearInterval(timer);
  }, [state.session]);
  if (left === null || left < 0) return null;
  return (
    <div class="sg-idle" role="alertdialog" aria-labelledby="idle-title" aria-describedby="idle-text">
      <h2 class="govuk-heading-s govuk-!-margin-bottom-1" id="idle-title">
        {w.idle.title}
      </h2>
      <p class="govuk-body" id="idle-text">
        {w.idle.text(spanText(left))}
      </p>
      <button
        type="button"
        class="govuk-button govuk-!-margin-bottom-0"
        onClick={() => {
          setLeft(null);
          keepAlive().catch(() => undefined);
        }}
      >
        {w.idle.stay}
      </button>
    </div>
  );
}

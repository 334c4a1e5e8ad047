// What waits for whoever looks at the home page. Nothing is shown when nothing waits.
import { useWaiting } from '../waiting';
import { w } from '../words/en';

export function WaitingForYou() {
  const waiting = useWaiting();
  const rows = [
    { n: waiting.requests, text: w.todayWaiting.requests(waiting.requests), href: '/requests' },
    { n: waiting.emergencyUses, text: w.todayWaiting.emergencyUses(waiting.emergencyUses), href: '/unblocks/emergency' },
    { n: waiting.siteReports, text: w.todayWaiting.reports(waiting.siteReports), href: '/site-reports' },
  ].filter((row) => row.n > 0);
  if (rows.length === 0) return null;
  return (
    <section aria-labelledby="waiting">
      <h2 class="govuk-heading-m" id="waiting">
        {w.todayWaiting.title}
      </h2>
      <ul class="govuk-list">
        {rows.map((row) => (
          <li key={row.href}>
            <a class="govuk-link" href={row.href}>
              {row.text}
            </a>
          </li>
        ))}
      </ul>
    </section>
  );
}

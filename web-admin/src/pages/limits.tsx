// What a DNS filter cannot see: said plainly, so that nobody relies on more than there is.
import { Page } from '../shell/page';
import type { PageProps } from '../shell/pages';
import { w } from '../words/en';

export function LimitsPage(_: PageProps) {
  return (
    <Page title={w.limits.title} lead={w.limits.lead}>
      {w.limits.sections.map((section) => (
        <section key={section.title}>
          <h2 class="govuk-heading-m">{section.title}</h2>
          <ul class="govuk-list govuk-list--bullet">
            {section.points.map((point) => (
              <li key={point}>{point}</li>
            ))}
          </ul>
        </section>
      ))}
    </Page>
  );
}

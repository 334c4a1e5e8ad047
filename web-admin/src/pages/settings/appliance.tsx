// What is set at the appliance itself, and how: certificate, addresses, backup. The pages cannot change it, and say so.
import { api } from '../../api/client';
import { Wait, useLoad } from '../../parts/load';
import { Facts } from '../../parts/small';
import { Page } from '../../shell/page';
import type { PageProps } from '../../shell/pages';
import { w } from '../../words/en';

export function AppliancePage(_: PageProps) {
  const status = useLoad(async () => (await api.get('/api/v1/status')).data);
  return (
    <Page title={w.appliance.title} lead={w.appliance.lead} back={{ href: '/settings', text: w.settings.title }}>
      <Wait of={status}>
        {(data) => (
          <Facts
            facts={[
              { term: w.health.version, value: data.version },
              { term: w.health.endpoints, value: data.dns.endpoints.join(', ') },
              { term: w.appliance.address, value: window.location.host },
            ]}
          />
        )}
      </Wait>
      {w.appliance.sections.map((section) => (
        <section key={section.title} class="sg-narrow">
          <h2 class="govuk-heading-m">{section.title}</h2>
          <p class="govuk-body">{section.text}</p>
          {section.command !== '' && <pre class="sg-note sg-command">{section.command}</pre>}
        </section>
      ))}
    </Page>
  );
}

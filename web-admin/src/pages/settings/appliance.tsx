// What is set at the appliance itself, and how: certificates, addresses, backup. The pages cannot change it, and say so.
import type { ComponentChildren } from 'preact';
import { api } from '../../api/client';
import type { Certificate, Status } from '../../api/types';
import { Wait, useLoad } from '../../parts/load';
import { type Fact, Facts, Tag } from '../../parts/small';
import { certificateTone } from '../../policy/verdict';
import { useSchool } from '../../school';
import { Page } from '../../shell/page';
import type { PageProps } from '../../shell/pages';
import { agoText, momentText } from '../../time';
import { w } from '../../words/en';

function CertificateFacts(props: { certificate: Certificate }) {
  const { zone } = useSchool();
  const { certificate } = props;
  const tone = certificateTone(certificate, Date.now());
  return (
    <>
      <h3 class="govuk-heading-s">{w.appliance.serves[certificate.serves]}</h3>
      <Facts
        facts={[
          { term: w.appliance.issuer, value: certificate.self_signed ? w.appliance.selfSigned : certificate.issuer },
          { term: w.appliance.certificateNames, value: certificate.names.length > 0 ? certificate.names.join(', ') : certificate.subject },
          {
            term: w.appliance.ends,
            value: (
              <>
                {momentText(certificate.ends, zone)} {tone !== 'good' && <Tag tone={tone}>{tone === 'bad' ? w.appliance.ended : w.appliance.endsSoon}</Tag>}
              </>
            ),
          },
          { term: w.appliance.fingerprint, value: <span class="sg-code">{certificate.fingerprint}</span> },
        ]}
      />
    </>
  );
}

function backupFacts(backup: Status['backup'], zone: string): Fact[] {
  if (backup.taken === undefined) return [{ term: w.appliance.newest, value: w.appliance.noBackup }];
  return [
    { term: w.appliance.newest, value: `${momentText(backup.taken, zone)} (${agoText(backup.taken)})` },
    { term: w.appliance.file, value: <span class="sg-origin">{backup.file ?? ''}</span> },
  ];
}

function Section(props: { of: keyof typeof w.appliance.sections; children?: ComponentChildren }) {
  const section = w.appliance.sections[props.of];
  return (
    <section class="sg-narrow">
      <h2 class="govuk-heading-m">{section.title}</h2>
      {props.children}
      <p class="govuk-body">{section.text}</p>
      <pre class="sg-note sg-command">{section.command}</pre>
    </section>
  );
}

export function AppliancePage(_: PageProps) {
  const { zone } = useSchool();
  const status = useLoad(async () => (await api.get('/api/v1/status')).data);
  return (
    <Page title={w.appliance.title} lead={w.appliance.lead} back={{ href: '/settings', text: w.settings.title }}>
      <Wait of={status}>
        {(data) => (
          <>
            <Facts
              facts={[
                { term: w.health.version, value: data.version },
                { term: w.health.endpoints, value: data.dns.endpoints.join(', ') },
                { term: w.appliance.address, value: window.location.host },
              ]}
            />
            <Section of="certificates">
              {data.certificates.map((certificate) => (
                <CertificateFacts key={certificate.serves} certificate={certificate} />
              ))}
            </Section>
            <Section of="addresses" />
            <Section of="backup">
              <Facts facts={backupFacts(data.backup, zone)} />
            </Section>
            <Section of="restore" />
          </>
        )}
      </Wait>
    </Page>
  );
}

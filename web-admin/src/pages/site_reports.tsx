// What was sent from the block page: needed for a lesson, unsuitable, or blocked by mistake. Each is looked at, asked for
// or opened, and closed with what came of it.
import { useState } from 'preact/hooks';
import { api } from '../api/client';
import type { SiteReport } from '../api/types';
import { AskReason, Done } from '../parts/change';
import { useForm } from '../parts/form';
import { useLive } from '../parts/live';
import { Wait, useLoad } from '../parts/load';
import { Tag } from '../parts/small';
import { groupName, useSchool } from '../school';
import { Page } from '../shell/page';
import type { PageProps } from '../shell/pages';
import { momentText } from '../time';
import { w } from '../words/en';

const refresh_seconds = 30;
const tones = { needed: 'plain', unsuitable: 'bad', wrong: 'warn' } as const;

function Close(props: { report: SiteReport; cancel: () => void; done: (serial: number) => Promise<void> }) {
  const form = useForm({ reason: '' });
  return (
    <AskReason
      form={form}
      warning={false}
      title={w.reports.closeTitle(props.report.name)}
      text={w.reports.closeText}
      button={w.reports.close}
      cancel={props.cancel}
      send={async (reason) => {
        const { data } = await api.post('/api/v1/site-reports/{id}/close', { reason }, { ids: { id: props.report.id } });
        await props.done(data.serial);
      }}
    />
  );
}

function Card(props: { report: SiteReport; closing: boolean; setClosing: (on: boolean) => void; done: (serial: number) => Promise<void> }) {
  const of = useSchool();
  const { report } = props;
  const hidden = <span class="govuk-visually-hidden">{report.name}</span>;
  return (
    <li class="sg-card">
      <h2 class="govuk-heading-s govuk-!-margin-bottom-1">
        <span class="sg-name">{report.name}</span> <Tag tone={tones[report.kind]}>{w.reports.kinds[report.kind]}</Tag>
      </h2>
      <p class="govuk-body-s sg-quiet govuk-!-margin-bottom-2">{w.reports.from(report.device_name ?? report.device, groupName(of, report.group), momentText(report.time, of.zone))}</p>
      <p class="govuk-body sg-break">{report.text === '' ? w.reports.noText : w.reports.quote(report.text)}</p>
      {props.closing ? (
        <Close report={report} cancel={() => props.setClosing(false)} done={props.done} />
      ) : (
        <p class="govuk-body govuk-!-margin-bottom-0 sg-actions sg-noprint">
          <a class="govuk-link" href={`/why?${new URLSearchParams({ name: report.name, group: report.group })}`}>
            {w.reports.why} {hidden}
          </a>
          {report.kind !== 'unsuitable' && (
            <a class="govuk-link" href={`/unblocks/new?${new URLSearchParams({ name: report.name, group: report.group, report: report.id })}`}>
              {w.reports.unblock} {hidden}
            </a>
          )}
          <button type="button" class="sg-link-button" onClick={() => props.setClosing(true)}>
            {w.reports.close} {hidden}
          </button>
        </p>
      )}
    </li>
  );
}

export function SiteReportsPage(_: PageProps) {
  const [closing, setClosing] = useState<string | null>(null);
  const [done, setDone] = useState<number | null>(null);
  const loaded = useLoad<SiteReport[]>(async () => (await api.get('/api/v1/site-reports')).data.site_reports);
  useLive(loaded.reload, ['site_report'], refresh_seconds);
  return (
    <Page title={w.reports.title} lead={w.reports.lead}>
      {done !== null && <Done text={w.reports.closed} serial={done} />}
      <Wait of={loaded}>
        {(reports) =>
          reports.length === 0 ? (
            <p class="govuk-body">{w.reports.none}</p>
          ) : (
            <ul class="sg-cards">
              {[...reports]
                .sort((a, b) => b.time.localeCompare(a.time))
                .map((report) => (
                  <Card
                    key={report.id}
                    report={report}
                    closing={closing === report.id}
                    setClosing={(on) => setClosing(on ? report.id : null)}
                    done={async (serial) => {
                      setClosing(null);
                      setDone(serial);
                      await loaded.reload();
                      window.scrollTo(0, 0);
                    }}
                  />
                ))}
            </ul>
          )
        }
      </Wait>
    </Page>
  );
}

// What governors ask first: what a period comes to, in plain words; then the log, the document, and how to verify it.
import { useState } from 'preact/hooks';
import { api } from '../api/client';
import type { LogSummary } from '../api/types';
import { Form, useForm } from '../parts/form';
import { Wait, useLoad } from '../parts/load';
import { PeriodFields } from '../parts/period';
import { Details, Facts, LinkButton, number } from '../parts/small';
import { Table } from '../parts/table';
import { type Period, queryOf } from '../policy/periods';
import { groupName, useSchool } from '../school';
import { Page } from '../shell/page';
import type { PageProps } from '../shell/pages';
import { dayText, spanText } from '../time';
import { w } from '../words/en';
import { CheckpointBox } from './changes';
import { ExportForm } from './export_form';

const second = 1000;
const everything: Period = { period: 'dates', from: '', to: '' };

/** The term that is going on; where the calendar has none, the whole log. */
async function read(asked: Period | null): Promise<{ asked: Period; summary: LogSummary }> {
  const summaryOf = async (of: Period) => ({ asked: of, summary: (await api.get('/api/v1/changes/summary', { query: queryOf(of) })).data });
  if (asked !== null) return summaryOf(asked);
  return summaryOf({ ...everything, period: 'current-term' }).catch(() => summaryOf(everything));
}

/** Name and count, the most first. */
function Counts(props: { caption: string; what: string; of: Record<string, number>; named: (id: string) => string }) {
  const rows = Object.entries(props.of).sort((a, b) => b[1] - a[1]);
  if (rows.length === 0) return null;
  return (
    <Table
      caption={props.caption}
      rows={rows}
      keyOf={([id]) => id}
      columns={[
        { title: props.what, head: true, cell: ([id]) => props.named(id) },
        { title: w.governor.howMany, number: true, cell: ([, count]) => number(count) },
      ]}
    />
  );
}

function Summary(props: { of: LogSummary }) {
  const school = useSchool();
  const { of } = props;
  const { unblocks } = of;
  const policy = (kind: string) => (w.kinds as Record<string, string>)[kind] ?? (w.nouns as Record<string, string>)[kind] ?? kind;
  return (
    <>
      <h2 class="govuk-heading-m">{of.period}</h2>
      <p class="govuk-body-l">{w.governor.unblocks(unblocks.granted)}</p>
      <Facts
        facts={[
          ...(unblocks.granted > 0
            ? [
                { term: w.governor.howLong, value: w.governor.lengths(spanText(unblocks.average_seconds * second), spanText(unblocks.longest_seconds * second)) },
                { term: w.governor.ended, value: w.governor.endings(unblocks.ended_as_planned, unblocks.ended_early) },
              ]
            : []),
          { term: w.governor.alone, value: w.governor.emergencyUses(of.emergency_uses) },
          { term: w.emergency.title, value: number(of.emergencies) },
          { term: w.governor.refusals, value: number(of.refusals) },
          { term: w.lists.title, value: w.governor.lists(of.lists.taken, of.lists.held, of.lists.failed) },
          { term: w.governor.locked, value: number(of.locked_accounts) },
          ...(of.erasures > 0 ? [{ term: w.governor.erasures, value: number(of.erasures) }] : []),
          ...(of.clock_not_trusted > 0 ? [{ term: w.changes.clockNotTrusted, value: w.governor.entries(of.clock_not_trusted) }] : []),
          { term: w.governor.inAll, value: w.governor.entries(of.entries) },
        ]}
      />
      <Counts caption={w.governor.groups} what={w.groups.group} of={unblocks.groups} named={(id) => groupName(school, id)} />
      <Counts caption={w.governor.approvers} what={w.people.name} of={unblocks.approvers} named={(user) => user} />
      <Counts caption={w.governor.policy} what={w.changes.kind} of={of.policy_changes} named={policy} />
      <Table
        caption={w.governor.reviews}
        none={w.governor.noReviews}
        rows={of.reviews}
        keyOf={(review) => review.id}
        columns={[
          { title: w.reviews.by, head: true, cell: (review) => review.reviewer || w.emergency.managers },
          { title: w.reviews.due, cell: (review) => dayText(review.due, school.zone) },
          { title: w.lists.state, cell: (review) => (review.concluded ? w.reviews.done : w.governor.notReviewed) },
        ]}
      />
    </>
  );
}

function Choose(props: { asked: Period; choose: (period: Period) => void }) {
  const form = useForm<Period>(props.asked, { keep: false });
  return (
    <div class="sg-filters sg-noprint">
      <Form form={form} onSubmit={() => form.submit(async (values) => props.choose(values))} button={w.changes.show}>
        <PeriodFields form={form} />
      </Form>
    </div>
  );
}

export function GovernorPage(_: PageProps) {
  const [asked, setAsked] = useState<Period | null>(null);
  const summary = useLoad(() => read(asked), [asked]);
  const checkpoint = useLoad(async () => (await api.get('/api/v1/changes/checkpoint')).data);
  return (
    <Page title={w.governor.title} lead={w.governor.lead}>
      <Wait of={summary}>
        {(data) => (
          <>
            <Choose asked={data.asked} choose={setAsked} />
            <Summary of={data.summary} />
          </>
        )}
      </Wait>
      <div class="sg-noprint">
        <h2 class="govuk-heading-m">{w.governor.more}</h2>
        <div class="govuk-button-group">
          <LinkButton href="/changes" secondary>
            {w.governor.readLog}
          </LinkButton>
          <LinkButton href="/changes/verify" secondary>
            {w.verify.title}
          </LinkButton>
        </div>
        <Details summary={w.governor.document}>
          <ExportForm format="html" done={checkpoint.reload} />
        </Details>
      </div>
      {checkpoint.data !== null && <CheckpointBox checkpoint={checkpoint.data} />}
    </Page>
  );
}

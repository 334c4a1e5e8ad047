// Named times of the week that groups refer to, and the calendar behind them.
import { api } from '../api/client';
import type { Calendar } from '../api/types';
import { Wait, useLoad } from '../parts/load';
import { LinkButton, Tag } from '../parts/small';
import { Table } from '../parts/table';
import { useSchool } from '../school';
import { can } from '../session';
import { Page } from '../shell/page';
import type { PageProps } from '../shell/pages';
import { dayText, momentText } from '../time';
import { w } from '../words/en';
import { Week } from './week';

function CalendarShown(props: { calendar: Calendar; may: boolean }) {
  const { calendar } = props;
  const rows = [
    ...calendar.terms.map((row) => ({ ...row, kind: w.schedules.term })),
    ...calendar.breaks.map((row) => ({ ...row, kind: w.schedules.break })),
    ...calendar.inset.map((row) => ({ ...row, kind: w.schedules.inset })),
  ].sort((a, b) => a.first.localeCompare(b.first));
  return (
    <section aria-labelledby="calendar">
      <h2 class="govuk-heading-m" id="calendar">
        {w.schedules.calendar}
      </h2>
      {props.may && (
        <p class="govuk-body">
          <a class="govuk-link" href="/schedules/calendar">
            {w.calendar.change}
          </a>
        </p>
      )}
      <Table
        caption={w.schedules.calendar}
        captionHidden
        none={w.schedules.noCalendar}
        rows={rows}
        keyOf={(row) => row.kind + row.first}
        columns={[
          { title: w.schedules.days, head: true, cell: (row) => row.name || row.kind },
          { title: w.schedules.kind, cell: (row) => row.kind },
          { title: w.schedules.first, cell: (row) => dayText(row.first, 'UTC') },
          { title: w.schedules.last, cell: (row) => dayText(row.last ?? row.first, 'UTC') },
        ]}
      />
      <Table
        caption={w.schedules.bells}
        none={w.schedules.noBells}
        rows={calendar.periods}
        keyOf={(row) => row.id + (row.days ?? []).join() + row.from}
        columns={[
          { title: w.schedules.period, head: true, cell: (row) => row.id },
          { title: w.schedules.on, cell: (row) => (row.days === undefined || row.days.length === 0 ? w.schedules.everyDay : row.days.map((day) => w.week.short[day]).join(', ')) },
          { title: w.schedules.from, cell: (row) => row.from },
          { title: w.schedules.to, cell: (row) => row.to },
        ]}
      />
    </section>
  );
}

export function SchedulesPage(props: PageProps) {
  const { zone } = useSchool();
  const both = useLoad(async () => {
    const [schedules, calendar] = await Promise.all([api.get('/api/v1/schedules'), api.get('/api/v1/calendar')]);
    return { schedules: schedules.data.schedules, calendar: calendar.data };
  });
  const may = can(props.role, 'network_manager');
  return (
    <Page title={w.schedules.title} lead={w.schedules.lead}>
      {may && <LinkButton href="/schedules/new">{w.schedules.add}</LinkButton>}
      <Wait of={both}>
        {({ schedules, calendar }) => (
          <>
            {schedules.length === 0 && <p class="govuk-body">{w.schedules.none}</p>}
            {schedules.map((schedule) => (
              <section class="sg-card" key={schedule.id} aria-labelledby={`schedule-${schedule.id}`}>
                <h2 class="govuk-heading-m" id={`schedule-${schedule.id}`}>
                  <a class="govuk-link" href={`/schedules/${encodeURIComponent(schedule.id)}`}>
                    {schedule.name}
                  </a>{' '}
                  <Tag tone={schedule.in_force ? 'good' : 'quiet'}>{schedule.in_force ? w.schedules.inForce : w.schedules.notNow}</Tag>
                </h2>
                {schedule.next_change !== undefined && (
                  <p class="govuk-body">{schedule.in_force ? w.schedules.until(momentText(schedule.next_change, zone)) : w.schedules.begins(momentText(schedule.next_change, zone))}</p>
                )}
                <Week windows={schedule.windows} calendar={calendar} />
              </section>
            ))}
            <CalendarShown calendar={calendar} may={may} />
          </>
        )}
      </Wait>
    </Page>
  );
}

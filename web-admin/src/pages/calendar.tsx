// Terms, breaks, INSET days and bell times: a line each, as a school has them.
import { useState } from 'preact/hooks';
import { api } from '../api/client';
import { Problem } from '../api/problem';
import type { Calendar, Preview, Receipt } from '../api/types';
import { ChangeForm, type ChangeOptions, Done } from '../parts/change';
import { TextArea, type Values, useForm } from '../parts/form';
import { Wait, useLoad } from '../parts/load';
import { daysFrom, daysText, periodsFrom, periodsText } from '../policy/calendar_text';
import { loadSchool } from '../school';
import { Page } from '../shell/page';
import type { PageProps } from '../shell/pages';
import { w } from '../words/en';

type CalendarForm = Values & { terms: string; breaks: string; inset: string; periods: string; reason: string };

function bodyOf(values: CalendarForm) {
  const errors: { pointer: string; detail: string }[] = [];
  const read = <T,>(field: string, result: { rows: T[] } | { bad: string }): T[] => {
    if ('rows' in result) return result.rows;
    errors.push({ pointer: `/${field}`, detail: w.calendar.unreadable(result.bad) });
    return [];
  };
  const body = {
    terms: read('terms', daysFrom(values.terms)),
    breaks: read('breaks', daysFrom(values.breaks)),
    inset: read('inset', daysFrom(values.inset)),
    periods: read('periods', periodsFrom(values.periods)),
    reason: values.reason,
  };
  if (errors.length > 0) throw new Problem({ status: 422, type: '/problems/bad-input', detail: errors[0]?.detail ?? '', errors });
  return body;
}

function Editor(props: { calendar: Calendar; serial: number | null; saved: (serial: number) => Promise<void>; newest: () => unknown }) {
  const { calendar } = props;
  const form = useForm<CalendarForm>({ terms: daysText(calendar.terms), breaks: daysText(calendar.breaks), inset: daysText(calendar.inset), periods: periodsText(calendar.periods), reason: '' });
  const send = async (values: CalendarForm, options: ChangeOptions): Promise<Preview | Receipt> => {
    const { data } = await api.put('/api/v1/calendar', bodyOf(values), { query: { preview: options.preview || undefined }, basedOn: options.basedOn });
    if (!options.preview) await props.saved((data as Receipt).serial);
    return data as Preview | Receipt;
  };
  return (
    <div class="sg-narrow">
      <ChangeForm form={form} send={send} basedOn={props.serial} done={() => undefined} newest={props.newest} required={{ reason: w.forms.reasonMissing }}>
        <TextArea form={form} name="terms" label={w.calendar.terms} hint={w.calendar.termsHint} rows={4} />
        <TextArea form={form} name="breaks" label={w.calendar.breaks} hint={w.calendar.breaksHint} rows={4} />
        <TextArea form={form} name="inset" label={w.calendar.inset} hint={w.calendar.insetHint} rows={3} />
        <TextArea form={form} name="periods" label={w.calendar.periods} hint={w.calendar.periodsHint} rows={6} />
      </ChangeForm>
    </div>
  );
}

export function CalendarPage(_: PageProps) {
  const calendar = useLoad(() => api.get('/api/v1/calendar'));
  const [done, setDone] = useState<number | null>(null);
  const [turn, setTurn] = useState(0);
  const newest = async () => {
    await calendar.reload();
    setTurn((n) => n + 1);
  };
  return (
    <Page title={w.calendar.title} back={{ href: '/schedules', text: w.schedules.title }}>
      {done !== null && <Done text={w.calendar.saved} serial={done} />}
      <Wait of={calendar}>
        {({ data, serial }) => (
          <Editor
            key={turn}
            calendar={data}
            serial={serial}
            newest={newest}
            saved={async (number) => {
              setDone(number);
              await Promise.all([loadSchool(), newest()]);
              window.scrollTo(0, 0);
            }}
          />
        )}
      </Wait>
    </Page>
  );
}

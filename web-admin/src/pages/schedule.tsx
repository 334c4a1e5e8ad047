// One schedule: drawn on the picture of the week, or put in time by time.
import { useRef, useState } from 'preact/hooks';
import { api } from '../api/client';
import type { Calendar, Preview, Receipt, Schedule, Window } from '../api/types';
import { AskReason, ChangeForm, Done } from '../parts/change';
import { TextField, type Values, useForm } from '../parts/form';
import { Wait, useLoad } from '../parts/load';
import { idFrom } from '../policy/names';
import { days, tidy } from '../policy/week';
import { loadSchool } from '../school';
import { can } from '../session';
import { Page } from '../shell/page';
import type { PageProps } from '../shell/pages';
import { go } from '../shell/router';
import { w } from '../words/en';
import { Week } from './week';

type ScheduleForm = Values & { name: string; windows: string; reason: string };
// Windows are kept in the form as text, so that a preview knows whether they are still those that it was made of.
const windowsOf = (values: ScheduleForm): Window[] => JSON.parse(values.windows) as Window[];

function WindowRow(props: { window: Window; n: number; periods: string[]; onChange: (window: Window) => void; onRemove: () => void; anchor: (element: HTMLFieldSetElement | null) => void }) {
  const { window, n } = props;
  const id = `window-${n}`;
  const on = window.days ?? [];
  const usesPeriod = window.period !== undefined;
  return (
    <fieldset class="govuk-fieldset sg-window" ref={props.anchor} tabIndex={-1}>
      <legend class="govuk-fieldset__legend">{w.week.window(n + 1)}</legend>
      <div class="govuk-checkboxes govuk-checkboxes--small govuk-checkboxes--inline sg-inline sg-days">
        {days.map((day) => (
          <div class="govuk-checkboxes__item" key={day}>
            <input
              class="govuk-checkboxes__input"
              type="checkbox"
              id={`${id}-${day}`}
              checked={on.includes(day)}
              onChange={(event) => props.onChange({ ...window, days: days.filter((each) => (each === day ? event.currentTarget.checked : on.includes(each))) })}
            />
            <label class="govuk-label govuk-checkboxes__label" for={`${id}-${day}`}>
              <span aria-hidden="true">{w.week.short[day]}</span>
              <span class="govuk-visually-hidden">{w.week.days[day]}</span>
            </label>
          </div>
        ))}
      </div>
      <div class="sg-window__row">
        {props.periods.length > 0 && (
          <div class="govuk-form-group">
            <label class="govuk-label" for={`${id}-period`}>
              {w.week.period}
            </label>
            <select
              class="govuk-select sg-select"
              id={`${id}-period`}
              value={window.period ?? ''}
              onChange={(event) => {
                const period = event.currentTarget.value;
                const { period: _, from, to, ...rest } = window;
                props.onChange(period === '' ? { ...rest, from: from ?? '12:00', to: to ?? '13:00' } : { ...rest, period });
              }}
            >
              <option value="">{w.week.ownTimes}</option>
              {props.periods.map((period) => (
                <option key={period} value={period}>
                  {period}
                </option>
              ))}
            </select>
          </div>
        )}
        {!usesPeriod &&
          (['from', 'to'] as const).map((end) => (
            <div class="govuk-form-group" key={end}>
              <label class="govuk-label" for={`${id}-${end}`}>
                {w.week[end]}
              </label>
              <input
                class="govuk-input govuk-input--width-5"
                type="text"
                inputMode="numeric"
                pattern="[0-2][0-9]:[0-5][0-9]"
                id={`${id}-${end}`}
                value={window[end] ?? ''}
                onInput={(event) => props.onChange({ ...window, [end]: event.currentTarget.value })}
              />
            </div>
          ))}
        <div class="govuk-form-group">
          <label class="govuk-label" for={`${id}-season`}>
            {w.week.season}
          </label>
          <select class="govuk-select sg-select" id={`${id}-season`} value={window.season ?? 'always'} onChange={(event) => props.onChange({ ...window, season: event.currentTarget.value as 'term' })}>
            {(['always', 'term', 'holidays'] as const).map((season) => (
              <option key={season} value={season}>
                {w.week.seasons[season]}
              </option>
            ))}
          </select>
        </div>
        <button type="button" class="sg-link-button sg-window__remove" onClick={props.onRemove}>
          {w.week.remove} <span class="govuk-visually-hidden">{w.week.window(n + 1)}</span>
        </button>
      </div>
    </fieldset>
  );
}

function Editor(props: { schedule: Schedule | null; taken: string[]; calendar: Calendar; serial: number | null; saved: (id: string, serial: number) => Promise<void>; newest: () => unknown }) {
  const form = useForm<ScheduleForm>({ name: props.schedule?.name ?? '', windows: JSON.stringify(props.schedule?.windows ?? []), reason: '' });
  const rows = useRef<(HTMLFieldSetElement | null)[]>([]);
  const windows = windowsOf(form.values);
  const set = (next: Window[]) => form.set('windows', JSON.stringify(next));
  const id = props.schedule?.id ?? idFrom(form.values.name, props.taken);
  const send = async (values: ScheduleForm, options: { preview: boolean; basedOn: number | null }): Promise<Preview | Receipt> => {
    const body = { name: values.name, windows: windowsOf(values).map(tidy), reason: values.reason };
    const { data } = await api.put('/api/v1/schedules/{id}', body, { ids: { id }, query: { preview: options.preview || undefined }, basedOn: options.basedOn });
    if (!options.preview) await props.saved(id, (data as Receipt).serial);
    return data as Preview | Receipt;
  };
  return (
    <ChangeForm form={form} send={send} basedOn={props.serial} done={() => undefined} newest={props.newest} required={{ name: w.week.nameMissing, reason: w.forms.reasonMissing }}>
      <TextField form={form} name="name" label={w.week.name} width={20} />
      <p class="govuk-body sg-quiet">{w.week.draw}</p>
      <Week windows={windows} calendar={props.calendar} onDraw={(window) => set([...windows, window])} onPick={(n) => rows.current[n]?.focus()} />
      {windows.map((window, n) => (
        <WindowRow
          key={n}
          n={n}
          window={window}
          periods={[...new Set(props.calendar.periods.map((period) => period.id))]}
          anchor={(element) => {
            rows.current[n] = element;
          }}
          onChange={(next) => set(windows.map((each, m) => (m === n ? next : each)))}
          onRemove={() => set(windows.filter((_, m) => m !== n))}
        />
      ))}
      {form.errors.windows !== undefined && <p class="govuk-error-message">{form.errors.windows}</p>}
      <button type="button" class="govuk-button govuk-button--secondary" onClick={() => set([...windows, { days: ['mon', 'tue', 'wed', 'thu', 'fri'], season: 'term', from: '12:00', to: '13:00' }])}>
        {w.week.add}
      </button>
    </ChangeForm>
  );
}

function Remove(props: { schedule: Schedule; serial: number | null }) {
  const [open, setOpen] = useState(false);
  const form = useForm({ reason: '' });
  if (!open)
    return (
      <button type="button" class="govuk-button govuk-button--warning" onClick={() => setOpen(true)}>
        {w.week.removeSchedule}
      </button>
    );
  return (
    <AskReason
      form={form}
      title={w.week.removeTitle(props.schedule.name)}
      button={w.week.removeSchedule}
      cancel={() => setOpen(false)}
      send={async (reason) => {
        await api.remove('/api/v1/schedules/{id}', reason, { ids: { id: props.schedule.id }, basedOn: props.serial });
        await loadSchool();
        go('/schedules');
      }}
    />
  );
}

export function SchedulePage(props: PageProps) {
  const id = props.ids.id ?? '';
  const isNew = id === 'new';
  const [done, setDone] = useState<number | null>(null);
  const [turn, setTurn] = useState(0);
  const both = useLoad(async () => {
    const [schedules, calendar] = await Promise.all([api.get('/api/v1/schedules'), api.get('/api/v1/calendar')]);
    return { schedules: schedules.data.schedules, serial: schedules.serial, calendar: calendar.data };
  });
  const schedule = both.data?.schedules.find((each) => each.id === id) ?? null;
  const newest = async () => {
    await both.reload();
    setTurn((n) => n + 1);
  };
  const editable = can(props.role, 'network_manager');
  return (
    <Page title={isNew ? w.schedules.add : (schedule?.name ?? w.schedules.schedule)} back={{ href: '/schedules', text: w.schedules.title }}>
      {done !== null && <Done text={w.week.saved} serial={done} />}
      <Wait of={both}>
        {({ schedules, calendar, serial }) => {
          if (schedule === null && !isNew) return <p class="govuk-body">{w.week.notThere(id)}</p>;
          if (!editable) return <Week windows={schedule?.windows ?? []} calendar={calendar} />;
          return (
            <>
              <Editor
                key={turn}
                schedule={schedule}
                taken={schedules.map((each) => each.id)}
                calendar={calendar}
                serial={serial}
                newest={newest}
                saved={async (saved, number) => {
                  await loadSchool();
                  if (isNew) return go(`/schedules/${saved}`);
                  setDone(number);
                  await newest();
                  window.scrollTo(0, 0);
                }}
              />
              {schedule !== null && <Remove schedule={schedule} serial={serial} />}
            </>
          );
        }}
      </Wait>
    </Page>
  );
}

// The change log as a timeline, newest first: who changed what, when and why, before and after. From here it is exported,
// and exports are verified.
import { useEffect, useState } from 'preact/hooks';
import { api } from '../api/client';
import type { Change, Checkpoint } from '../api/types';
import { Form, SelectField, TextField, useForm } from '../parts/form';
import { ProblemBox, useLoad } from '../parts/load';
import { Details, LinkButton, Tag } from '../parts/small';
import { type Difference, differences } from '../policy/differences';
import { type ChangeFilter, isShown, kindsIn } from '../policy/log_filter';
import { dayAfter } from '../policy/periods';
import { categoryTitle, groupName, useSchool } from '../school';
import { can } from '../session';
import { Page } from '../shell/page';
import type { PageProps } from '../shell/pages';
import { usePlace } from '../shell/router';
import { clockText, dayText } from '../time';
import { w } from '../words/en';
import { ExportForm } from './export_form';

const entries_a_page = 50; // what one reads at a time; a phone has drawn it in half a second
const entries_a_read = 500; // the most that the API gives at once
const most_of_a_period = 5000; // a busy term; beyond it one exports

interface Window {
  changes: Change[]; // newest first
  checkpoint: Checkpoint;
  older: number; // serial up to which nothing is loaded yet; 0: all is
}

async function newest(before: number | null, count = entries_a_page): Promise<Window> {
  const { data: first } = await api.get('/api/v1/changes/checkpoint');
  const last = before ?? first.size;
  const after = Math.max(0, last - count);
  const { data } = await api.get('/api/v1/changes', { query: { after, limit: count } });
  return { changes: data.changes.filter((change) => change.serial <= last).reverse(), checkpoint: data.checkpoint, older: after };
}

/** Backwards through the log: whoever looks for a word does not know when it was. */
async function backwards(): Promise<Window> {
  let found = await newest(null, entries_a_read);
  while (found.older > 0 && found.changes.length < most_of_a_period) {
    const next = await newest(found.older, entries_a_read);
    found = { ...next, changes: [...found.changes, ...next.changes] };
  }
  return found;
}

async function period(from: string, to: string, after: number | undefined): Promise<Window> {
  const changes: Change[] = [];
  let checkpoint: Checkpoint | null = null;
  let next = after;
  do {
    const { data }: { data: { changes: Change[]; checkpoint: Checkpoint; next_after?: number } } = await api.get('/api/v1/changes', {
      query: { from: from || undefined, to: to === '' ? undefined : dayAfter(to), after: next, limit: entries_a_read },
    });
    changes.push(...data.changes);
    checkpoint = data.checkpoint;
    next = data.next_after;
  } while (next !== undefined && changes.length < most_of_a_period);
  return { changes: changes.reverse(), checkpoint, older: 0 };
}

function Diff(props: { rows: Difference[] }) {
  const of = useSchool();
  const field = (name: string) => (w.fields as Record<string, string>)[name] ?? name.replace(/_/g, ' ');
  const value = (name: string, text: string) => (name.includes('categor') ? categoryTitle(of, text) : name === 'groups' || name === 'group' || name === 'parent' ? groupName(of, text) : text);
  const shown = 12; // of a list; a new group blocks forty categories
  const list = (name: string, items: string[]) => items.slice(0, shown).map((each) => value(name, each)).join(', ') + (items.length > shown ? ` ${w.words.andMore(items.length - shown)}` : '');
  return (
    <dl class="sg-diff">
      {props.rows.map((row) => (
        <div class="sg-diff__row" key={row.field}>
          <dt>{field(row.field)}</dt>
          <dd>
            {row.added !== undefined || row.removed !== undefined ? (
              <>
                {(row.removed?.length ?? 0) > 0 && (
                  <del class="sg-before">
                    <span class="govuk-visually-hidden">{w.changes.removed} </span>
                    {list(row.field, row.removed ?? [])}
                  </del>
                )}{' '}
                {(row.added?.length ?? 0) > 0 && (
                  <ins class="sg-after">
                    <span class="govuk-visually-hidden">{w.changes.added} </span>
                    {list(row.field, row.added ?? [])}
                  </ins>
                )}
              </>
            ) : (
              <>
                {row.before !== '' && (
                  <del class="sg-before">
                    <span class="govuk-visually-hidden">{w.changes.before} </span>
                    {value(row.field, row.before)}
                  </del>
                )}{' '}
                <ins class="sg-after">
                  <span class="govuk-visually-hidden">{w.changes.after} </span>
                  {row.after === '' ? w.changes.nothing : value(row.field, row.after)}
                </ins>
              </>
            )}
          </dd>
        </div>
      ))}
    </dl>
  );
}

function Entry(props: { change: Change; zone: string }) {
  const { change } = props;
  const rows = differences(change.before, change.after);
  const kind = (w.kinds as Record<string, string>)[change.kind] ?? change.kind;
  const who = change.via === 'system' ? w.changes.appliance : change.via === 'console' ? w.changes.atConsole(change.user) : change.user;
  return (
    <li class="sg-entry" id={`change-${change.serial}`}>
      <div class="sg-entry__when">
        <time dateTime={change.time}>{clockText(change.time, props.zone)}</time>
        <span class="sg-entry__serial">{w.changes.number(change.serial)}</span>
      </div>
      <div class="sg-entry__what">
        <p class="sg-entry__title">
          {kind}
          {change.subject !== '' && (
            <>
              {': '}
              <span class="sg-name">{change.subject}</span>
            </>
          )}
          {!change.clock_trusted && <Tag tone="warn">{w.changes.clockNotTrusted}</Tag>}
        </p>
        <p class="govuk-body-s govuk-!-margin-bottom-1">
          <span class="sg-entry__who">{who}</span>
          {change.via !== 'system' && <span class="sg-quiet"> ({(w.roles as Record<string, string>)[change.role] ?? change.role})</span>}
          {change.why !== '' && <span>: {w.changes.quote(change.why)}</span>}
        </p>
        {rows.length > 0 && (
          <Details summary={w.changes.whatChanged(rows.length)} lazy>
            <Diff rows={rows} />
          </Details>
        )}
      </div>
    </li>
  );
}

function Timeline(props: { changes: Change[]; zone: string }) {
  const days: { day: string; changes: Change[] }[] = [];
  for (const change of props.changes) {
    const day = dayText(change.time, props.zone);
    const last = days.at(-1);
    if (last !== undefined && last.day === day) last.changes.push(change);
    else days.push({ day, changes: [change] });
  }
  return (
    <>
      {days.map((each) => (
        <section key={each.day} aria-label={each.day}>
          <h2 class="sg-day">{each.day}</h2>
          <ol class="sg-timeline">
            {each.changes.map((change) => (
              <Entry change={change} zone={props.zone} key={change.serial} />
            ))}
          </ol>
        </section>
      ))}
    </>
  );
}

export function CheckpointBox(props: { checkpoint: Checkpoint }) {
  return (
    <Details summary={w.changes.checkpoint}>
      <p class="govuk-body">{w.changes.checkpointText(props.checkpoint.size)}</p>
      <pre class="sg-note" tabIndex={0} aria-label={w.changes.checkpoint}>
        {props.checkpoint.note}
      </pre>
    </Details>
  );
}

interface Filters extends Record<string, string> {
  from: string;
  to: string;
  kind: string;
  by: string;
  text: string;
}

export function ChangesPage(props: PageProps) {
  const { zone } = useSchool();
  const { query } = usePlace();
  const form = useForm<Filters>({ from: '', to: '', kind: '', by: 'people', text: '' }, { keep: false });
  const [asked, setAsked] = useState({ from: '', to: '', deep: false });
  const one = query.get('after');
  const log = useLoad<Window>(
    () => (one !== null ? period('', '', Number(one)) : asked.from === '' && asked.to === '' ? (asked.deep ? backwards() : newest(null)) : period(asked.from, asked.to, undefined)),
    [asked, one],
  );
  const [earlier, setEarlier] = useState<Window | null>(null);
  useEffect(() => setEarlier(null), [log.data]);
  const all = log.data === null ? [] : [...log.data.changes, ...(earlier?.changes ?? [])];
  const older = earlier?.older ?? log.data?.older ?? 0;
  const filter: ChangeFilter = { kind: form.values.kind, by: one !== null ? 'all' : form.values.by, text: form.values.text };
  const shown = all.filter((change) => isShown(change, filter));
  const more = async () => {
    const next = await newest(older);
    setEarlier({ ...next, changes: [...(earlier?.changes ?? []), ...next.changes] });
  };
  return (
    <Page title={w.changes.title} lead={w.changes.lead}>
      <div class="sg-noprint">
        <div class="govuk-button-group">
          <LinkButton href="/changes/verify" secondary>
            {w.verify.title}
          </LinkButton>
        </div>
        {can(props.role, 'network_manager', 'safeguarding_lead', 'leadership', 'governor') && (
          <Details summary={w.export.title}>
            <ExportForm done={log.reload} />
          </Details>
        )}
        {one === null ? (
          <div class="sg-filters">
            <Form form={form} onSubmit={() => form.submit(async (values) => setAsked({ from: values.from, to: values.to, deep: values.text.trim() !== '' || values.kind !== '' }))} button={w.changes.show}>
              <div class="sg-filters__row">
                <TextField form={form} name="from" type="date" label={w.changes.from} />
                <TextField form={form} name="to" type="date" label={w.changes.to} />
                <SelectField form={form} name="by" label={w.changes.by} choices={(['all', 'people', 'appliance'] as const).map((value) => ({ value, text: w.changes.madeBy[value] }))} />
                <SelectField form={form} name="kind" label={w.changes.kind} none={w.changes.anyKind} choices={kindsIn(all).map((kind) => ({ value: kind, text: (w.nouns as Record<string, string>)[kind] ?? kind }))} />
                <TextField form={form} name="text" label={w.changes.text} />
              </div>
            </Form>
          </div>
        ) : (
          <p class="govuk-body">
            <a class="govuk-link" href="/changes">
              {w.changes.all}
            </a>
          </p>
        )}
      </div>
      {log.problem !== null && <ProblemBox problem={log.problem} again={log.reload} />}
      {log.data === null && log.problem === null && <p class="govuk-body sg-quiet">{w.shell.loading}</p>}
      {log.data !== null && (
        <>
          <p class="govuk-body" aria-live="polite">
            {w.changes.count(shown.length, all.length)}
          </p>
          <Timeline changes={shown} zone={zone} />
          {older > 0 && (
            <button type="button" class="govuk-button govuk-button--secondary sg-noprint" onClick={() => void more()}>
              {w.changes.older}
            </button>
          )}
          <CheckpointBox checkpoint={log.data.checkpoint} />
        </>
      )}
    </Page>
  );
}

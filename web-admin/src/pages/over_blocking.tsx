// Over-blocking: the names that most devices were refused, each to be kept blocked or allowed, with a reason.
import { useState } from 'preact/hooks';
import { api } from '../api/client';
import type { OftenBlocked, Preview, Receipt, Role } from '../api/types';
import { AskReason, ChangeForm, Done } from '../parts/change';
import { Choices, useForm } from '../parts/form';
import { Wait, useLoad, useRefresh } from '../parts/load';
import { BlockReason } from '../parts/reason';
import { Tag, number } from '../parts/small';
import { type Column, Table } from '../parts/table';
import { useSchool } from '../school';
import { can } from '../session';
import { Page } from '../shell/page';
import type { PageProps } from '../shell/pages';
import { momentText } from '../time';
import { w } from '../words/en';

const refresh_seconds = 60;
type Told = (serial: number) => Promise<void>;
const tones = { open: 'warn', kept: 'quiet', allowed: 'good' } as const;

function Decide(props: { name: string; role: Role; cancel: () => void; done: Told }) {
  const of = useSchool();
  const form = useForm<{ outcome: string; groups: string[]; reason: string }>({ outcome: '', groups: [], reason: '' });
  const send = async (values: typeof form.values, options: { preview: boolean }): Promise<Preview | Receipt> => {
    const body = { outcome: values.outcome as 'kept' | 'allowed', reason: values.reason, ...(values.outcome === 'allowed' && values.groups.length > 0 ? { groups: values.groups } : {}) };
    const { data } = await api.post('/api/v1/over-blocking/{name}', body, { ids: { name: props.name }, query: { preview: options.preview || undefined } });
    if (!options.preview) await props.done((data as Receipt).serial);
    return data as Preview | Receipt;
  };
  return (
    <div class="sg-ask">
      <h3 class="govuk-heading-s">{w.overBlocking.decideTitle(props.name)}</h3>
      <ChangeForm
        form={form}
        send={send}
        basedOn={null}
        done={() => undefined}
        newest={() => undefined}
        required={{ outcome: w.overBlocking.outcomeMissing, reason: w.forms.reasonMissing }}
        beside={
          <button type="button" class="sg-link-button" onClick={props.cancel}>
            {w.forms.cancel}
          </button>
        }
      >
        <Choices
          form={form}
          name="outcome"
          label={w.overBlocking.outcome}
          choices={[{ value: 'kept', text: w.overBlocking.kept }, ...(can(props.role, 'network_manager') ? [{ value: 'allowed', text: w.overBlocking.allowed, hint: w.overBlocking.allowedHint }] : [])]}
        />
        {form.values.outcome === 'allowed' && (
          <Choices form={form} name="groups" several label={w.overBlocking.groups} hint={w.overBlocking.groupsHint} choices={of.groups.map((group) => ({ value: group.id, text: group.name }))} />
        )}
      </ChangeForm>
    </div>
  );
}

function Reopen(props: { name: string; cancel: () => void; done: Told }) {
  const form = useForm({ reason: '' });
  return (
    <AskReason
      form={form}
      warning={false}
      title={w.overBlocking.decideTitle(props.name)}
      button={w.overBlocking.again}
      cancel={props.cancel}
      send={async (reason) => {
        const { data } = await api.post('/api/v1/over-blocking/{name}', { outcome: 'open', reason }, { ids: { name: props.name } });
        await props.done((data as Receipt).serial);
      }}
    />
  );
}

export function OverBlockingPage(props: PageProps) {
  const of = useSchool();
  const [open, setOpen] = useState<string | null>(null);
  const [done, setDone] = useState<number | null>(null);
  const loaded = useLoad(async () => (await api.get('/api/v1/over-blocking')).data);
  useRefresh(loaded.reload, refresh_seconds);
  const may = can(props.role, 'network_manager', 'safeguarding_lead');
  const finish: Told = async (serial) => {
    setOpen(null);
    setDone(serial);
    await loaded.reload();
    window.scrollTo(0, 0);
  };
  const opener = (key: string, text: string, name: string) => (
    <button type="button" class="sg-link-button" aria-expanded={open === key} onClick={() => setOpen(open === key ? null : key)}>
      {text} <span class="govuk-visually-hidden">{name}</span>
    </button>
  );
  const actions: Column<OftenBlocked> = {
    title: w.overBlocking.actions,
    hidden: true,
    cell: (row) => (
      <span class="sg-actions">
        <a class="govuk-link" href={`/why?${new URLSearchParams({ name: row.name, group: row.group })}`}>
          {w.blocked.why} <span class="govuk-visually-hidden">{row.name}</span>
        </a>
        {may && opener(row.name, w.overBlocking.decide, row.name)}
      </span>
    ),
  };
  return (
    <Page title={w.overBlocking.title} lead={w.overBlocking.lead}>
      {done !== null && <Done text={w.overBlocking.done} serial={done} />}
      <Wait of={loaded}>
        {({ names, reviewed }) => (
          <>
            <Table
              caption={w.overBlocking.title}
              captionHidden
              none={w.overBlocking.none}
              rows={names}
              keyOf={(row) => row.name}
              columns={[
                { title: w.overBlocking.site, head: true, cell: (row) => <span class="sg-name">{row.name}</span> },
                { title: w.overBlocking.devices, number: true, cell: (row) => number(row.devices) },
                { title: w.overBlocking.times, number: true, cell: (row) => number(row.times) },
                { title: w.overBlocking.reason, cell: (row) => <BlockReason of={row} /> },
                { title: w.overBlocking.state, cell: (row) => <Tag tone={tones[row.outcome]}>{w.overBlocking.states[row.outcome]}</Tag> },
                actions,
              ]}
              after={(row) => open === row.name && <Decide name={row.name} role={props.role} cancel={() => setOpen(null)} done={finish} />}
            />
            <Table
              caption={w.overBlocking.reviewed}
              none={w.overBlocking.noneReviewed}
              rows={reviewed}
              keyOf={(row) => row.name}
              columns={[
                { title: w.overBlocking.site, head: true, cell: (row) => <span class="sg-name">{row.name}</span> },
                { title: w.overBlocking.state, cell: (row) => w.overBlocking.states[row.outcome] },
                { title: w.overBlocking.at, cell: (row) => momentText(row.reviewed, of.zone) },
                ...(may ? [{ title: w.overBlocking.actions, hidden: true, cell: (row: { name: string }) => opener(`again ${row.name}`, w.overBlocking.again, row.name) }] : []),
              ]}
              after={(row) => open === `again ${row.name}` && <Reopen name={row.name} cancel={() => setOpen(null)} done={finish} />}
            />
          </>
        )}
      </Wait>
    </Page>
  );
}

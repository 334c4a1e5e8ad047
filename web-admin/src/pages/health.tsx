// Health and self-check: everything that should be so, and what to do where it is not.
import { useState } from 'preact/hooks';
import { api, probe } from '../api/client';
import type { Status } from '../api/types';
import { AskReason, Done } from '../parts/change';
import { useForm } from '../parts/form';
import { Wait, useLoad } from '../parts/load';
import { Facts, Tag, Verdict, number } from '../parts/small';
import { Table } from '../parts/table';
import { type Check, selfCheck } from '../policy/self_check';
import type { Health } from '../policy/verdict';
import { useSchool } from '../school';
import { can } from '../session';
import { Page } from '../shell/page';
import type { PageProps } from '../shell/pages';
import { momentText } from '../time';
import { openNote, parseKey } from '../verify/note';
import { w } from '../words/en';
import { CheckpointBox } from './changes';

/** null when this browser cannot tell. */
async function checkpointIsGood(status: Status): Promise<boolean | null> {
  try {
    const key = await parseKey(status.public_key);
    if (key === null) return false;
    const opened = await openNote(status.checkpoint.note, key);
    return 'text' in opened && opened.text === `${status.checkpoint.origin}\n${status.checkpoint.size}\n${status.checkpoint.root}\n`;
  } catch {
    return null;
  }
}

async function read(withPeople: boolean) {
  const [status, health, people, sealed] = await Promise.all([
    api.get('/api/v1/status'),
    probe('/healthz'),
    withPeople ? api.get('/api/v1/people') : Promise.resolve(null),
    withPeople ? api.get('/api/v1/sealed-lists') : Promise.resolve(null),
  ]);
  const checkpointGood = await checkpointIsGood(status.data);
  const told = (health.body as Health | null) ?? { status: 'failing' as const, reasons: [w.today.noHealth] };
  return { status: status.data, sealed: sealed?.data.sealed_lists ?? [], checks: selfCheck(status.data, told, people?.data.people ?? null, checkpointGood, Date.now()) };
}

const tones = { good: 'good', warn: 'warn', bad: 'bad' } as const;

export function Checks(props: { checks: Check[] }) {
  return (
    <ul class="sg-checks">
      {props.checks.map((check) => (
        <li class="sg-checks__item" key={check.id}>
          <Tag tone={tones[check.state]}>{w.health.states[check.state]}</Tag>
          <div>
            <p class="govuk-body govuk-!-margin-bottom-0">
              <strong>{check.title}</strong>
            </p>
            <p class="govuk-body govuk-!-margin-bottom-0">
              {check.says} {check.todo}
            </p>
          </div>
        </li>
      ))}
    </ul>
  );
}

function Clock(props: { done: (serial: number) => Promise<void> }) {
  const form = useForm({ reason: '' });
  const [open, setOpen] = useState(false);
  if (!open)
    return (
      <button type="button" class="govuk-button" onClick={() => setOpen(true)}>
        {w.health.acceptClock}
      </button>
    );
  return (
    <AskReason
      form={form}
      warning={false}
      title={w.health.acceptTitle}
      text={w.health.acceptText}
      button={w.health.acceptClock}
      cancel={() => setOpen(false)}
      send={async (reason) => props.done((await api.post('/api/v1/clock', { reason })).data.serial)}
    />
  );
}

export function HealthPage(props: PageProps) {
  const { zone } = useSchool();
  const withPeople = can(props.role, 'network_manager', 'safeguarding_lead', 'leadership', 'governor');
  const all = useLoad(() => read(withPeople), [withPeople]);
  const [done, setDone] = useState<number | null>(null);
  return (
    <Page title={w.health.title} lead={w.health.lead}>
      {done !== null && <Done text={w.health.clockAccepted} serial={done} />}
      <Wait of={all}>
        {({ status, checks, sealed }) => {
          const bad = checks.filter((check) => check.state === 'bad').length;
          const warn = checks.filter((check) => check.state === 'warn').length;
          return (
            <>
              <Verdict tone={bad > 0 ? 'bad' : warn > 0 ? 'warn' : 'good'} title={w.health.sum(bad, warn)} />
              <div class="govuk-button-group sg-noprint">
                <button type="button" class="govuk-button govuk-button--secondary" onClick={() => void all.reload()}>
                  {w.health.again}
                </button>
                {!status.clock.trusted && can(props.role, 'network_manager') && (
                  <Clock
                    done={async (serial) => {
                      setDone(serial);
                      await all.reload();
                    }}
                  />
                )}
              </div>
              <Checks checks={checks} />
              {sealed.length > 0 && (
                <Table
                  caption={w.health.sealed}
                  rows={sealed}
                  keyOf={(list) => list.id}
                  columns={[
                    { title: w.lists.list, head: true, cell: (list) => list.title },
                    { title: w.lists.names, number: true, cell: (list) => number(list.names) },
                    { title: w.health.since, cell: (list) => (list.since !== undefined ? momentText(list.since, zone) : w.words.none) },
                    { title: w.lists.state, cell: (list) => list.warning || list.held || list.problem || w.lists.inForce },
                  ]}
                />
              )}
              <h2 class="govuk-heading-m">{w.health.about}</h2>
              <Facts
                facts={[
                  { term: w.health.version, value: status.version },
                  { term: w.health.endpoints, value: status.dns.endpoints.join(', ') },
                  { term: w.health.time, value: momentText(status.clock.now, zone) },
                  { term: w.health.changes, value: number(status.checkpoint.size) },
                  { term: w.verify.key, value: <span class="sg-code">{status.public_key}</span> },
                ]}
              />
              <CheckpointBox checkpoint={status.checkpoint} />
            </>
          );
        }}
      </Wait>
    </Page>
  );
}

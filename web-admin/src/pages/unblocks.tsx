// Temporary unblocks: running, to come, and those that have ended (from the log).
import { useState } from 'preact/hooks';
import { api } from '../api/client';
import type { Change, Unblock } from '../api/types';
import { AskReason, Done } from '../parts/change';
import { useForm } from '../parts/form';
import { useLive } from '../parts/live';
import { Wait, useLoad } from '../parts/load';
import { Groups, LinkButton, Names, Tag } from '../parts/small';
import { Table } from '../parts/table';
import { nameOfPerson, usePeople } from '../people';
import { useSchool } from '../school';
import { can, session } from '../session';
import { Page } from '../shell/page';
import type { PageProps } from '../shell/pages';
import { usePlace } from '../shell/router';
import { useStore } from '../store';
import { leftText, momentText } from '../time';
import { endedUnblocks, type EndedUnblock } from '../policy/ended';
import { w } from '../words/en';

const refresh_seconds = 60;
const days_looked_back = 14;

/** The log of these days, a page of it at a time. */
async function readEnded(): Promise<EndedUnblock[]> {
  const from = new Date(Date.now() - days_looked_back * 24 * 3600 * 1000).toISOString().slice(0, 10);
  const changes: Change[] = [];
  let after: number | undefined;
  do {
    const { data }: { data: { changes: Change[]; next_after?: number } } = await api.get('/api/v1/changes', { query: { from, after, limit: 500 } });
    changes.push(...data.changes.filter((change) => change.kind.startsWith('unblock.')));
    after = data.next_after;
  } while (after !== undefined);
  return endedUnblocks(changes);
}

function End(props: { unblock: Unblock; cancel: () => void; done: (serial: number) => Promise<void> }) {
  const form = useForm({ reason: '' });
  return (
    <AskReason
      form={form}
      title={w.unblocks.endTitle(props.unblock.names.join(', '))}
      text={w.unblocks.endText}
      button={w.unblocks.endNow}
      cancel={props.cancel}
      send={async (reason) => {
        const { data } = await api.remove('/api/v1/unblocks/{id}', reason, { ids: { id: props.unblock.id } });
        await props.done(data.serial);
      }}
    />
  );
}

export function UnblocksPage(props: PageProps) {
  const of = useSchool();
  const register = usePeople();
  const { query } = usePlace();
  const user = useStore(session).session?.user ?? '';
  const [ending, setEnding] = useState<string | null>(null);
  const granted = Number(query.get('granted') ?? 0);
  const [done, setDone] = useState<{ text: string; serial: number } | null>(granted > 0 ? { text: w.unblocks.granted, serial: granted } : null);
  const current = useLoad<Unblock[]>(async () => (await api.get('/api/v1/unblocks')).data.unblocks);
  const past = useLoad(readEnded);
  useLive(current.reload, ['unblock', 'request', 'trial'], refresh_seconds);
  const may = can(props.role, 'network_manager', 'safeguarding_lead', 'leadership', 'teacher');
  const mayEnd = (each: Unblock) => may && (props.role !== 'teacher' || each.requested_by === user);
  return (
    <Page title={w.unblocks.title} lead={w.unblocks.lead}>
      {done !== null && <Done text={done.text} serial={done.serial} />}
      {may && <LinkButton href="/unblocks/new">{can(props.role, 'network_manager', 'safeguarding_lead') ? w.unblocks.new : w.unblocks.newAsk}</LinkButton>}
      <p class="govuk-body">
        <a class="govuk-link" href="/unblocks/emergency">
          {w.unblocks.emergencyUses}
        </a>
      </p>
      <Wait of={current}>
        {(unblocks) => (
          <Table
            caption={w.unblocks.current}
            none={w.unblocks.none}
            rows={[...unblocks].filter((each) => each.state !== 'ended').sort((a, b) => a.until.localeCompare(b.until))}
            keyOf={(each) => each.id}
            columns={[
              {
                title: w.unblocks.names,
                head: true,
                cell: (each) => (
                  <>
                    <Names names={each.names} /> {each.topic !== '' && <span class="sg-below">{each.topic}</span>}
                    {each.request !== undefined && (
                      <span class="sg-below">
                        <a class="govuk-link" href={`/requests/${each.request}`}>
                          {w.unblocks.theRequest} {each.request}
                        </a>
                      </span>
                    )}
                  </>
                ),
              },
              { title: w.unblocks.forWhom, cell: (each) => (each.trial === true ? w.unblocks.trialOn(each.device ?? '') : <Groups ids={each.groups} />) },
              {
                title: w.unblocks.state,
                cell: (each) => (
                  <>
                    {each.state === 'running' ? <Tag tone="good">{w.unblocks.running}</Tag> : <Tag tone="plain">{w.unblocks.coming(momentText(each.starts, of.zone))}</Tag>}{' '}
                    {each.emergency_use && <Tag tone="warn">{w.unblocks.emergencyUse}</Tag>}
                  </>
                ),
              },
              { title: w.unblocks.ends, cell: (each) => w.unblocks.endsIn(momentText(each.until, of.zone), leftText(each.until)) },
              { title: w.unblocks.by, cell: (each) => (each.approved_by.length > 0 ? each.approved_by : [each.requested_by]).map((who) => nameOfPerson(register, who)).join(', ') },
              {
                title: w.unblocks.action,
                hidden: true,
                cell: (each) =>
                  mayEnd(each) && (
                    <button type="button" class="sg-link-button" aria-expanded={ending === each.id} onClick={() => setEnding(ending === each.id ? null : each.id)}>
                      {w.unblocks.end} <span class="govuk-visually-hidden">{each.names.join(', ')}</span>
                    </button>
                  ),
              },
            ]}
            after={(each) =>
              ending === each.id && (
                <End
                  unblock={each}
                  cancel={() => setEnding(null)}
                  done={async (serial) => {
                    setEnding(null);
                    setDone({ text: w.unblocks.ended, serial });
                    await Promise.all([current.reload(), past.reload()]);
                  }}
                />
              )
            }
          />
        )}
      </Wait>
      <Wait of={past}>
        {(ended) => (
          <Table
            caption={w.unblocks.past(days_looked_back)}
            none={w.unblocks.nonePast(days_looked_back)}
            rows={ended}
            keyOf={(each) => `${each.id}-${each.serial}`}
            columns={[
              { title: w.unblocks.names, head: true, cell: (each) => <Names names={each.names} /> },
              { title: w.unblocks.forWhom, cell: (each) => (each.device !== '' ? w.unblocks.trialOn(each.device) : <Groups ids={each.groups} />) },
              { title: w.unblocks.endedAt, cell: (each) => momentText(each.ended, of.zone) },
              { title: w.unblocks.how, cell: (each) => (each.expired ? w.unblocks.byItself : w.unblocks.byPerson(nameOfPerson(register, each.by), each.why)) },
            ]}
          />
        )}
      </Wait>
    </Page>
  );
}

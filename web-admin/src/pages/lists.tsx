// The blocklists: where they come from, how old and how large they are, and what is held or failed.
import { useState } from 'preact/hooks';
import { api } from '../api/client';
import type { List } from '../api/types';
import { AskReason, Done } from '../parts/change';
import { useForm } from '../parts/form';
import { ProblemBox, Wait, useLoad } from '../parts/load';
import { LinkButton, Tag, type Tone, number } from '../parts/small';
import { Table } from '../parts/table';
import type { Problem } from '../api/problem';
import { categoryTitle, useSchool } from '../school';
import { can } from '../session';
import { Page } from '../shell/page';
import type { PageProps } from '../shell/pages';
import { agoText, momentText } from '../time';
import { w } from '../words/en';
import { ListProgress } from './list_progress';

type Act = { id: string; what: 'remove' | 'stop' | 'start' | 'release' | 'drop' } | null;

function stateOf(list: List): { tone: Tone; text: string } {
  if (list.held !== undefined && list.held !== '') return { tone: 'warn', text: w.lists.held };
  if (list.problem !== undefined && list.problem !== '') return { tone: list.in_force ? 'warn' : 'bad', text: w.lists.failed };
  if (!list.enabled) return { tone: 'quiet', text: w.lists.stopped };
  if (list.in_force) return { tone: 'good', text: w.lists.inForce };
  return { tone: 'quiet', text: w.lists.never };
}

const isFile = (list: List): boolean => !/^(https?|axfr):/.test(list.origin);

function Ask(props: { act: NonNullable<Act>; list: List; cancel: () => void; done: (text: string, serial: number) => Promise<void> }) {
  const form = useForm({ reason: '' });
  const { act, list } = props;
  const ids = { id: list.id };
  const send = async (reason: string) => {
    if (act.what === 'release' || act.what === 'drop') {
      const { data } = await api.post(`/api/v1/lists/{id}/${act.what}`, { reason }, { ids });
      return props.done(w.lists.judged[act.what](list.title), data.serial);
    }
    if (act.what === 'remove') {
      // The source first: a list whose source stays would be fetched again.
      if (!isFile(list)) await api.remove('/api/v1/sources/{id}', reason, { ids });
      if (!list.in_force) return props.done(w.lists.removed(list.title), 0);
      const { data } = await api.remove('/api/v1/lists/{id}', reason, { ids });
      return props.done(w.lists.removed(list.title), data.serial);
    }
    const { data } = await api.put('/api/v1/sources/{id}', { enabled: act.what === 'start', reason }, { ids });
    return props.done(act.what === 'start' ? w.lists.started(list.title) : w.lists.hasStopped(list.title), data.serial);
  };
  return (
    <AskReason
      form={form}
      title={w.lists.ask[act.what](list.title)}
      text={w.lists.askText[act.what]}
      button={w.lists.askButton[act.what]}
      warning={act.what === 'remove'}
      cancel={props.cancel}
      send={send}
    />
  );
}

function About(props: { list: List }) {
  const { zone } = useSchool();
  const { list } = props;
  const why = list.held || list.problem;
  return (
    <>
      {why && <span class="sg-below sg-error-text">{why}</span>}
      {list.held && <span class="sg-below">{list.in_force ? w.lists.heldTodo : w.lists.heldFirst}</span>}
      <span class="sg-below sg-origin">{list.origin}</span>
      {list.next_check !== undefined && list.enabled && <span class="sg-below">{w.lists.next(momentText(list.next_check, zone))}</span>}
    </>
  );
}

export function ListsPage(props: PageProps) {
  const of = useSchool();
  const lists = useLoad(async () => (await api.get('/api/v1/lists')).data.lists);
  const [act, setAct] = useState<Act>(null);
  const [done, setDone] = useState<{ text: string; serial: number } | null>(null);
  const [busy, setBusy] = useState<string | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const may = can(props.role, 'network_manager');
  const refresh = async (ids: string[]) => {
    setBusy(ids[0] ?? '');
    setProblem(null);
    try {
      const { data } = await api.post('/api/v1/lists/refresh', { ids });
      const failed = data.lists.filter((list) => list.problem || list.held);
      setDone({ text: w.lists.refreshed(data.lists.length - failed.length, failed.length), serial: data.serial });
    } catch (fault) {
      setProblem(fault as Problem);
    } finally {
      setBusy(null);
      await lists.reload();
    }
  };
  const trouble = (list: List) => Boolean(list.held || list.problem);
  return (
    <Page title={w.lists.title} lead={w.lists.lead}>
      {done !== null && <Done text={done.text} serial={done.serial || undefined} />}
      {problem !== null && <ProblemBox problem={problem} />}
      <ListProgress ended={lists.reload} titleOf={(id) => lists.data?.find((list) => list.id === id)?.title ?? id} />
      {may && (
        <div class="govuk-button-group">
          <LinkButton href="/lists/new">{w.lists.add}</LinkButton>
          <button type="button" class="govuk-button govuk-button--secondary" aria-disabled={busy !== null} onClick={() => busy === null && void refresh([])}>
            {busy === '' ? w.lists.refreshing : w.lists.refreshAll}
          </button>
        </div>
      )}
      <Wait of={lists}>
        {(rows) => (
          <>
            <p class="govuk-body">{w.lists.sum(rows.filter((list) => list.in_force).length, number(rows.reduce((sum, list) => sum + (list.in_force ? list.names : 0), 0)))}</p>
            <Table
              caption={w.lists.title}
              captionHidden
              rows={[...rows].sort((a, b) => Number(trouble(b)) - Number(trouble(a)) || Number(b.in_force) - Number(a.in_force) || a.title.localeCompare(b.title))}
              keyOf={(list) => list.id}
              columns={[
                {
                  title: w.lists.list,
                  head: true,
                  cell: (list) => (
                    <>
                      {list.title}
                      <About list={list} />
                    </>
                  ),
                },
                { title: w.lists.category, cell: (list) => categoryTitle(of, list.category) },
                {
                  title: w.lists.state,
                  cell: (list) => {
                    const state = stateOf(list);
                    return <Tag tone={state.tone}>{state.text}</Tag>;
                  },
                },
                { title: w.lists.names, number: true, cell: (list) => (list.in_force ? number(list.names) : w.words.none) },
                {
                  title: w.lists.age,
                  cell: (list) => {
                    const checked = list.last_checked ?? list.since;
                    return checked === undefined ? w.words.none : agoText(checked);
                  },
                },
                ...(may
                  ? [
                      {
                        title: w.lists.actions,
                        hidden: true,
                        cell: (list: List) => (
                          <div class="sg-actions">
                            {!isFile(list) && (
                              <button type="button" class="sg-link-button" aria-disabled={busy !== null} onClick={() => busy === null && void refresh([list.id])}>
                                {busy === list.id ? w.lists.refreshing : w.lists.refresh} <span class="govuk-visually-hidden">{list.title}</span>
                              </button>
                            )}
                            {!isFile(list) && (
                              <button type="button" class="sg-link-button" onClick={() => setAct({ id: list.id, what: list.enabled ? 'stop' : 'start' })}>
                                {list.enabled ? w.lists.stop : w.lists.start} <span class="govuk-visually-hidden">{list.title}</span>
                              </button>
                            )}
                            {Boolean(list.held) &&
                              (['release', 'drop'] as const).map((what) => (
                                <button key={what} type="button" class="sg-link-button" onClick={() => setAct({ id: list.id, what })}>
                                  {w.lists.askButton[what]} <span class="govuk-visually-hidden">{list.title}</span>
                                </button>
                              ))}
                            <button type="button" class="sg-link-button" onClick={() => setAct({ id: list.id, what: 'remove' })}>
                              {w.lists.remove} <span class="govuk-visually-hidden">{list.title}</span>
                            </button>
                          </div>
                        ),
                      },
                    ]
                  : []),
              ]}
              after={(list) =>
                act?.id === list.id && (
                  <Ask
                    key={act.what}
                    act={act}
                    list={list}
                    cancel={() => setAct(null)}
                    done={async (text, serial) => {
                      setAct(null);
                      setDone({ text, serial });
                      await lists.reload();
                    }}
                  />
                )
              }
            />
          </>
        )}
      </Wait>
    </Page>
  );
}

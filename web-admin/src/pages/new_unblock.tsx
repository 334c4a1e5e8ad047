// Sites that somebody needs for a time: asked for, or opened by whoever may do so alone. Also more time for a request that
// was approved (?extends=), and the sites of a report from the block page (?report=), which is closed with it.
import { useState } from 'preact/hooks';
import { api } from '../api/client';
import type { Request } from '../api/types';
import { useForm } from '../parts/form';
import { Wait, useLoad } from '../parts/load';
import { type MayOpen, type Wish, type WishBody, WishForm, emptyWish, useTopics } from '../parts/wish';
import { hasEducationalApprover } from '../people';
import { can } from '../session';
import { Page } from '../shell/page';
import type { PageProps } from '../shell/pages';
import { go, usePlace } from '../shell/router';
import { w } from '../words/en';

/** The sites of the topic by name: who opens alone opens names. */
async function openAlone(body: WishBody, topics: { id: string; name: string; names: string[] }[]): Promise<number> {
  const { topic_id, ...rest } = body;
  const topic = topics.find((each) => each.id === topic_id);
  const whole = topic === undefined ? rest : { ...rest, names: [...new Set([...topic.names, ...rest.names])], topic: rest.topic ?? topic.name };
  return (await api.post('/api/v1/unblocks', whole)).data.serial;
}

async function closeReport(id: string, reason: string): Promise<void> {
  // Somebody may have closed it meanwhile: what was asked for is asked for all the same.
  if (id !== '') await api.post('/api/v1/site-reports/{id}/close', { reason }, { ids: { id } }).catch(() => undefined);
}

interface Before {
  request: Request | null; // that is to go on
  mayOpen: MayOpen;
}

async function read(extended: string, grants: boolean): Promise<Before> {
  const request = extended === '' ? null : (await api.get('/api/v1/requests/{id}', { ids: { id: extended } })).data;
  if (!grants) return { request, mayOpen: 'no' };
  const { people } = (await api.get('/api/v1/people')).data;
  return { request, mayOpen: hasEducationalApprover(people) ? 'in an emergency' : 'yes' };
}

function Ask(props: { first: Wish; extended: Request | null; report: string; mayOpen: MayOpen }) {
  const form = useForm<Wish>(props.first);
  const topics = useTopics();
  const { extended } = props;
  const [began] = useState(() => new Date());
  const begins = extended !== null && new Date(extended.until) > began ? new Date(extended.until) : began;
  const send = async (body: WishBody, alone: boolean) => {
    if (alone) {
      const serial = await openAlone(body, topics);
      await closeReport(props.report, w.newUnblock.reportOpened(body.names.join(', ')));
      go(`/unblocks?granted=${serial}`);
      return;
    }
    const { data } = await api.post('/api/v1/requests', extended === null ? body : { ...body, extends: extended.id });
    await closeReport(props.report, w.newUnblock.reportClosed(data.id));
    go(`/requests/${data.id}?sent=${data.serial}`);
  };
  return (
    <WishForm
      form={form}
      topics={topics}
      mayOpen={props.mayOpen}
      button={w.newUnblock.send}
      send={send}
      {...(extended === null ? {} : { begins, startsHint: w.newUnblock.startsHintLater })}
    />
  );
}

export function NewUnblockPage(props: PageProps) {
  const { query } = usePlace();
  const id = query.get('extends') ?? '';
  const grants = can(props.role, 'network_manager', 'safeguarding_lead') && id === '';
  const before = useLoad<Before>(() => read(id, grants), [id, grants]);
  const title = id !== '' ? w.newUnblock.titleExtend : grants ? w.unblocks.new : w.newUnblock.titleAsk;
  const first = (old: Request | null): Wish => ({
    ...emptyWish,
    names: old?.names.join('\n') ?? query.get('name') ?? '',
    topic_id: query.get('topic') ?? '',
    groups: old?.groups ?? (query.get('group') !== null ? [query.get('group') ?? ''] : []),
    topic: old?.topic ?? '',
    reason: old?.reason ?? '',
  });
  return (
    <Page title={title} back={grants ? { href: '/unblocks', text: w.unblocks.title } : { href: '/requests', text: w.requests.title }} lead={grants ? undefined : w.newUnblock.lead}>
      <div class="sg-narrow">
        <Wait of={before}>
          {({ request, mayOpen }) => (
            <>
              {request !== null && <p class="govuk-inset-text">{w.newUnblock.extends(request.id)}</p>}
              <Ask first={first(request)} extended={request} report={query.get('report') ?? ''} mayOpen={mayOpen} />
            </>
          )}
        </Wait>
      </div>
    </Page>
  );
}

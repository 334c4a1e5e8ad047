// A request is changed while nobody has decided it, by whoever made it: a new version, which is signed anew.
import { api } from '../api/client';
import type { Request } from '../api/types';
import { useForm } from '../parts/form';
import { Wait, useLoad } from '../parts/load';
import { type Wish, WishForm, emptyWish } from '../parts/wish';
import { useSchool } from '../school';
import { Page } from '../shell/page';
import type { PageProps } from '../shell/pages';
import { go } from '../shell/router';
import { toLocalInput } from '../time';
import { w } from '../words/en';

function Edit(props: { request: Request; zone: string; serial: number | null }) {
  const { request } = props;
  const form = useForm<Wish>({
    ...emptyWish,
    names: request.names.join('\n'),
    groups: request.groups,
    until: 'at',
    untilAt: toLocalInput(new Date(request.until), props.zone),
    starts: toLocalInput(new Date(request.starts), props.zone),
    topic: request.topic,
    likelihood: String(request.proposed_risk?.likelihood ?? ''),
    impact: String(request.proposed_risk?.impact ?? ''),
    reason: request.reason,
  });
  return (
    <WishForm
      form={form}
      topics={[]}
      mayOpen="no"
      button={w.newUnblock.change}
      send={async (body) => {
        const { data } = await api.patch('/api/v1/requests/{id}', { ...body, version: request.version }, { ids: { id: request.id }, basedOn: props.serial });
        go(`/requests/${request.id}?saved=${data.serial}`);
      }}
    />
  );
}

export function EditRequestPage(props: PageProps) {
  const id = props.ids.id ?? '';
  const of = useSchool();
  const loaded = useLoad(() => api.get('/api/v1/requests/{id}', { ids: { id } }), [id]);
  return (
    <Page title={w.newUnblock.titleEdit} back={{ href: `/requests/${id}`, text: w.trial.back }}>
      <div class="sg-narrow">
        <Wait of={loaded}>{({ data, serial }) => of.loaded && <Edit request={data} zone={of.zone} serial={serial} />}</Wait>
      </div>
    </Page>
  );
}

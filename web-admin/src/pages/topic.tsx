// One topic of the library: read by everybody, written and removed by those who approve requests.
import { useState } from 'preact/hooks';
import { api } from '../api/client';
import type { Topic } from '../api/types';
import { AskReason, Done } from '../parts/change';
import { Form, ReasonField, TextArea, TextField, useForm } from '../parts/form';
import { Wait, useLoad } from '../parts/load';
import { Facts, LinkButton, Names } from '../parts/small';
import { idFrom, namesOf } from '../policy/names';
import { isApprover } from '../policy/requests';
import { useSchool } from '../school';
import { Page } from '../shell/page';
import type { PageProps } from '../shell/pages';
import { go, usePlace } from '../shell/router';
import { dayText, fromLocalInput, toApi, toLocalDay } from '../time';
import { w } from '../words/en';

const empty: Topic = { id: '', name: '', description: '', names: [], notes: '' };
const most_names_read = 500; // all of them: openapi.yaml, Names

function Edit(props: { topic: Topic; taken: string[]; serial: number | null; zone: string; reload: () => Promise<void> }) {
  const { topic } = props;
  const form = useForm({
    name: topic.name,
    description: topic.description,
    names: topic.names.join('\n'),
    notes: topic.notes,
    review_by: topic.review_by === undefined ? '' : toLocalDay(new Date(topic.review_by), props.zone),
    reason: '',
  });
  const save = (basedOn: number | null) =>
    form.submit(
      async (values) => {
        const review = values.review_by === '' ? null : fromLocalInput(`${values.review_by}T00:00`, props.zone);
        const id = topic.id === '' ? idFrom(values.name, props.taken) : topic.id;
        const body = { name: values.name, description: values.description, names: namesOf(values.names), notes: values.notes, review_by: review === null ? null : toApi(review), reason: values.reason };
        const { data } = await api.put('/api/v1/topics/{id}', body, { ids: { id }, basedOn });
        go(`/topics/${encodeURIComponent(id)}?saved=${data.serial}`);
        if (topic.id !== '') await props.reload();
      },
      { name: w.topics.nameMissing, names: w.newUnblock.namesMissing, reason: w.forms.reasonMissing },
    );
  const conflict = form.problem?.type === '/problems/changed-meanwhile';
  return (
    <Form
      form={form}
      onSubmit={() => save(props.serial)}
      button={w.topics.save}
      summary={
        conflict && (
          <div class="govuk-button-group govuk-!-margin-top-3">
            <button type="button" class="govuk-button govuk-button--secondary" onClick={() => void props.reload()}>
              {w.change.showNewest}
            </button>
            <button type="button" class="sg-link-button" onClick={() => void save(null)}>
              {w.change.saveAnyway}
            </button>
          </div>
        )
      }
    >
      <TextField form={form} name="name" label={w.topics.name} hint={w.topics.nameHint} spellcheck />
      <TextField form={form} name="description" label={w.topics.description} spellcheck />
      <TextArea form={form} name="names" label={w.topics.names} hint={w.topics.namesHint} rows={5} />
      <TextArea form={form} name="notes" label={w.topics.notes} hint={w.topics.notesHint} rows={2} />
      <TextField form={form} name="review_by" type="date" label={w.topics.reviewBy} hint={w.topics.reviewByHint} width={10} />
      <ReasonField form={form} />
    </Form>
  );
}

function Remove(props: { topic: Topic; serial: number | null }) {
  const [open, setOpen] = useState(false);
  const form = useForm({ reason: '' }, { keep: false });
  if (!open)
    return (
      <button type="button" class="sg-link-button" onClick={() => setOpen(true)}>
        {w.topics.remove}
      </button>
    );
  return (
    <AskReason
      form={form}
      title={w.topics.removeTitle(props.topic.name)}
      text={w.topics.removeText}
      button={w.topics.remove}
      cancel={() => setOpen(false)}
      send={async (reason) => {
        await api.remove('/api/v1/topics/{id}', reason, { ids: { id: props.topic.id }, basedOn: props.serial });
        go('/topics');
      }}
    />
  );
}

function Read(props: { topic: Topic; zone: string }) {
  const { topic } = props;
  return (
    <Facts
      facts={[
        { term: w.topics.description, value: topic.description || w.words.none },
        { term: w.topics.names, value: <Names names={topic.names} most={most_names_read} /> },
        { term: w.topics.notes, value: topic.notes || w.words.none },
        { term: w.topics.reviewBy, value: topic.review_by === undefined ? w.words.none : dayText(topic.review_by, props.zone) },
      ]}
    />
  );
}

export function TopicPage(props: PageProps) {
  const id = props.ids.id ?? '';
  const is_new = id === 'new';
  const of = useSchool();
  const { query } = usePlace();
  const saved = Number(query.get('saved') ?? 0);
  const loaded = useLoad(() => api.get('/api/v1/topics'), [id]);
  const topic = is_new ? empty : loaded.data?.data.topics.find((each) => each.id === id);
  return (
    <Page title={is_new ? w.topics.titleNew : (topic?.name ?? w.topics.topic)} back={{ href: '/topics', text: w.topics.title }}>
      {saved > 0 && <Done text={w.topics.saved} serial={saved} />}
      <Wait of={loaded}>
        {({ data, serial }) =>
          topic === undefined ? (
            <p class="govuk-body">{w.topics.notThere(id)}</p>
          ) : (
            <div class="sg-narrow">
              {!is_new && props.role !== 'governor' && (
                <LinkButton href={`/unblocks/new?topic=${encodeURIComponent(id)}`} secondary>
                  {w.topics.use}
                </LinkButton>
              )}
              {isApprover(props.role) && of.loaded ? (
                <Edit key={serial ?? 0} topic={topic} taken={data.topics.map((each) => each.id)} serial={serial} zone={of.zone} reload={loaded.reload} />
              ) : (
                <Read topic={topic} zone={of.zone} />
              )}
              {!is_new && isApprover(props.role) && <Remove topic={topic} serial={serial} />}
            </div>
          )
        }
      </Wait>
    </Page>
  );
}

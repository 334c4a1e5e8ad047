// Emergency blocks: something must be shut for everybody, at once. Each is reviewed after.
import { useState } from 'preact/hooks';
import { api } from '../api/client';
import type { EmergencyBlock, Person } from '../api/types';
import { AskReason, Done } from '../parts/change';
import { Choices, Form, ReasonField, SelectField, TextArea, TextField, useForm } from '../parts/form';
import { Wait, useLoad } from '../parts/load';
import { Names } from '../parts/small';
import { Table } from '../parts/table';
import { namesOf } from '../policy/names';
import { useSchool } from '../school';
import { can } from '../session';
import { Page } from '../shell/page';
import type { PageProps } from '../shell/pages';
import { fromLocalInput, momentText, toApi } from '../time';
import { w } from '../words/en';
import { BlockReviews } from './block_reviews';

interface Told {
  text: string;
  serial: number;
}

function Start(props: { people: Person[]; done: (told: Told) => Promise<void> }) {
  const { zone } = useSchool();
  const form = useForm({ what: 'names', names: '', reviewer: '', review_by: '', reason: '' });
  const everything = form.values.what === 'everything';
  const send = () =>
    form.submit(
      async (values) => {
        const due = fromLocalInput(values.review_by, zone);
        const body = {
          ...(everything ? { everything } : { names: namesOf(values.names) }),
          ...(values.reviewer === '' ? {} : { reviewer: values.reviewer }),
          ...(due === null ? {} : { review_by: toApi(due) }),
          reason: values.reason,
        };
        const { data } = await api.post('/api/v1/emergency-blocks', body);
        form.clear();
        await props.done({ text: everything ? w.emergency.startedAll : w.emergency.started, serial: data.serial });
      },
      { ...(everything ? {} : { names: w.newUnblock.namesMissing }), reason: w.forms.reasonMissing },
    );
  return (
    <Form form={form} onSubmit={send} button={everything ? w.emergency.startAll : w.emergency.start} warning>
      <Choices
        form={form}
        name="what"
        label={w.emergency.what}
        choices={[
          { value: 'names', text: w.emergency.someNames },
          { value: 'everything', text: w.emergency.everything, hint: w.emergency.everythingHint },
        ]}
      />
      {!everything && <TextArea form={form} name="names" label={w.emergency.names} hint={w.emergency.namesHint} />}
      <ReasonField form={form} />
      <SelectField form={form} name="reviewer" label={w.emergency.reviewer} none={w.emergency.managers} choices={props.people.filter((each) => !each.disabled).map((each) => ({ value: each.user, text: `${each.name} (${w.roles[each.role]})` }))} />
      <TextField form={form} name="review_by" type="datetime-local" label={w.emergency.reviewBy} hint={w.emergency.reviewByHint} width={20} />
    </Form>
  );
}

function End(props: { block: EmergencyBlock; cancel: () => void; done: (told: Told) => Promise<void> }) {
  const form = useForm({ reason: '' });
  return (
    <AskReason
      form={form}
      warning={false}
      title={w.emergency.endTitle}
      text={w.emergency.endText}
      button={w.emergency.end}
      cancel={props.cancel}
      send={async (reason) => {
        const { data } = await api.remove('/api/v1/emergency-blocks/{id}', reason, { ids: { id: props.block.id } });
        await props.done({ text: w.emergency.ended, serial: data.serial });
      }}
    />
  );
}

async function read(withPeople: boolean) {
  const [blocks, reviews, people] = await Promise.all([api.get('/api/v1/emergency-blocks'), api.get('/api/v1/reviews'), withPeople ? api.get('/api/v1/people') : null]);
  return { blocks: blocks.data.emergency_blocks, reviews: reviews.data.reviews.filter((each) => each.about !== 'unblock'), people: people?.data.people ?? [] };
}

export function EmergencyPage(props: PageProps) {
  const { zone } = useSchool();
  const may = can(props.role, 'network_manager', 'safeguarding_lead', 'leadership');
  const all = useLoad(() => read(may), [may]);
  const [open, setOpen] = useState<string | null>(null);
  const [done, setDone] = useState<Told | null>(null);
  const finish = async (told: Told) => {
    setOpen(null);
    setDone(told);
    await all.reload();
    window.scrollTo(0, 0);
  };
  return (
    <Page title={w.emergency.title} lead={w.emergency.lead}>
      {done !== null && <Done text={done.text} serial={done.serial} />}
      <Wait of={all}>
        {({ blocks, reviews, people }) => (
          <>
            <Table
              caption={w.emergency.inForce}
              none={w.emergency.none}
              rows={blocks}
              keyOf={(block) => block.id}
              columns={[
                { title: w.emergency.names, head: true, cell: (block) => (block.everything ? w.emergency.allBut : <Names names={block.names} most={10} />) },
                { title: w.health.since, cell: (block) => momentText(block.since, zone) },
                ...(may
                  ? [
                      {
                        title: w.people.actions,
                        hidden: true,
                        cell: (block: EmergencyBlock) => (
                          <button type="button" class="sg-link-button" aria-expanded={open === block.id} onClick={() => setOpen(open === block.id ? null : block.id)}>
                            {w.emergency.end} <span class="govuk-visually-hidden">{block.names.join(', ')}</span>
                          </button>
                        ),
                      },
                    ]
                  : []),
              ]}
              after={(block) => open === block.id && <End block={block} cancel={() => setOpen(null)} done={finish} />}
            />
            {may && (
              <>
                <h2 class="govuk-heading-m">{w.emergency.new}</h2>
                <div class="sg-narrow">
                  <Start people={people} done={finish} />
                </div>
              </>
            )}
            <BlockReviews role={props.role} reviews={reviews} done={finish} />
          </>
        )}
      </Wait>
    </Page>
  );
}

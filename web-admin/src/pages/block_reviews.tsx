// What was blocked in an emergency is looked at afterwards, by a person and by a day, and what came of it goes on record.
import { useState } from 'preact/hooks';
import { api } from '../api/client';
import type { Review, Role } from '../api/types';
import { Choices, Form, ReasonField, useForm } from '../parts/form';
import { Names, Tag } from '../parts/small';
import { Table } from '../parts/table';
import { useSchool } from '../school';
import { session } from '../session';
import { useStore } from '../store';
import { momentText } from '../time';
import { w } from '../words/en';

const concluded_shown = 20; // older ones are in the change log
type Outcome = 'kept' | 'rule' | 'ended';
type Finished = (told: { text: string; serial: number }) => Promise<void>;

function Conclude(props: { review: Review; cancel: () => void; done: Finished }) {
  const { review } = props;
  const form = useForm({ outcome: '', reason: '' });
  // A block on everything cannot become a rule.
  const outcomes: Outcome[] = review.everything ? ['kept', 'ended'] : ['kept', 'rule', 'ended'];
  const send = () =>
    form.submit(
      async (values) => {
        const { data } = await api.post('/api/v1/reviews/{id}/conclude', { outcome: values.outcome as Outcome, reason: values.reason }, { ids: { id: review.id } });
        await props.done({ text: w.reviews.concluded, serial: 'serial' in data ? data.serial : 0 });
      },
      { outcome: w.reviews.outcomeMissing, reason: w.forms.reasonMissing },
    );
  return (
    <div class="sg-ask">
      <Form
        form={form}
        onSubmit={send}
        button={w.reviews.conclude}
        beside={
          <button type="button" class="sg-link-button" onClick={props.cancel}>
            {w.forms.cancel}
          </button>
        }
      >
        <Choices form={form} name="outcome" label={w.reviews.outcome} choices={outcomes.map((value) => ({ value, text: w.reviews.outcomes[value], hint: w.reviews.outcomeHints[value] }))} />
        <ReasonField form={form} />
      </Form>
    </div>
  );
}

export function BlockReviews(props: { role: Role; reviews: Review[]; done: Finished }) {
  const { zone } = useSchool();
  const user = useStore(session).session?.user ?? '';
  const [concluding, setConcluding] = useState<string | null>(null);
  const open = props.reviews.filter((each) => each.outcome === 'open').sort((a, b) => a.due.localeCompare(b.due));
  const concluded = props.reviews.filter((each) => each.outcome !== 'open').sort((a, b) => (b.concluded ?? '').localeCompare(a.concluded ?? ''));
  const names = { title: w.emergency.names, head: true, cell: (each: Review) => (each.everything ? w.emergency.allBut : <Names names={each.names} most={10} />) };
  return (
    <>
      <Table
        caption={w.reviews.open}
        none={w.reviews.noneOpen}
        rows={open}
        keyOf={(each) => each.id}
        columns={[
          names,
          { title: w.reviews.by, cell: (each) => each.reviewer || w.emergency.managers },
          {
            title: w.reviews.due,
            cell: (each) => (
              <>
                {momentText(each.due, zone)} {each.overdue && <Tag tone="bad">{w.reviews.overdue}</Tag>}
              </>
            ),
          },
          { title: w.lists.state, cell: (each) => (each.in_force ? w.lists.inForce : w.reviews.over) },
          {
            title: w.people.actions,
            hidden: true,
            cell: (each) =>
              (props.role === 'network_manager' || each.reviewer === user) && (
                <button type="button" class="sg-link-button" aria-expanded={concluding === each.id} onClick={() => setConcluding(concluding === each.id ? null : each.id)}>
                  {w.reviews.say} <span class="govuk-visually-hidden">{each.names.join(', ')}</span>
                </button>
              ),
          },
        ]}
        after={(each) =>
          concluding === each.id && (
            <Conclude
              review={each}
              cancel={() => setConcluding(null)}
              done={async (told) => {
                setConcluding(null);
                await props.done(told);
              }}
            />
          )
        }
      />
      {concluded.length > 0 && (
        <Table
          caption={w.reviews.done}
          rows={concluded.slice(0, concluded_shown)}
          keyOf={(each) => each.id}
          columns={[
            names,
            { title: w.reviews.outcome, cell: (each) => (each.outcome === 'open' ? '' : w.reviews.outcomes[each.outcome]) },
            { title: w.reviews.when, cell: (each) => (each.concluded === undefined ? w.words.none : momentText(each.concluded, zone)) },
          ]}
        />
      )}
    </>
  );
}

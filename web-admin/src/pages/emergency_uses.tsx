// Emergency uses: what one person opened alone is looked at by somebody else, and what came of it goes on record.
import { useState } from 'preact/hooks';
import { api } from '../api/client';
import type { Review } from '../api/types';
import { Done } from '../parts/change';
import { Choices, Form, ReasonField, useForm } from '../parts/form';
import { useLive } from '../parts/live';
import { Wait, useLoad } from '../parts/load';
import { Names, Tag } from '../parts/small';
import { type Column, Table } from '../parts/table';
import { nameOfPerson, usePeople } from '../people';
import { isApprover } from '../policy/requests';
import { useSchool } from '../school';
import { session } from '../session';
import { Page } from '../shell/page';
import type { PageProps } from '../shell/pages';
import { useStore } from '../store';
import { momentText } from '../time';
import { w } from '../words/en';

const refresh_seconds = 60;

function Conclude(props: { review: Review; cancel: () => void; done: (serial: number) => Promise<void> }) {
  const form = useForm({ outcome: '', reason: '' });
  const send = () =>
    form.submit(
      async ({ outcome, reason }) => {
        const { data } = await api.post('/api/v1/reviews/{id}/conclude', { outcome: outcome as 'kept' | 'ended', reason }, { ids: { id: props.review.id } });
        await props.done(data.serial);
      },
      { outcome: w.emergencyUses.chooseMissing, reason: w.forms.reasonMissing },
    );
  return (
    <div class="sg-ask">
      <h3 class="govuk-heading-s">{w.emergencyUses.title1(props.review.names.join(', '))}</h3>
      <Form
        form={form}
        onSubmit={send}
        button={w.emergencyUses.button}
        beside={
          <button type="button" class="sg-link-button" onClick={props.cancel}>
            {w.forms.cancel}
          </button>
        }
      >
        <Choices
          form={form}
          name="outcome"
          label={w.emergencyUses.choose}
          choices={[
            { value: 'kept', text: w.emergencyUses.kept, hint: w.emergencyUses.keptHint },
            { value: 'ended', text: w.emergencyUses.ended, hint: w.emergencyUses.endedHint },
          ]}
        />
        <ReasonField form={form} />
      </Form>
    </div>
  );
}

export function EmergencyUsesPage(props: PageProps) {
  const of = useSchool();
  const register = usePeople();
  const user = useStore(session).session?.user ?? '';
  const [open, setOpen] = useState<string | null>(null);
  const [done, setDone] = useState<number | null>(null);
  const loaded = useLoad<Review[]>(async () => (await api.get('/api/v1/reviews')).data.reviews.filter((review) => review.about === 'unblock'));
  useLive(loaded.reload, ['review', 'unblock'], refresh_seconds);
  const sites: Column<Review> = { title: w.emergencyUses.sites, head: true, cell: (review) => <Names names={review.names} /> };
  const by: Column<Review> = { title: w.emergencyUses.by, cell: (review) => nameOfPerson(register, review.done_by ?? '') };
  const action = (review: Review) =>
    review.done_by === user ? (
      <span class="sg-quiet">{w.emergencyUses.notOwn}</span>
    ) : (
      <button type="button" class="sg-link-button" aria-expanded={open === review.id} onClick={() => setOpen(open === review.id ? null : review.id)}>
        {w.emergencyUses.review} <span class="govuk-visually-hidden">{review.names.join(', ')}</span>
      </button>
    );
  return (
    <Page title={w.emergencyUses.title} lead={w.emergencyUses.lead} back={{ href: '/unblocks', text: w.unblocks.title }}>
      {done !== null && <Done text={w.emergencyUses.done} serial={done} />}
      <Wait of={loaded}>
        {(reviews) => (
          <>
            <Table
              caption={w.emergencyUses.open}
              none={w.emergencyUses.noneOpen}
              rows={reviews.filter((review) => review.outcome === 'open').sort((a, b) => a.due.localeCompare(b.due))}
              keyOf={(review) => review.id}
              columns={[
                sites,
                by,
                {
                  title: w.emergencyUses.due,
                  cell: (review) => (
                    <>
                      {momentText(review.due, of.zone)} {review.overdue && <Tag tone="bad">{w.emergencyUses.overdue}</Tag>} {review.in_force && <Tag tone="plain">{w.emergencyUses.stillOpen}</Tag>}
                    </>
                  ),
                },
                ...(isApprover(props.role) ? [{ title: w.emergencyUses.action, hidden: true, cell: action }] : []),
              ]}
              after={(review) =>
                open === review.id && (
                  <Conclude
                    review={review}
                    cancel={() => setOpen(null)}
                    done={async (serial) => {
                      setOpen(null);
                      setDone(serial);
                      await loaded.reload();
                      window.scrollTo(0, 0);
                    }}
                  />
                )
              }
            />
            <Table
              caption={w.emergencyUses.concluded}
              none={w.emergencyUses.noneConcluded}
              rows={reviews.filter((review) => review.outcome !== 'open').sort((a, b) => (b.concluded ?? '').localeCompare(a.concluded ?? ''))}
              keyOf={(review) => review.id}
              columns={[sites, by, { title: w.emergencyUses.outcome, cell: (review) => w.emergencyUses.outcomes[review.outcome] }]}
            />
          </>
        )}
      </Wait>
    </Page>
  );
}

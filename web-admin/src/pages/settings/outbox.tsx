// Notices that wait to be sent, and those that were given up, with the reason.
import { useState } from 'preact/hooks';
import { api } from '../../api/client';
import type { OutboxEntry } from '../../api/types';
import { Form, useForm } from '../../parts/form';
import { Wait, useLoad, useRefresh } from '../../parts/load';
import { Table } from '../../parts/table';
import { useSchool } from '../../school';
import { Page } from '../../shell/page';
import type { PageProps } from '../../shell/pages';
import { momentText } from '../../time';
import { w } from '../../words/en';

const refresh_seconds = 30;

function Entries(props: { caption: string; none: string; rows: OutboxEntry[]; when: (entry: OutboxEntry) => string | undefined; whenTitle: string }) {
  const { zone } = useSchool();
  const moment = (at: string | undefined) => (at === undefined ? w.words.none : momentText(at, zone));
  return (
    <Table
      caption={props.caption}
      none={props.none}
      rows={props.rows}
      keyOf={(entry) => entry.id}
      columns={[
        {
          title: w.outbox.notice,
          head: true,
          cell: (entry) => (
            <>
              {entry.title}
              {entry.serial !== undefined && (
                <a class="govuk-link sg-below" href={`/changes?after=${Math.max(0, entry.serial - 1)}`}>
                  {w.change.inLog(entry.serial)}
                </a>
              )}
            </>
          ),
        },
        { title: w.outbox.to, cell: (entry) => w.outbox.as[entry.to.as](entry.to.name) },
        { title: w.outbox.queued, cell: (entry) => moment(entry.queued) },
        { title: props.whenTitle, cell: (entry) => moment(props.when(entry)) },
        { title: w.outbox.problem, cell: (entry) => entry.problem ?? w.words.none },
      ]}
    />
  );
}

export function OutboxPage(_: PageProps) {
  const outbox = useLoad(async () => (await api.get('/api/v1/outbox')).data);
  useRefresh(outbox.reload, refresh_seconds);
  const form = useForm({}, { keep: false });
  const [told, setTold] = useState('');
  const retry = () =>
    form.submit(async () => {
      const { data } = await api.post('/api/v1/outbox/retry', {});
      setTold(w.outbox.again(data.again, data.waiting));
      await outbox.reload();
    });
  return (
    <Page title={w.outbox.title} lead={w.outbox.lead} back={{ href: '/settings', text: w.settings.title }}>
      <Wait of={outbox}>
        {(box) => (
          <>
            <Entries caption={w.outbox.waiting} none={w.outbox.noneWaiting} rows={box.waiting} whenTitle={w.outbox.next} when={(entry) => entry.next} />
            <Entries caption={w.outbox.failed} none={w.outbox.noneFailed} rows={box.failed} whenTitle={w.outbox.givenUp} when={(entry) => entry.given_up} />
            {box.left_out > 0 && <p class="govuk-body sg-error-text">{w.outbox.leftOut(box.left_out)}</p>}
            {box.waiting.length + box.failed.length > 0 && (
              <Form form={form} onSubmit={retry} button={w.outbox.retry}>
                <p class="govuk-body" role="status">
                  {told}
                </p>
              </Form>
            )}
          </>
        )}
      </Wait>
    </Page>
  );
}

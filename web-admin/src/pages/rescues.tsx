// Who was let in again at the appliance's console, past password and second factor. Somebody else looks at each.
import { useState } from 'preact/hooks';
import { api } from '../api/client';
import type { Rescue } from '../api/types';
import { AskReason, Done } from '../parts/change';
import { useForm } from '../parts/form';
import { Wait, useLoad } from '../parts/load';
import { type Column, Table } from '../parts/table';
import { nameOfPerson, usePeople } from '../people';
import { useSchool } from '../school';
import { can, session } from '../session';
import { Page } from '../shell/page';
import type { PageProps } from '../shell/pages';
import { useStore } from '../store';
import { momentText } from '../time';
import { w } from '../words/en';

function Acknowledge(props: { rescue: Rescue; name: string; cancel: () => void; done: (serial: number) => Promise<void> }) {
  const form = useForm({ reason: '' });
  const send = async (reason: string) => {
    const { data } = await api.post('/api/v1/rescues/{id}/acknowledge', { reason }, { ids: { id: props.rescue.id } });
    await props.done((data as { serial: number }).serial);
  };
  return <AskReason form={form} title={w.rescues.ask(props.name)} text={w.rescues.askText} button={w.rescues.acknowledge} warning={false} cancel={props.cancel} send={send} />;
}

export function RescuesPage(props: PageProps) {
  const { zone } = useSchool();
  const register = usePeople();
  const user = useStore(session).session?.user ?? '';
  const rescues = useLoad(async () => (await api.get('/api/v1/rescues')).data.rescues);
  const [open, setOpen] = useState<string | null>(null);
  const [done, setDone] = useState<number | null>(null);
  const may = can(props.role, 'network_manager', 'governor');
  const look: Column<Rescue> = {
    title: w.lists.actions,
    hidden: true,
    cell: (rescue) =>
      rescue.user === user ? (
        w.rescues.own
      ) : (
        <button type="button" class="sg-link-button" onClick={() => setOpen(rescue.id)}>
          {w.rescues.acknowledge} <span class="govuk-visually-hidden">{nameOfPerson(register, rescue.user)}</span>
        </button>
      ),
  };
  return (
    <Page title={w.rescues.title} lead={w.rescues.lead} back={{ href: '/people', text: w.nav.people }}>
      {done !== null && <Done text={w.rescues.done} serial={done} />}
      <Wait of={rescues}>
        {(rows) => (
          <Table
            caption={w.rescues.title}
            captionHidden
            none={w.rescues.none}
            rows={rows}
            keyOf={(rescue) => rescue.id}
            columns={[
              { title: w.rescues.who, head: true, cell: (rescue) => nameOfPerson(register, rescue.user) },
              { title: w.rescues.when, cell: (rescue) => momentText(rescue.since, zone) },
              { title: w.rescues.by, cell: (rescue) => rescue.by ?? w.words.none },
              { title: w.rescues.why, cell: (rescue) => rescue.why ?? w.words.none },
              ...(may ? [look] : []),
            ]}
            after={(rescue) =>
              open === rescue.id && (
                <Acknowledge
                  rescue={rescue}
                  name={nameOfPerson(register, rescue.user)}
                  cancel={() => setOpen(null)}
                  done={async (serial) => {
                    setOpen(null);
                    setDone(serial);
                    await rescues.reload();
                  }}
                />
              )
            }
          />
        )}
      </Wait>
    </Page>
  );
}

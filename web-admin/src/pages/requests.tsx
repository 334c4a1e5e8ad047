// What somebody has asked for: first what waits for whoever looks, then what waits for others, then what was decided.
import { useState } from 'preact/hooks';
import { api } from '../api/client';
import type { Request } from '../api/types';
import { useLive } from '../parts/live';
import { Wait, useLoad } from '../parts/load';
import { Groups, LinkButton, Names, Tag } from '../parts/small';
import { Table } from '../parts/table';
import { nameOfPerson, usePeople } from '../people';
import { isApprover, sorted, toneOf } from '../policy/requests';
import { useSchool } from '../school';
import { session } from '../session';
import { Page } from '../shell/page';
import type { PageProps } from '../shell/pages';
import { useStore } from '../store';
import { momentText } from '../time';
import { w } from '../words/en';

const refresh_seconds = 60;
const decided_shown = 20; // a fortnight of a busy school

function Rows(props: { caption: string; none: string; rows: Request[] }) {
  const of = useSchool();
  const register = usePeople();
  return (
    <Table
      caption={props.caption}
      none={props.none}
      rows={props.rows}
      keyOf={(request) => request.id}
      columns={[
        {
          title: w.requests.sites,
          head: true,
          cell: (request) => (
            <>
              <a class="govuk-link" href={`/requests/${request.id}`}>
                <Names names={request.names} />
              </a>{' '}
              <span class="sg-below">{request.topic !== '' ? request.topic : request.reason}</span>
            </>
          ),
        },
        { title: w.requests.forWhom, cell: (request) => <Groups ids={request.groups} /> },
        { title: w.requests.askedBy, cell: (request) => nameOfPerson(register, request.requested_by) },
        { title: w.requests.until, cell: (request) => momentText(request.until, of.zone) },
        { title: w.requests.state, cell: (request) => <Tag tone={toneOf(request.state)}>{w.requests.states[request.state]}</Tag> },
      ]}
    />
  );
}

export function RequestsPage(props: PageProps) {
  const user = useStore(session).session?.user ?? '';
  const [all, setAll] = useState(false);
  const loaded = useLoad<Request[]>(async () => (await api.get('/api/v1/requests')).data.requests);
  useLive(loaded.reload, ['request'], refresh_seconds);
  return (
    <Page title={w.requests.title} lead={w.requests.lead}>
      {props.role !== 'governor' && (
        <LinkButton href="/unblocks/new" secondary={isApprover(props.role)}>
          {w.requests.new}
        </LinkButton>
      )}
      <Wait of={loaded}>
        {(requests) => {
          const { mine, others, decided } = sorted(requests, user);
          const shown = all ? decided : decided.slice(0, decided_shown);
          return (
            <>
              {isApprover(props.role) && <Rows caption={w.requests.mine} none={w.requests.noneMine} rows={mine} />}
              {(others.length > 0 || !isApprover(props.role)) && <Rows caption={isApprover(props.role) ? w.requests.others : w.requests.waiting} none={w.requests.noneWaiting} rows={others} />}
              <Rows caption={w.requests.decided} none={w.requests.noneDecided} rows={shown} />
              {decided.length > shown.length && (
                <button type="button" class="govuk-button govuk-button--secondary" onClick={() => setAll(true)}>
                  {w.requests.olderDecided(decided.length - shown.length)}
                </button>
              )}
            </>
          );
        }}
      </Wait>
    </Page>
  );
}

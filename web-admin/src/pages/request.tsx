// One request: how it stands, what it asks for, who has signed and who still must, what whoever looks may do with it.
import { useRef, useState } from 'preact/hooks';
import { api } from '../api/client';
import type { Request } from '../api/types';
import { Done } from '../parts/change';
import { useLive } from '../parts/live';
import { Wait, useLoad } from '../parts/load';
import { riskText } from '../parts/risk';
import { type Fact, Facts, Groups, Names, Verdict } from '../parts/small';
import { Table } from '../parts/table';
import { nameOfPerson, usePeople } from '../people';
import { type Possible, possible } from '../policy/requests';
import { useSchool } from '../school';
import { session } from '../session';
import { Page } from '../shell/page';
import type { PageProps } from '../shell/pages';
import { usePlace } from '../shell/router';
import { useStore } from '../store';
import { momentText } from '../time';
import { w } from '../words/en';
import { Actions } from './request_actions';
import { History } from './request_history';
import { SignForm } from './request_sign';

const refresh_seconds = 30;
const names_shown = 30; // a bundle has a dozen

const verdictTones = { requested: 'warn', approved: 'good', active: 'good', expired: 'warn', revoked: 'bad', rejected: 'bad', withdrawn: 'bad' } as const;

function Standing(props: { request: Request }) {
  const of = useSchool();
  const register = usePeople();
  const { request } = props;
  const could = request.could_sign ?? [];
  const said: string[] = [];
  if (request.state === 'requested') {
    if ((request.needs ?? []).length > 0) said.push(w.request.needs(w.words.all(request.needs ?? [])));
    said.push(could.length === 0 ? w.request.nobodyCanSign : w.request.couldSign(w.words.all(could.map((user) => nameOfPerson(register, user)))));
  }
  if (request.state === 'approved') said.push(w.request.opens(momentText(request.starts, of.zone)));
  if (request.state === 'active') said.push(w.request.closes(momentText(request.until, of.zone)));
  if (request.closed !== undefined && request.state !== 'expired') said.push(w.request.closedBy(nameOfPerson(register, request.closed_by ?? ''), momentText(request.closed, of.zone), request.closed_because ?? ''));
  return (
    <Verdict tone={verdictTones[request.state]} title={w.request.verdicts[request.state]}>
      {said.map((text) => (
        <p class="govuk-body govuk-!-margin-bottom-1" key={text}>
          {text}
        </p>
      ))}
    </Verdict>
  );
}

function factsOf(request: Request, zone: string, person: (user: string) => string): Fact[] {
  const risk = request.proposed_risk === null || request.sign_offs.some((each) => each.counts) ? null : w.request.proposed(riskText(request.proposed_risk));
  return [
    { term: w.request.sites, value: <Names names={request.names} most={names_shown} /> },
    ...(request.topic === '' ? [] : [{ term: w.request.topic, value: request.topic }]),
    { term: w.request.forWhom, value: <Groups ids={request.groups} /> },
    { term: w.request.when, value: w.request.span(momentText(request.starts, zone), momentText(request.until, zone)) },
    { term: w.request.reason, value: request.reason },
    { term: w.request.askedBy, value: w.request.asked(person(request.requested_by), momentText(request.made, zone)) },
    ...(risk === null ? [] : [{ term: w.request.risk, value: risk }]),
    ...(request.extends === undefined
      ? []
      : [
          {
            term: w.request.prolongs,
            value: (
              <a class="govuk-link" href={`/requests/${request.extends}`}>
                {request.extends}
              </a>
            ),
          },
        ]),
  ];
}

function SignOffs(props: { request: Request }) {
  const of = useSchool();
  const register = usePeople();
  return (
    <Table
      caption={w.request.signOffs}
      none={w.request.noSignOffs}
      rows={props.request.sign_offs}
      keyOf={(each) => `${each.user} ${each.at}`}
      columns={[
        { title: w.request.who, head: true, cell: (each) => `${nameOfPerson(register, each.user)}${each.at_console ? ` ${w.request.atConsole}` : ''}` },
        {
          title: w.request.judgement,
          cell: (each) => (
            <>
              {w.request.judgements[each.judgement]} {each.leadership && w.request.withConsent}
              {!each.counts && <span class="sg-below">{w.request.notCounting}</span>}
            </>
          ),
        },
        { title: w.request.risk, cell: (each) => riskText(each.risk) },
        { title: w.request.at, cell: (each) => momentText(each.at, of.zone) },
      ]}
    />
  );
}

function Body(props: { request: Request; may: Possible; role: PageProps['role']; done: (text: string, serial: number) => Promise<void>; newest: () => Promise<void> }) {
  const of = useSchool();
  const register = usePeople();
  const { request, may } = props;
  const seen = useRef(request.version);
  return (
    <>
      {request.version !== seen.current && (
        <p class="govuk-inset-text" role="status">
          {w.request.changedMeanwhile(request.version)}
        </p>
      )}
      <Standing request={request} />
      <Facts facts={factsOf(request, of.zone, (user) => nameOfPerson(register, user))} />
      <SignOffs request={request} />
      {may.whyNotSign !== '' && <p class="govuk-inset-text">{may.whyNotSign}</p>}
      <Actions request={request} may={may} concluding={false} done={props.done} />
      {may.sign && <SignForm key={request.version} request={request} role={props.role} done={props.done} newest={props.newest} />}
      <Actions request={request} may={may} concluding done={props.done} />
      <History request={request} />
    </>
  );
}

export function RequestPage(props: PageProps) {
  const id = props.ids.id ?? '';
  const { query } = usePlace();
  const user = useStore(session).session?.user ?? '';
  const arrived = query.get('sent') !== null ? w.request.sent : query.get('saved') !== null ? w.request.saved : null;
  const [done, setDone] = useState<{ text: string; serial: number } | null>(arrived === null ? null : { text: arrived, serial: Number(query.get('sent') ?? query.get('saved')) });
  const loaded = useLoad<Request>(async () => (await api.get('/api/v1/requests/{id}', { ids: { id } })).data, [id]);
  useLive(loaded.reload, ['request', 'unblock', 'person'], refresh_seconds);
  const finish = async (text: string, serial: number) => {
    setDone({ text, serial });
    await loaded.reload();
    window.scrollTo(0, 0);
  };
  return (
    <Page title={w.request.title(loaded.data?.topic || (loaded.data?.names[0] ?? id))} back={{ href: '/requests', text: w.requests.title }}>
      {done !== null && <Done text={done.text} serial={done.serial} />}
      {loaded.problem?.status === 404 ? (
        <p class="govuk-body">{w.request.notThere(id)}</p>
      ) : (
        <Wait of={loaded}>{(request) => <Body request={request} may={possible(request, { user, role: props.role })} role={props.role} done={finish} newest={loaded.reload} />}</Wait>
      )}
    </Page>
  );
}

// Today, the home page: is filtering working, what is open just now, and what somebody should look at.
import { api, probe } from '../api/client';
import type { Role, Status, Unblock } from '../api/types';
import { Wait, useLoad, useRefresh } from '../parts/load';
import { Groups, LinkButton, Names, Verdict, number } from '../parts/small';
import { Table } from '../parts/table';
import { type Advice, type Health, verdictOf } from '../policy/verdict';
import { useSchool } from '../school';
import { can } from '../session';
import { Page } from '../shell/page';
import type { PageProps } from '../shell/pages';
import { agoText, leftText, momentText } from '../time';
import { w } from '../words/en';
import { ActivitySlot } from './today_activity';
import { WaitingForYou } from './today_waiting';

const refresh_seconds = 60;

interface Day {
  status: Status;
  health: Health;
  unblocks: Unblock[];
}

async function read(): Promise<Day> {
  const [status, health, unblocks] = await Promise.all([api.get('/api/v1/status'), probe('/healthz'), api.get('/api/v1/unblocks')]);
  return { status: status.data, health: (health.body as Health | null) ?? { status: 'failing', reasons: [w.today.noHealth] }, unblocks: unblocks.data.unblocks };
}

function Warnings(props: { advice: Advice[]; role: Role }) {
  if (props.advice.length === 0) return null;
  return (
    <section aria-labelledby="look">
      <h2 class="govuk-heading-m" id="look">
        {w.today.look}
      </h2>
      <ul class="sg-advice">
        {props.advice.map((each) => (
          <li class="sg-advice__item" key={each.text}>
            <p class="govuk-body govuk-!-margin-bottom-1">{each.text}</p>
            {(each.todo !== undefined || each.href !== undefined) && (
              <p class="govuk-body-s govuk-!-margin-bottom-0">
                {each.todo}{' '}
                {each.href !== undefined && (each.roles?.includes(props.role) ?? true) && (
                  <a class="govuk-link" href={each.href}>
                    {each.linkText}
                  </a>
                )}
              </p>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}

function Running(props: { unblocks: Unblock[]; may: boolean }) {
  const { zone } = useSchool();
  const running = props.unblocks.filter((each) => each.state === 'running').sort((a, b) => a.until.localeCompare(b.until));
  return (
    <section aria-labelledby="running">
      <h2 class="govuk-heading-m" id="running">
        {w.today.running}
      </h2>
      <Table
        caption={w.today.running}
        captionHidden
        none={w.today.noneRunning}
        rows={running}
        keyOf={(each) => each.id}
        columns={[
          { title: w.unblocks.names, cell: (each) => <Names names={each.names} />, head: true },
          { title: w.unblocks.forWhom, cell: (each) => (each.trial === true ? w.unblocks.trialOn(each.device ?? '') : <Groups ids={each.groups} />) },
          { title: w.unblocks.ends, cell: (each) => w.unblocks.endsIn(momentText(each.until, zone), leftText(each.until)) },
        ]}
      />
      <p class="govuk-body">
        <a class="govuk-link" href="/unblocks">
          {w.today.allUnblocks}
        </a>
      </p>
    </section>
  );
}

function ListsAge(props: { status: Status }) {
  const { lists } = props.status;
  return (
    <section aria-labelledby="lists">
      <h2 class="govuk-heading-m" id="lists">
        {w.today.lists}
      </h2>
      <p class="govuk-body">
        {w.today.listsSum(number(lists.names), props.status.counts.lists ?? 0)} {lists.oldest !== undefined && w.today.oldestList(agoText(lists.oldest))}{' '}
        <a class="govuk-link" href="/lists">
          {w.today.seeLists}
        </a>
      </p>
    </section>
  );
}

export function TodayPage(props: PageProps) {
  const day = useLoad(read);
  useRefresh(day.reload, refresh_seconds);
  const may = can(props.role, 'network_manager', 'safeguarding_lead', 'leadership', 'teacher');
  return (
    <Page title={w.today.title}>
      <Wait of={day}>
        {({ status, health, unblocks }) => {
          const verdict = verdictOf(status, health, Date.now());
          return (
            <>
              <Verdict tone={verdict.tone} title={verdict.title}>
                <ul class="sg-verdict__reasons">
                  {verdict.reasons.map((reason) => (
                    <li key={reason}>{reason}</li>
                  ))}
                </ul>
              </Verdict>
              <div class="govuk-button-group sg-noprint">
                {may && <LinkButton href="/unblocks/new">{can(props.role, 'network_manager', 'safeguarding_lead') ? w.unblocks.new : w.unblocks.newAsk}</LinkButton>}
                <LinkButton href="/why" secondary>
                  {w.why.title}
                </LinkButton>
              </div>
              <WaitingForYou />
              <Running unblocks={unblocks} may={may} />
              <ActivitySlot />
              <Warnings advice={verdict.advice} role={props.role} />
              <ListsAge status={status} />
            </>
          );
        }}
      </Wait>
    </Page>
  );
}

// Setting up a new appliance, one thing after the other. It can be left at any point: what is done is told from how the
// appliance is, and nothing of it is kept here.
import type { ComponentType } from 'preact';
import { api, probe } from '../../api/client';
import { Wait, useLoad } from '../../parts/load';
import { LinkButton, Tag } from '../../parts/small';
import { type FirstRun, type Step, stateOf, steps } from '../../policy/first_run';
import { selfCheck } from '../../policy/self_check';
import type { Health } from '../../policy/verdict';
import { Page } from '../../shell/page';
import type { PageProps } from '../../shell/pages';
import { w } from '../../words/en';
import { CheckStep } from './check';
import { DhcpStep } from './dhcp';
import { PeopleStep } from './people';
import { SchoolStep } from './school';
import { isInForce, TemplateStep } from './template';
import { UpstreamsStep } from './upstreams';

export interface StepProps {
  of: FirstRun;
  serial: number | null;
  /** Reads anew what the step has changed. */
  changed: () => Promise<void>;
}

const pagesOfSteps: Record<Step, ComponentType<StepProps>> = { school: SchoolStep, template: TemplateStep, upstreams: UpstreamsStep, people: PeopleStep, dhcp: DhcpStep, check: CheckStep };

async function read(): Promise<{ of: FirstRun; serial: number | null }> {
  const [status, settings, people, invitations, activity, health, template] = await Promise.all([
    api.get('/api/v1/status'),
    api.get('/api/v1/settings'),
    api.get('/api/v1/people'),
    api.get('/api/v1/invitations'),
    api.get('/api/v1/activity'),
    probe('/healthz'),
    isInForce(),
  ]);
  const active = people.data.people.filter((person) => !person.disabled);
  const told = (health.body as Health | null) ?? { status: 'failing' as const, reasons: [w.today.noHealth] };
  const of = {
    status: status.data,
    settings: settings.data,
    people: active.length + invitations.data.invitations.length,
    queries: activity.data.hours.reduce((sum, hour) => sum + hour.queries, 0),
    template,
    checks: selfCheck(status.data, told, people.data.people, null, Date.now()),
  };
  return { of, serial: settings.serial };
}

const tones = { done: 'good', usual: 'quiet', 'to-do': 'plain' } as const;

function Tasks(props: { of: FirstRun }) {
  return (
    <ol class="sg-tasks">
      {steps.map((step) => {
        const state = stateOf(step, props.of);
        return (
          <li class="sg-tasks__item" key={step}>
            <div>
              <a class="govuk-link sg-tasks__link" href={`/first-run/${step}`} aria-describedby={`state-${step}`}>
                {w.firstRun.steps[step].title}
              </a>
              <p class="govuk-body sg-quiet govuk-!-margin-bottom-0">{w.firstRun.steps[step].lead}</p>
            </div>
            <span id={`state-${step}`}>
              <Tag tone={tones[state]}>{w.firstRun.states[state]}</Tag>
            </span>
          </li>
        );
      })}
    </ol>
  );
}

export function FirstRunPage(props: PageProps) {
  const all = useLoad(read);
  const step = steps.find((each) => each === props.ids.step);
  if (step === undefined)
    return (
      <Page title={w.firstRun.title} lead={w.firstRun.lead}>
        <Wait of={all}>
          {({ of }) => {
            const next = steps.find((each) => stateOf(each, of) === 'to-do');
            return (
              <>
                <Tasks of={of} />
                <LinkButton href={next === undefined ? '/' : `/first-run/${next}`}>{next === undefined ? w.firstRun.toToday : w.firstRun.goOn(w.firstRun.steps[next].title)}</LinkButton>
              </>
            );
          }}
        </Wait>
      </Page>
    );
  const Shown = pagesOfSteps[step];
  return (
    <Page title={w.firstRun.steps[step].title} lead={w.firstRun.steps[step].lead} back={{ href: '/first-run', text: w.firstRun.title }}>
      <Wait of={all}>{({ of, serial }) => <Shown of={of} serial={serial} changed={all.reload} />}</Wait>
    </Page>
  );
}

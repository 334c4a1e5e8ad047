// The self-check, as the health page has it: what is wrong comes first.
import { Checks } from '../health';
import { LinkButton } from '../../parts/small';
import type { Check } from '../../policy/self_check';
import { w } from '../../words/en';
import type { StepProps } from './first_run';

const order: Check['state'][] = ['bad', 'warn', 'good'];

export function CheckStep(props: StepProps) {
  const { checks } = props.of;
  const sorted = [...checks].sort((a, b) => order.indexOf(a.state) - order.indexOf(b.state));
  return (
    <>
      <div class="govuk-button-group">
        <button type="button" class="govuk-button govuk-button--secondary" onClick={() => void props.changed()}>
          {w.health.again}
        </button>
        <LinkButton href="/">{w.firstRun.toToday}</LinkButton>
      </div>
      <Checks checks={sorted} />
    </>
  );
}

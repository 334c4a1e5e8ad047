// The way on from a step that is done, or that needs nothing.
import { LinkButton } from '../../parts/small';
import { type Step, nextStep } from '../../policy/first_run';
import { w } from '../../words/en';

export function Next(props: { after: Step; secondary?: boolean }) {
  const next = nextStep(props.after);
  return (
    <LinkButton href={next === null ? '/first-run' : `/first-run/${next}`} secondary={props.secondary ?? false}>
      {next === null ? w.firstRun.back : w.firstRun.next(w.firstRun.steps[next].title)}
    </LinkButton>
  );
}

// Somebody else has changed the same thing meanwhile: the page says so, and overwrites nothing by itself.
import { w } from '../words/en';
import type { FormState, Values } from './form';

export function Conflict<V extends Values>(props: { form: FormState<V>; newest: () => unknown; over: () => void }) {
  if (props.form.problem?.type !== '/problems/changed-meanwhile') return null;
  return (
    <div class="govuk-button-group govuk-!-margin-top-3">
      <button type="button" class="govuk-button govuk-button--secondary" onClick={() => void props.newest()}>
        {w.change.showNewest}
      </button>
      <button type="button" class="sg-link-button" onClick={props.over}>
        {w.change.saveAnyway}
      </button>
    </div>
  );
}

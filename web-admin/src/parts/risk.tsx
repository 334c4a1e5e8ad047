// A risk as schools' assessments have it: likelihood times impact, one to five each.
import type { Request } from '../api/types';
import { w } from '../words/en';
import { Choices, type FormState, type Values } from './form';

const steps = [1, 2, 3, 4, 5] as const;

export interface Rated {
  likelihood: string;
  impact: string;
}

/** The two as numbers, or nothing when one of them is not chosen. */
export const ratingOf = (values: Rated): { likelihood: number; impact: number } | undefined =>
  values.likelihood === '' || values.impact === '' ? undefined : { likelihood: Number(values.likelihood), impact: Number(values.impact) };

/** What is missing when one was chosen without the other. */
export function halfRated(values: Rated): Partial<Record<keyof Rated, string>> {
  if ((values.likelihood === '') === (values.impact === '')) return {};
  return values.likelihood === '' ? { likelihood: w.risk.bothMissing } : { impact: w.risk.bothMissing };
}

export function RiskFields<V extends Values & Rated>(props: { form: FormState<V> }) {
  const rated = ratingOf(props.form.values);
  return (
    <>
      <Choices form={props.form} name="likelihood" inline label={w.risk.likelihood} choices={steps.map((step) => ({ value: String(step), text: w.risk.likelihoods[step] }))} />
      <Choices form={props.form} name="impact" inline label={w.risk.impact} choices={steps.map((step) => ({ value: String(step), text: w.risk.impacts[step] }))} />
      <p class="govuk-body sg-quiet" aria-live="polite">
        {rated === undefined ? '' : w.risk.product(rated.likelihood, rated.impact)}
      </p>
    </>
  );
}

export function riskText(risk: Request['proposed_risk']): string {
  if (risk === null || risk === undefined) return w.risk.none;
  return risk.likelihood !== undefined && risk.impact !== undefined ? w.risk.product(risk.likelihood, risk.impact) : w.risk.rating(risk.rating);
}

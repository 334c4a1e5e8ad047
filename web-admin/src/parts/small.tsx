// Small parts that several pages use.
import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { groupName, useSchool } from '../school';
import { w } from '../words/en';

export type Tone = 'good' | 'bad' | 'warn' | 'plain' | 'quiet';
const colours: Record<Tone, string> = { good: 'green', bad: 'red', warn: 'yellow', plain: 'blue', quiet: 'grey' };

export function Tag(props: { tone: Tone; children: ComponentChildren }) {
  return <strong class={`govuk-tag govuk-tag--${colours[props.tone]} sg-tag`}>{props.children}</strong>;
}

/** A verdict that one sees from across the room: colour, a sign and words. */
export function Verdict(props: { tone: 'good' | 'bad' | 'warn'; title: string; children?: ComponentChildren }) {
  const paths = { good: 'M6 16.5l7 7L26 9', bad: 'M8 8l16 16M24 8L8 24', warn: 'M16 6v13M16 24.5v1' };
  return (
    <div class={`sg-verdict sg-verdict--${props.tone}`}>
      <svg class="sg-verdict__sign" aria-hidden="true" focusable="false" viewBox="0 0 32 32" width="40" height="40">
        <path d={paths[props.tone]} fill="none" stroke="currentColor" stroke-width="4" stroke-linecap="round" stroke-linejoin="round" />
      </svg>
      <div>
        <p class="sg-verdict__title">{props.title}</p>
        {props.children}
      </div>
    </div>
  );
}

export function Groups(props: { ids: readonly string[] }) {
  const of = useSchool();
  return <>{props.ids.length === 0 ? w.words.everyGroup : props.ids.map((id) => groupName(of, id)).join(', ')}</>;
}

/** Domain names: they may break at their dots. */
export function Names(props: { names: readonly string[]; most?: number }) {
  const most = props.most ?? 4;
  const shown = props.names.slice(0, most);
  return (
    <>
      {shown.map((name, n) => (
        <span class="sg-name" key={name}>
          {name}
          {n < shown.length - 1 ? ', ' : ''}
        </span>
      ))}
      {props.names.length > shown.length && <span class="sg-quiet"> {w.words.andMore(props.names.length - shown.length)}</span>}
    </>
  );
}

/** `lazy`: what is in it is made when it is opened; a log has hundreds that nobody opens. */
export function Details(props: { summary: string; open?: boolean; lazy?: boolean; children: ComponentChildren }) {
  const [made, setMade] = useState(props.lazy !== true);
  return (
    <details class="govuk-details" open={props.open} onToggle={() => setMade(true)}>
      <summary class="govuk-details__summary">
        <span class="govuk-details__summary-text">{props.summary}</span>
      </summary>
      {made && <div class="govuk-details__text">{props.children}</div>}
    </details>
  );
}

export interface Fact {
  term: string;
  value: ComponentChildren;
  action?: ComponentChildren;
}
export function Facts(props: { facts: Fact[] }) {
  return (
    <dl class="govuk-summary-list">
      {props.facts.map((fact) => (
        <div class="govuk-summary-list__row" key={fact.term}>
          <dt class="govuk-summary-list__key">{fact.term}</dt>
          <dd class="govuk-summary-list__value">{fact.value}</dd>
          {fact.action !== undefined && <dd class="govuk-summary-list__actions">{fact.action}</dd>}
        </div>
      ))}
    </dl>
  );
}

export function LinkButton(props: { href: string; secondary?: boolean; children: ComponentChildren }) {
  return (
    <a class={`govuk-button${props.secondary ? ' govuk-button--secondary' : ''}`} href={props.href} role="button" draggable={false} onKeyDown={(event) => event.key === ' ' && (event.preventDefault(), event.currentTarget.click())}>
      {props.children}
    </a>
  );
}

const figures = new Intl.NumberFormat(w.language);
export const number = (value: number): string => figures.format(value);

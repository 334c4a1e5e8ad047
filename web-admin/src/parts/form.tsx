// Forms as GOV.UK does them: one thing at a time, errors in a summary that gets the focus and beside the field, in the
// words of the appliance. A form remembers what was typed until it was sent: leaving the page asks first.
import type { ComponentChildren, JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { Problem, byField } from '../api/problem';
import { guardLeaving } from '../shell/router';
import { w } from '../words/en';

export type Values = Record<string, string | string[] | boolean | null>;
export interface FormState<V extends Values> {
  values: V;
  errors: Record<string, string>; // '' is what belongs to no field
  hint: string;
  problem: Problem | null;
  busy: boolean;
  prefix: string;
  /** Counts the failures, so that the summary takes the focus each time. */
  failures: number;
  set<K extends keyof V>(name: K, value: V[K]): void;
  setAll(values: V): void;
  submit(send: (values: V) => Promise<'not-sent' | void>, required?: Partial<Record<keyof V, string>>): Promise<boolean>;
  fail(problem: unknown): void;
  clear(): void;
}

let forms = 0;

export function useForm<V extends Values>(first: V, options: { keep?: boolean } = {}): FormState<V> {
  const [values, setValues] = useState(first);
  const [errors, setErrors] = useState<Record<string, string>>({});
  const [problem, setProblem] = useState<Problem | null>(null);
  const [busy, setBusy] = useState(false);
  const [failures, setFailures] = useState(0);
  const [prefix] = useState(() => `f${++forms}`);
  const dirty = useRef(false);
  const keep = options.keep ?? true;
  useEffect(() => {
    if (!keep) return undefined;
    guardLeaving(() => (dirty.current ? w.forms.leave : null));
    return () => guardLeaving(null);
  }, [keep]);

  const show = (found: Record<string, string>, why: Problem | null) => {
    setErrors(found);
    setProblem(why);
    setFailures((n) => n + 1);
  };
  const fail = (fault: unknown) => {
    const why = fault instanceof Problem ? fault : new Problem({ title: w.errors.unexpected, detail: String((fault as Error)?.message ?? fault) });
    const found = byField(why, Object.keys(first));
    if (why.errors.length === 0) found[''] = why.detail || why.title;
    show(found, why);
  };
  return {
    values,
    errors,
    hint: problem?.hint ?? '',
    problem,
    busy,
    prefix,
    failures,
    set(name, value) {
      dirty.current = true;
      setValues((old) => ({ ...old, [name]: value }));
    },
    setAll(next) {
      setValues(next);
    },
    async submit(send, required = {}) {
      const missing: Record<string, string> = {};
      for (const [name, text] of Object.entries(required)) {
        const value = values[name];
        if (value === '' || value === null || (typeof value === 'string' && value.trim() === '') || (Array.isArray(value) && value.length === 0)) missing[name] = text as string;
      }
      if (Object.keys(missing).length > 0) {
        show(missing, null);
        return false;
      }
      setBusy(true);
      try {
        const was = dirty.current;
        dirty.current = false; // so that sending may go on to another page
        try {
          if ((await send(values)) === 'not-sent') dirty.current = was;
        } catch (fault) {
          dirty.current = was;
          throw fault;
        }
        setErrors({});
        setProblem(null);
        return true;
      } catch (fault) {
        fail(fault);
        return false;
      } finally {
        setBusy(false);
      }
    },
    fail,
    clear() {
      dirty.current = false;
      setValues(first);
      setErrors({});
      setProblem(null);
    },
  };
}

const idOf = (form: { prefix: string }, name: string): string => `${form.prefix}-${name}`;

export function ErrorSummary<V extends Values>(props: { form: FormState<V>; children?: ComponentChildren }) {
  const box = useRef<HTMLDivElement>(null);
  const { form } = props;
  const entries = Object.entries(form.errors);
  useEffect(() => {
    if (form.failures > 0) box.current?.focus();
  }, [form.failures]);
  if (entries.length === 0) return null;
  return (
    <div class="govuk-error-summary" tabIndex={-1} ref={box} data-testid="errors">
      <div role="alert">
        <h2 class="govuk-error-summary__title">{w.forms.problem}</h2>
        <div class="govuk-error-summary__body">
          <ul class="govuk-list govuk-error-summary__list">
            {entries.map(([name, text]) => (
              <li key={name}>
                {name === '' ? (
                  <span class="sg-error-text">{text}</span>
                ) : (
                  <a
                    href={`#${idOf(form, name)}`}
                    onClick={(event) => {
                      event.preventDefault();
                      document.getElementById(idOf(form, name))?.focus();
                    }}
                  >
                    {text}
                  </a>
                )}
              </li>
            ))}
          </ul>
          {form.hint !== '' && <p class="govuk-!-margin-top-2">{form.hint}</p>}
          {props.children}
        </div>
      </div>
    </div>
  );
}

export function Form<V extends Values>(props: {
  form: FormState<V>;
  onSubmit: () => unknown;
  button: string;
  warning?: boolean;
  beside?: ComponentChildren;
  summary?: ComponentChildren;
  children: ComponentChildren;
}) {
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (!props.form.busy) void props.onSubmit();
      }}
    >
      <ErrorSummary form={props.form}>{props.summary}</ErrorSummary>
      {props.children}
      <div class="govuk-button-group">
        <button type="submit" class={props.warning ? 'govuk-button govuk-button--warning' : 'govuk-button'} aria-disabled={props.form.busy}>
          {props.form.busy ? w.forms.busy : props.button}
        </button>
        {props.beside}
      </div>
    </form>
  );
}

interface FieldProps<V extends Values> {
  form: FormState<V>;
  name: keyof V & string;
  label: string;
  hint?: string;
}
const groupClass = (error: string | undefined) => (error === undefined ? 'govuk-form-group' : 'govuk-form-group govuk-form-group--error');

function FieldError(props: { id: string; text: string | undefined }) {
  if (props.text === undefined) return null;
  return (
    <p class="govuk-error-message" id={`${props.id}-error`}>
      <span class="govuk-visually-hidden">{w.forms.error} </span>
      {props.text}
    </p>
  );
}
const describedBy = (id: string, hint: string | undefined, error: string | undefined) =>
  [hint !== undefined ? `${id}-hint` : '', error !== undefined ? `${id}-error` : ''].filter((part) => part !== '').join(' ') || undefined;

export function TextField<V extends Values>(
  props: FieldProps<V> & {
    type?: string;
    width?: 4 | 5 | 10 | 20;
    autoComplete?: string;
    inputMode?: JSX.HTMLAttributes<HTMLInputElement>['inputMode'];
    spellcheck?: boolean;
    readOnly?: boolean;
    autoFocus?: boolean | undefined;
    list?: readonly string[];
    suffix?: ComponentChildren;
  },
) {
  const { form, name } = props;
  const id = idOf(form, name);
  const error = form.errors[name];
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (props.autoFocus) input.current?.focus();
  }, []);
  return (
    <div class={groupClass(error)}>
      <label class="govuk-label" for={id}>
        {props.label}
      </label>
      {props.hint !== undefined && (
        <div class="govuk-hint" id={`${id}-hint`}>
          {props.hint}
        </div>
      )}
      <FieldError id={id} text={error} />
      <input
        ref={input}
        class={`govuk-input${props.width ? ` govuk-input--width-${props.width}` : ''}${error !== undefined ? ' govuk-input--error' : ''}`}
        id={id}
        name={name}
        type={props.type ?? 'text'}
        value={String(form.values[name] ?? '')}
        autoComplete={props.autoComplete ?? 'off'}
        inputMode={props.inputMode}
        spellcheck={props.spellcheck ?? false}
        autocapitalize="none"
        readOnly={props.readOnly}
        list={props.list ? `${id}-list` : undefined}
        aria-describedby={describedBy(id, props.hint, error)}
        onInput={(event) => form.set(name, event.currentTarget.value as V[typeof name])}
      />
      {props.list && (
        <datalist id={`${id}-list`}>
          {props.list.map((value) => (
            <option key={value} value={value} />
          ))}
        </datalist>
      )}
      {props.suffix}
    </div>
  );
}

export function TextArea<V extends Values>(props: FieldProps<V> & { rows?: number }) {
  const { form, name } = props;
  const id = idOf(form, name);
  const error = form.errors[name];
  return (
    <div class={groupClass(error)}>
      <label class="govuk-label" for={id}>
        {props.label}
      </label>
      {props.hint !== undefined && (
        <div class="govuk-hint" id={`${id}-hint`}>
          {props.hint}
        </div>
      )}
      <FieldError id={id} text={error} />
      <textarea
        class={`govuk-textarea${error !== undefined ? ' govuk-textarea--error' : ''}`}
        id={id}
        name={name}
        rows={props.rows ?? 3}
        spellcheck={false}
        autocapitalize="none"
        value={String(form.values[name] ?? '')}
        aria-describedby={describedBy(id, props.hint, error)}
        onInput={(event) => form.set(name, event.currentTarget.value as V[typeof name])}
      />
    </div>
  );
}

export interface Choice {
  value: string;
  text: string;
  hint?: string;
}

export function SelectField<V extends Values>(props: FieldProps<V> & { choices: readonly Choice[]; none?: string }) {
  const { form, name } = props;
  const id = idOf(form, name);
  const error = form.errors[name];
  return (
    <div class={groupClass(error)}>
      <label class="govuk-label" for={id}>
        {props.label}
      </label>
      {props.hint !== undefined && (
        <div class="govuk-hint" id={`${id}-hint`}>
          {props.hint}
        </div>
      )}
      <FieldError id={id} text={error} />
      <select
        class={`govuk-select sg-select${error !== undefined ? ' govuk-select--error' : ''}`}
        id={id}
        name={name}
        value={String(form.values[name] ?? '')}
        aria-describedby={describedBy(id, props.hint, error)}
        onChange={(event) => form.set(name, event.currentTarget.value as V[typeof name])}
      >
        {props.none !== undefined && <option value="">{props.none}</option>}
        {props.choices.map((choice) => (
          <option key={choice.value} value={choice.value}>
            {choice.text}
          </option>
        ))}
      </select>
    </div>
  );
}

/** Radios for one value, checkboxes for several (the value is then a list). */
export function Choices<V extends Values>(props: FieldProps<V> & { choices: readonly Choice[]; several?: boolean; inline?: boolean; children?: ComponentChildren }) {
  const { form, name } = props;
  const id = idOf(form, name);
  const error = form.errors[name];
  const kind = props.several ? 'checkboxes' : 'radios';
  const value = form.values[name];
  const chosen = (choice: string) => (Array.isArray(value) ? value.includes(choice) : value === choice);
  const choose = (choice: string, on: boolean) => {
    if (!Array.isArray(value)) return form.set(name, choice as V[typeof name]);
    form.set(name, (on ? [...value, choice] : value.filter((each) => each !== choice)) as V[typeof name]);
  };
  return (
    <div class={groupClass(error)}>
      <fieldset class="govuk-fieldset" aria-describedby={describedBy(id, props.hint, error)}>
        <legend class="govuk-fieldset__legend">{props.label}</legend>
        {props.hint !== undefined && (
          <div class="govuk-hint" id={`${id}-hint`}>
            {props.hint}
          </div>
        )}
        <FieldError id={id} text={error} />
        <div class={`govuk-${kind} govuk-${kind}--small${props.inline ? ` govuk-${kind}--inline sg-inline` : ''}`}>
          {props.choices.map((choice, n) => (
            <div class={`govuk-${kind}__item`} key={choice.value}>
              <input
                class={`govuk-${kind}__input`}
                id={n === 0 ? id : `${id}-${n}`}
                name={id}
                type={props.several ? 'checkbox' : 'radio'}
                value={choice.value}
                checked={chosen(choice.value)}
                aria-describedby={choice.hint !== undefined ? `${id}-${n}-hint` : undefined}
                onChange={(event) => choose(choice.value, event.currentTarget.checked)}
              />
              <label class={`govuk-label govuk-${kind}__label`} for={n === 0 ? id : `${id}-${n}`}>
                {choice.text}
              </label>
              {choice.hint !== undefined && (
                <div class={`govuk-hint govuk-${kind}__hint`} id={`${id}-${n}-hint`}>
                  {choice.hint}
                </div>
              )}
            </div>
          ))}
        </div>
        {props.children}
      </fieldset>
    </div>
  );
}

/** Why, for the log: every change asks for it. */
export function ReasonField<V extends Values & { reason: string }>(props: { form: FormState<V>; label?: string; hint?: string }) {
  return <TextField form={props.form} name={'reason' as keyof V & string} label={props.label ?? w.forms.reason} hint={props.hint ?? w.forms.reasonHint} spellcheck />;
}

/** One value a line, or separated by commas or blanks. */
export const linesOf = (text: string): string[] => text.split(/[\s,]+/).filter((part) => part !== '');

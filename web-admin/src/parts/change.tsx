// How a change of the policy is made on every page: what it would do is shown first, with the reason asked for; a second
// press makes it. When somebody else has changed the same thing meanwhile, the page says so and overwrites nothing.
import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import type { Preview, Receipt } from '../api/types';
import { w } from '../words/en';
import { Conflict } from './conflict';
import { Form, type FormState, ReasonField, type Values } from './form';
import { PreviewTable } from './preview';

export interface ChangeOptions {
  preview: boolean;
  basedOn: number | null;
}

/** Buttons and panels below a form's own fields. `send` makes the call, as a preview or in earnest. */
export function ChangeForm<V extends Values & { reason: string }>(props: {
  form: FormState<V>;
  send: (values: V, options: ChangeOptions) => Promise<Preview | Receipt | null>;
  basedOn: number | null;
  done: () => unknown;
  newest: () => unknown;
  required?: Partial<Record<keyof V, string>>;
  button?: string;
  look?: string;
  /** Other words for why, where it may be left out. */
  reason?: { label: string; hint: string };
  beside?: ComponentChildren;
  children: ComponentChildren;
}) {
  const { form } = props;
  const [shown, setShown] = useState<{ preview: Preview; of: V } | null>(null);
  const fresh = shown !== null && shown.of === form.values;
  const look = () =>
    form.submit(
      async (values) => {
        setShown({ preview: (await props.send(values, { preview: true, basedOn: null })) as Preview, of: values });
        return 'not-sent' as const;
      },
      props.required,
    );
  const save = (basedOn: number | null) =>
    form.submit(async (values) => {
      await props.send(values, { preview: false, basedOn });
      setShown(null);
      await props.done();
    }, props.required);
  return (
    <Form
      form={form}
      onSubmit={() => (fresh ? save(props.basedOn) : look())}
      button={fresh ? (props.button ?? w.change.save) : (props.look ?? w.change.preview)}
      beside={props.beside}
      summary={<Conflict form={form} newest={props.newest} over={() => void save(null)} />}
    >
      {props.children}
      <ReasonField form={form} {...props.reason} />
      {fresh && shown !== null && <PreviewTable preview={shown.preview} focus />}
    </Form>
  );
}

/** What is told after a change: that it is in force, and its number in the log. */
export function Done(props: { text: string; serial?: number | undefined; onClose?: () => void; children?: ComponentChildren }) {
  return (
    <div class="govuk-notification-banner govuk-notification-banner--success" role="status" aria-labelledby="done-title">
      <div class="govuk-notification-banner__header">
        <h2 class="govuk-notification-banner__title" id="done-title">
          {w.change.done}
        </h2>
      </div>
      <div class="govuk-notification-banner__content">
        <p class="govuk-notification-banner__heading">{props.text}</p>
        {props.serial !== undefined && (
          <p class="govuk-body">
            <a class="govuk-notification-banner__link" href={`/changes?after=${Math.max(0, props.serial - 1)}`}>
              {w.change.inLog(props.serial)}
            </a>
          </p>
        )}
        {props.children}
      </div>
    </div>
  );
}

/** A small form that asks why before something is ended or removed. */
export function AskReason(props: { title: string; text?: string; button: string; warning?: boolean; form: FormState<{ reason: string }>; send: (reason: string) => Promise<void>; cancel: () => void; optional?: boolean }) {
  const { form } = props;
  return (
    <div class="sg-ask">
      <h2 class="govuk-heading-s">{props.title}</h2>
      {props.text !== undefined && <p class="govuk-body">{props.text}</p>}
      <Form
        form={form}
        warning={props.warning ?? true}
        button={props.button}
        onSubmit={() => form.submit((values) => props.send(values.reason), props.optional ? {} : { reason: w.forms.reasonMissing })}
        beside={
          <button type="button" class="sg-link-button" onClick={props.cancel}>
            {w.forms.cancel}
          </button>
        }
      >
        <ReasonField form={form} />
      </Form>
    </div>
  );
}

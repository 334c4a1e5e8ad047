// A form that is saved with one press, for what filters nothing by itself: mail, webhooks, signing in. What changes the
// policy shows what it would do first (change.tsx).
import type { ComponentChildren } from 'preact';
import { useCallback, useState } from 'preact/hooks';
import { w } from '../words/en';
import { Conflict } from './conflict';
import { Form, type FormState, ReasonField, type Values } from './form';
import { type Loaded, useLoad } from './load';

export interface Editing<T> {
  loaded: Loaded<T>;
  /** Serial of the change that was made last. */
  done: number | null;
  /** A key: the form begins anew with what is read after a change. */
  turn: number;
  saved: (serial: number) => Promise<void>;
  newest: () => Promise<void>;
}

/** What is read, edited, saved, and read again. */
export function useEditing<T>(read: () => Promise<T>): Editing<T> {
  const loaded = useLoad(read);
  const [done, setDone] = useState<number | null>(null);
  const [turn, setTurn] = useState(0);
  const newest = useCallback(async () => {
    await loaded.reload();
    setTurn((n) => n + 1);
  }, [loaded.reload]);
  const saved = async (serial: number) => {
    setDone(serial);
    await newest();
    window.scrollTo(0, 0);
  };
  return { loaded, done, turn, saved, newest };
}

export function SaveForm<V extends Values & { reason: string }>(props: {
  form: FormState<V>;
  /** Makes the change; the serial that the receipt tells. */
  send: (values: V, basedOn: number | null) => Promise<number>;
  basedOn: number | null;
  editing: { saved: (serial: number) => Promise<void>; newest: () => Promise<void> };
  required?: Partial<Record<keyof V, string>>;
  button?: string;
  beside?: ComponentChildren;
  children: ComponentChildren;
}) {
  const { form } = props;
  const save = (basedOn: number | null) =>
    form.submit(async (values) => props.editing.saved(await props.send(values, basedOn)), { reason: w.forms.reasonMissing, ...props.required } as Partial<Record<keyof V, string>>);
  return (
    <Form form={form} onSubmit={() => save(props.basedOn)} button={props.button ?? w.change.save} beside={props.beside} summary={<Conflict form={form} newest={props.editing.newest} over={() => void save(null)} />}>
      {props.children}
      <ReasonField form={form} />
    </Form>
  );
}

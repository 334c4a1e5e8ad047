// What a network manager does with one person: change what stands in the register, and what happens when a phone is lost,
// a password is forgotten, or somebody leaves.
import { useState } from 'preact/hooks';
import { api } from '../api/client';
import type { Person, Receipt, Role } from '../api/types';
import { AskReason } from '../parts/change';
import { Choices, Form, ReasonField, TextField, useForm } from '../parts/form';
import { w } from '../words/en';
import { type Finished, roleChoices } from './people_forms';

type ActId = 'password' | 'factor' | 'out' | 'disable' | 'enable' | 'erase';
interface Act {
  /** Whether it makes sense for this person. */
  fits: (person: Person) => boolean;
  send: (person: Person, reason: string, basedOn: number | null) => Promise<Receipt & { one_time_password?: string }>;
  harmless?: boolean;
}

const acts: Record<ActId, Act> = {
  password: {
    fits: (person) => !person.disabled,
    send: async (person, reason) => (await api.post('/api/v1/people/{user}/password', { reason }, { ids: { user: person.user } })).data,
  },
  factor: {
    fits: (person) => person.second_factor,
    send: async (person, reason) => (await api.remove('/api/v1/people/{user}/factor', reason, { ids: { user: person.user } })).data,
  },
  out: {
    fits: (person) => !person.disabled,
    send: async (person, reason) => (await api.remove('/api/v1/people/{user}/sessions', reason, { ids: { user: person.user } })).data,
  },
  disable: {
    fits: (person) => !person.disabled,
    send: async (person, reason, basedOn) => (await api.patch('/api/v1/people/{user}', { disabled: true, reason }, { ids: { user: person.user }, basedOn })).data,
  },
  enable: {
    fits: (person) => person.disabled,
    send: async (person, reason, basedOn) => (await api.patch('/api/v1/people/{user}', { disabled: false, reason }, { ids: { user: person.user }, basedOn })).data,
    harmless: true,
  },
  erase: {
    fits: (person) => person.disabled,
    send: async (person, reason) => (await api.post('/api/v1/people/{user}/erase', { reason }, { ids: { user: person.user } })).data,
  },
};

function Ask(props: { id: ActId; person: Person; serial: number | null; cancel: () => void; done: Finished }) {
  const form = useForm({ reason: '' });
  const words = w.people.acts[props.id];
  const { person } = props;
  return (
    <AskReason
      form={form}
      warning={!acts[props.id].harmless}
      title={words.title(person.name)}
      text={words.text}
      button={words.button}
      cancel={props.cancel}
      send={async (reason) => {
        const receipt = await acts[props.id].send(person, reason, props.serial);
        await props.done({ text: words.done(person.name), serial: receipt.serial, password: receipt.one_time_password });
      }}
    />
  );
}

export function EditPerson(props: { person: Person; self: boolean; serial: number | null; cancel: () => void; done: Finished }) {
  const { person } = props;
  const form = useForm({ name: person.name, mail: person.mail, role: person.role as string, reason: '' });
  const [asking, setAsking] = useState<ActId | null>(null);
  if (asking !== null) return <Ask id={asking} person={person} serial={props.serial} cancel={() => setAsking(null)} done={props.done} />;
  const save = () =>
    form.submit(
      async (values) => {
        const change = { name: values.name, mail: values.mail.trim(), role: values.role as Role, reason: values.reason };
        const { data } = await api.patch('/api/v1/people/{user}', change, { ids: { user: person.user }, basedOn: props.serial });
        await props.done({ text: w.people.changed(values.name), serial: data.serial });
      },
      { name: w.people.nameMissing, reason: w.forms.reasonMissing },
    );
  const fitting = (Object.keys(acts) as ActId[]).filter((id) => acts[id].fits(person));
  return (
    <div class="sg-ask">
      <h2 class="govuk-heading-s">{person.name}</h2>
      {!props.self && (
        <div class="sg-actions">
          {fitting.map((id) => (
            <button type="button" class="sg-link-button" key={id} onClick={() => setAsking(id)}>
              {w.people.acts[id].button}
            </button>
          ))}
        </div>
      )}
      <Form
        form={form}
        onSubmit={save}
        button={w.people.save}
        beside={
          <button type="button" class="sg-link-button" onClick={props.cancel}>
            {w.forms.cancel}
          </button>
        }
      >
        <TextField form={form} name="name" label={w.people.name} />
        <TextField form={form} name="mail" type="email" label={w.people.mail} hint={w.people.mailHint} />
        <Choices form={form} name="role" label={w.people.role} choices={roleChoices} />
        <ReasonField form={form} />
      </Form>
    </div>
  );
}

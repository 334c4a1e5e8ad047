// People who may sign in, and what each may do.
import { useState } from 'preact/hooks';
import { api } from '../api/client';
import type { Person, Role } from '../api/types';
import { AskReason, Done } from '../parts/change';
import { Choices, Form, ReasonField, TextField, useForm } from '../parts/form';
import { Wait, useLoad } from '../parts/load';
import { Details, Tag } from '../parts/small';
import { Table } from '../parts/table';
import { can, session } from '../session';
import { Page } from '../shell/page';
import type { PageProps } from '../shell/pages';
import { useStore } from '../store';
import { w } from '../words/en';

const roles: Role[] = ['network_manager', 'safeguarding_lead', 'leadership', 'teacher', 'governor'];
const roleChoices = roles.map((role) => ({ value: role, text: w.roles[role], hint: w.people.roleMeans[role] }));
interface Told {
  text: string;
  serial: number;
  password?: string | undefined;
}
type Finished = (told: Told) => Promise<void>;

function Add(props: { done: Finished }) {
  const form = useForm({ name: '', user: '', role: 'teacher', reason: '' });
  const send = () =>
    form.submit(
      async (values) => {
        const { data } = await api.post('/api/v1/people', { user: values.user.trim().toLowerCase(), name: values.name, role: values.role as Role, reason: values.reason });
        form.clear();
        await props.done({ text: w.people.added(values.name), serial: data.serial, password: data.one_time_password });
      },
      { name: w.people.nameMissing, user: w.people.userMissing, reason: w.forms.reasonMissing },
    );
  return (
    <Form form={form} onSubmit={send} button={w.people.add}>
      <TextField form={form} name="name" label={w.people.name} />
      <TextField form={form} name="user" label={w.people.user} hint={w.people.userHint} width={20} />
      <Choices form={form} name="role" label={w.people.role} choices={roleChoices} />
      <ReasonField form={form} />
    </Form>
  );
}

function Edit(props: { person: Person; self: boolean; serial: number | null; cancel: () => void; done: Finished }) {
  const { person } = props;
  const ids = { user: person.user };
  const form = useForm({ name: person.name, role: person.role as string, reason: '' });
  const [asking, setAsking] = useState<'disable' | 'password' | null>(null);
  const ask = useForm({ reason: '' });
  const save = () =>
    form.submit(
      async (values) => {
        const { data } = await api.patch('/api/v1/people/{user}', { name: values.name, role: values.role as Role, reason: values.reason }, { ids, basedOn: props.serial });
        await props.done({ text: w.people.changed(values.name), serial: data.serial });
      },
      { name: w.people.nameMissing, reason: w.forms.reasonMissing },
    );
  if (asking === 'disable') {
    return (
      <AskReason
        form={ask}
        warning={!person.disabled}
        title={person.disabled ? w.people.enableTitle(person.name) : w.people.disableTitle(person.name)}
        text={person.disabled ? undefined : w.people.disableText}
        button={person.disabled ? w.people.enable : w.people.disable}
        cancel={() => setAsking(null)}
        send={async (reason) => {
          const { data } = await api.patch('/api/v1/people/{user}', { disabled: !person.disabled, reason }, { ids, basedOn: props.serial });
          await props.done({ text: person.disabled ? w.people.enabled(person.name) : w.people.disabled(person.name), serial: data.serial });
        }}
      />
    );
  }
  if (asking === 'password') {
    return (
      <AskReason
        form={ask}
        title={w.people.resetTitle(person.name)}
        text={w.people.resetText}
        button={w.people.reset}
        cancel={() => setAsking(null)}
        send={async (reason) => {
          const { data } = await api.post('/api/v1/people/{user}/password', { reason }, { ids });
          await props.done({ text: w.people.wasReset(person.name), serial: data.serial, password: data.one_time_password });
        }}
      />
    );
  }
  return (
    <div class="sg-ask">
      <h3 class="govuk-heading-s">{person.name}</h3>
      <Form
        form={form}
        onSubmit={save}
        button={w.people.save}
        beside={
          <>
            <button type="button" class="sg-link-button" onClick={props.cancel}>
              {w.forms.cancel}
            </button>
            {!props.self && (
              <>
                <button type="button" class="sg-link-button" onClick={() => setAsking('password')}>
                  {w.people.reset}
                </button>
                <button type="button" class="sg-link-button" onClick={() => setAsking('disable')}>
                  {person.disabled ? w.people.enable : w.people.disable}
                </button>
              </>
            )}
          </>
        }
      >
        <TextField form={form} name="name" label={w.people.name} />
        <Choices form={form} name="role" label={w.people.role} choices={roleChoices} />
        <ReasonField form={form} />
      </Form>
    </div>
  );
}

export function PeoplePage(props: PageProps) {
  const people = useLoad(() => api.get('/api/v1/people'));
  const user = useStore(session).session?.user ?? '';
  const [open, setOpen] = useState<string | null>(null);
  const [done, setDone] = useState<Told | null>(null);
  const may = can(props.role, 'network_manager');
  const finish: Finished = async (told) => {
    setOpen(null);
    setDone(told);
    await people.reload();
    window.scrollTo(0, 0);
  };
  return (
    <Page title={w.people.title} lead={w.people.lead}>
      {done !== null && (
        <Done text={done.text} serial={done.serial}>
          {done.password !== undefined && (
            <p class="govuk-body">
              {w.people.oneTime} <span class="sg-password">{done.password}</span>
            </p>
          )}
        </Done>
      )}
      {may && (
        <Details summary={w.people.addSomebody}>
          <Add done={finish} />
        </Details>
      )}
      <Wait of={people}>
        {({ data, serial }) => (
          <Table
            caption={w.people.title}
            captionHidden
            rows={data.people}
            keyOf={(person) => person.user}
            columns={[
              {
                title: w.people.name,
                head: true,
                cell: (person) => (
                  <>
                    {person.name}
                    <span class="sg-below">{person.user}</span>
                  </>
                ),
              },
              { title: w.people.role, cell: (person) => w.roles[person.role] },
              {
                title: w.people.state,
                cell: (person) =>
                  person.disabled ? <Tag tone="quiet">{w.people.isDisabled}</Tag> : person.must_change_password ? <Tag tone="warn">{w.people.mustChange}</Tag> : <Tag tone="good">{w.people.active}</Tag>,
              },
              ...(may
                ? [
                    {
                      title: w.people.actions,
                      hidden: true,
                      cell: (person: Person) => (
                        <button type="button" class="sg-link-button" aria-expanded={open === person.user} onClick={() => setOpen(open === person.user ? null : person.user)}>
                          {w.people.change} <span class="govuk-visually-hidden">{person.name}</span>
                        </button>
                      ),
                    },
                  ]
                : []),
            ]}
            after={(person) => open === person.user && <Edit person={person} self={person.user === user} serial={serial} cancel={() => setOpen(null)} done={finish} />}
          />
        )}
      </Wait>
    </Page>
  );
}

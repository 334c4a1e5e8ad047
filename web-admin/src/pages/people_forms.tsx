// Adding somebody to the register, and taking the register out as a file.
import { api, request } from '../api/client';
import type { Role } from '../api/types';
import { Choices, Form, ReasonField, TextField, useForm } from '../parts/form';
import { saveFile } from '../parts/save_file';
import { w } from '../words/en';

const roles: Role[] = ['network_manager', 'safeguarding_lead', 'leadership', 'teacher', 'governor'];
export const roleChoices = roles.map((role) => ({ value: role, text: w.roles[role], hint: w.people.roleMeans[role] }));

export interface Told {
  text: string;
  serial: number;
  password?: string | undefined;
}
export type Finished = (told: Told) => Promise<void>;

export function AddPerson(props: { done: Finished }) {
  const form = useForm({ name: '', user: '', mail: '', role: 'teacher', reason: '' });
  const send = () =>
    form.submit(
      async (values) => {
        const { data } = await api.post('/api/v1/people', { user: values.user.trim().toLowerCase(), name: values.name, mail: values.mail.trim(), role: values.role as Role, reason: values.reason });
        form.clear();
        await props.done({ text: w.people.added(values.name), serial: data.serial, password: data.one_time_password });
      },
      { name: w.people.nameMissing, user: w.people.userMissing, reason: w.forms.reasonMissing },
    );
  return (
    <Form form={form} onSubmit={send} button={w.people.add}>
      <TextField form={form} name="name" label={w.people.name} />
      <TextField form={form} name="user" label={w.people.user} hint={w.people.userHint} width={20} />
      <TextField form={form} name="mail" type="email" label={w.people.mail} hint={w.people.mailHint} />
      <Choices form={form} name="role" label={w.people.role} choices={roleChoices} />
      <ReasonField form={form} />
    </Form>
  );
}

export function ExportRegister() {
  const form = useForm({ reason: '' });
  const send = () =>
    form.submit(
      async (values) => {
        const reply = await request('GET', '/api/v1/people/export', undefined, { query: { reason: values.reason } });
        saveFile('schoolgate-people.csv', await reply.blob());
        form.clear();
      },
      { reason: w.forms.reasonMissing },
    );
  return (
    <Form form={form} onSubmit={send} button={w.people.exportButton}>
      <p class="govuk-body">{w.people.exportText}</p>
      <ReasonField form={form} />
    </Form>
  );
}

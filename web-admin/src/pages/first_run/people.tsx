// The second person, by invitation: they choose a password that nobody else ever knew.
import { useState } from 'preact/hooks';
import { api } from '../../api/client';
import type { Role } from '../../api/types';
import { Done } from '../../parts/change';
import { Choices, Form, TextField, useForm } from '../../parts/form';
import { useSchool } from '../../school';
import { momentText } from '../../time';
import { w } from '../../words/en';
import type { StepProps } from './first_run';
import { Next } from './next';

const offered: Role[] = ['network_manager', 'safeguarding_lead', 'leadership'];

export function PeopleStep(props: StepProps) {
  const { zone } = useSchool();
  const form = useForm({ name: '', user: '', role: 'safeguarding_lead' });
  const [made, setMade] = useState<{ name: string; link: string; until: string; serial: number } | null>(null);
  const send = () =>
    form.submit(
      async (values) => {
        const { data } = await api.post('/api/v1/invitations', { user: values.user.trim().toLowerCase(), name: values.name.trim(), role: values.role as Role, reason: w.firstRun.reason });
        form.clear();
        setMade({ name: values.name, link: data.link ?? data.code, until: data.until, serial: data.serial });
        await props.changed();
      },
      { name: w.people.nameMissing, user: w.people.userMissing },
    );
  return (
    <>
      {made !== null && (
        <>
          <Done text={w.firstRun.people.invited(made.name)} serial={made.serial} />
          <p class="govuk-body">{w.firstRun.people.give(made.name, momentText(made.until, zone))}</p>
          <p>
            <span class="sg-password">{made.link}</span>
          </p>
        </>
      )}
      <div class="sg-narrow">
        <Form form={form} onSubmit={send} button={w.firstRun.people.invite}>
          <TextField form={form} name="name" label={w.people.name} />
          <TextField form={form} name="user" label={w.people.user} hint={w.people.userHint} width={20} />
          <Choices form={form} name="role" label={w.people.role} choices={offered.map((role) => ({ value: role, text: w.roles[role], hint: w.people.roleMeans[role] }))} />
        </Form>
      </div>
      <Next after="people" secondary={made === null} />
    </>
  );
}

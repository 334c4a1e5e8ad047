// Invitations: somebody is asked in, and chooses a password that nobody else ever knew.
import { useState } from 'preact/hooks';
import { api } from '../api/client';
import type { Invitation, Role } from '../api/types';
import { AskReason, Done } from '../parts/change';
import { Choices, Form, ReasonField, TextField, useForm } from '../parts/form';
import { Wait, useLoad } from '../parts/load';
import { ShownOnce } from '../parts/shown_once';
import { Table } from '../parts/table';
import { useSchool } from '../school';
import { Page } from '../shell/page';
import type { PageProps } from '../shell/pages';
import { leftText, momentText } from '../time';
import { w } from '../words/en';
import { roleChoices } from './people_forms';

interface Told {
  text: string;
  serial: number;
  link?: string | undefined;
  code?: string;
}

function Invite(props: { done: (told: Told) => Promise<void> }) {
  const form = useForm({ name: '', user: '', mail: '', role: 'teacher', reason: '' });
  const send = () =>
    form.submit(
      async (values) => {
        const { data } = await api.post('/api/v1/invitations', { name: values.name, user: values.user.trim().toLowerCase(), mail: values.mail.trim(), role: values.role as Role, reason: values.reason });
        form.clear();
        await props.done({ text: w.invitations.made(values.name), serial: data.serial, link: data.link, code: data.code });
      },
      { name: w.people.nameMissing, user: w.people.userMissing, reason: w.forms.reasonMissing },
    );
  return (
    <Form form={form} onSubmit={send} button={w.invitations.button}>
      <TextField form={form} name="name" label={w.people.name} />
      <TextField form={form} name="user" label={w.people.user} hint={w.people.userHint} width={20} />
      <TextField form={form} name="mail" type="email" label={w.people.mail} hint={w.people.mailHint} />
      <Choices form={form} name="role" label={w.people.role} choices={roleChoices} />
      <ReasonField form={form} />
    </Form>
  );
}

function Withdraw(props: { invitation: Invitation; cancel: () => void; done: (told: Told) => Promise<void> }) {
  const form = useForm({ reason: '' });
  const { invitation } = props;
  return (
    <AskReason
      form={form}
      title={w.invitations.withdrawTitle(invitation.name)}
      text={w.invitations.withdrawText}
      button={w.invitations.withdraw}
      cancel={props.cancel}
      send={async (reason) => {
        const { data } = await api.remove('/api/v1/invitations/{user}', reason, { ids: { user: invitation.user } });
        await props.done({ text: w.invitations.withdrawn(invitation.name), serial: data.serial });
      }}
    />
  );
}

export function InvitationsPage(_: PageProps) {
  const { zone } = useSchool();
  const invitations = useLoad(async () => (await api.get('/api/v1/invitations')).data.invitations);
  const [open, setOpen] = useState<string | null>(null);
  const [done, setDone] = useState<Told | null>(null);
  const finish = async (told: Told) => {
    setOpen(null);
    setDone(told);
    await invitations.reload();
    window.scrollTo(0, 0);
  };
  return (
    <Page title={w.invitations.title} lead={w.invitations.lead} back={{ href: '/people', text: w.people.title }}>
      {done !== null && <Done text={done.text} serial={done.serial} />}
      {done?.link !== undefined && <ShownOnce what={w.invitations.link} text={done.link} hint={w.invitations.giveLink} />}
      {done?.link === undefined && done?.code !== undefined && <ShownOnce what={w.invitation.code} text={done.code} />}
      <Wait of={invitations}>
        {(rows) => (
          <Table
            caption={w.invitations.waiting}
            none={w.invitations.none}
            rows={rows}
            keyOf={(invitation) => invitation.user}
            columns={[
              {
                title: w.people.name,
                head: true,
                cell: (invitation) => (
                  <>
                    {invitation.name}
                    <span class="sg-below">{invitation.user}</span>
                  </>
                ),
              },
              { title: w.people.role, cell: (invitation) => w.roles[invitation.role] },
              { title: w.invitations.by, cell: (invitation) => invitation.invited_by },
              { title: w.invitations.until, cell: (invitation) => (new Date(invitation.until).getTime() < Date.now() ? w.invitations.over : w.unblocks.endsIn(momentText(invitation.until, zone), leftText(invitation.until))) },
              {
                title: w.people.actions,
                hidden: true,
                cell: (invitation) => (
                  <button type="button" class="sg-link-button" aria-expanded={open === invitation.user} onClick={() => setOpen(open === invitation.user ? null : invitation.user)}>
                    {w.invitations.withdraw} <span class="govuk-visually-hidden">{invitation.name}</span>
                  </button>
                ),
              },
            ]}
            after={(invitation) => open === invitation.user && <Withdraw invitation={invitation} cancel={() => setOpen(null)} done={finish} />}
          />
        )}
      </Wait>
      <h2 class="govuk-heading-m">{w.invitations.new}</h2>
      <div class="sg-narrow">
        <Invite done={finish} />
      </div>
    </Page>
  );
}

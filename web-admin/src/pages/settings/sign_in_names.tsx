// Whose account at the provider is whose. Usually the user name says it; where it does not, the name at the provider is set
// for the person, and an account that was bound by mistake is let go.
import { useState } from 'preact/hooks';
import { api } from '../../api/client';
import type { SingleSignOn } from '../../api/types';
import { AskReason } from '../../parts/change';
import { Form, ReasonField, TextField, useForm } from '../../parts/form';
import type { Editing } from '../../parts/save';
import { Tag } from '../../parts/small';
import { Table } from '../../parts/table';
import { w } from '../../words/en';
import type { ReadSingleSignOn } from './single_sign_on';

type Row = SingleSignOn['links'][number];

function SetName(props: { editing: Editing<ReadSingleSignOn> }) {
  const form = useForm({ user: '', sign_in_name: '', reason: '' });
  const send = () =>
    form.submit(
      async (values) => {
        const { data } = await api.put('/api/v1/people/{user}/sign-in-link', { sign_in_name: values.sign_in_name.trim(), reason: values.reason }, { ids: { user: values.user.trim().toLowerCase() } });
        form.clear();
        await props.editing.saved(data.serial);
      },
      { user: w.people.userMissing, sign_in_name: w.sso.nameMissing, reason: w.forms.reasonMissing },
    );
  return (
    <Form form={form} onSubmit={send} button={w.sso.setName}>
      <TextField form={form} name="user" label={w.people.user} width={20} />
      <TextField form={form} name="sign_in_name" type="email" label={w.sso.name} hint={w.sso.nameHint} />
      <ReasonField form={form} />
    </Form>
  );
}

function Forget(props: { row: Row; cancel: () => void; editing: Editing<ReadSingleSignOn> }) {
  const form = useForm({ reason: '' });
  const { user } = props.row;
  return (
    <AskReason
      form={form}
      title={w.sso.forgetTitle(user)}
      text={w.sso.forgetText}
      button={w.sso.forget}
      cancel={props.cancel}
      send={async (reason) => props.editing.saved((await api.remove('/api/v1/people/{user}/sign-in-link', reason, { ids: { user } })).data.serial)}
    />
  );
}

export function SignInNames(props: { links: Row[]; domain: string; editing: Editing<ReadSingleSignOn> }) {
  const [open, setOpen] = useState<string | null>(null);
  return (
    <>
      <Table
        caption={w.sso.names}
        none={w.sso.noNames}
        rows={props.links}
        keyOf={(row) => row.user}
        columns={[
          { title: w.people.user, head: true, cell: (row) => row.user },
          { title: w.sso.name, cell: (row) => row.sign_in_name || w.sso.byUser(row.user, props.domain) },
          { title: w.people.state, cell: (row) => <Tag tone={row.bound ? 'good' : 'quiet'}>{row.bound ? w.sso.bound : w.sso.notBound}</Tag> },
          {
            title: w.people.actions,
            hidden: true,
            cell: (row) => (
              <button type="button" class="sg-link-button" aria-expanded={open === row.user} onClick={() => setOpen(open === row.user ? null : row.user)}>
                {w.sso.forget} <span class="govuk-visually-hidden">{row.user}</span>
              </button>
            ),
          },
        ]}
        after={(row) => open === row.user && <Forget row={row} cancel={() => setOpen(null)} editing={props.editing} />}
      />
      <h2 class="govuk-heading-m">{w.sso.setNameTitle}</h2>
      <div class="sg-narrow">
        <SetName editing={props.editing} />
      </div>
    </>
  );
}

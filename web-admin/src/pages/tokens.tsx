// API tokens: what a program signs in with, instead of a person's password.
import { useState } from 'preact/hooks';
import { api } from '../api/client';
import type { Role, Token } from '../api/types';
import { AskReason, Done } from '../parts/change';
import { Choices, Form, ReasonField, SelectField, TextField, useForm } from '../parts/form';
import { Wait, useLoad } from '../parts/load';
import { ShownOnce } from '../parts/shown_once';
import { Details } from '../parts/small';
import { Table } from '../parts/table';
import { useSchool } from '../school';
import { can, session } from '../session';
import { Page } from '../shell/page';
import type { PageProps } from '../shell/pages';
import { useStore } from '../store';
import { agoText, momentText, toApi } from '../time';
import { w } from '../words/en';

const scopes = ['read', 'requests', 'lists', 'full'] as const;
const lives_days = [30, 90, 365] as const; // the appliance takes a year at most
const day_milliseconds = 24 * 3600 * 1000;

interface Told {
  text: string;
  serial: number;
  token?: string;
}

function Make(props: { role: Role; done: (told: Told) => Promise<void> }) {
  const form = useForm({ name: '', scope: 'read', days: '90', reason: '' });
  const send = () =>
    form.submit(
      async (values) => {
        const until = toApi(new Date(Date.now() + Number(values.days) * day_milliseconds));
        const { data } = await api.post('/api/v1/tokens', { name: values.name, scope: values.scope as Token['scope'], until, reason: values.reason });
        form.clear();
        await props.done({ text: w.tokens.made(values.name), serial: data.serial, token: data.token });
      },
      { name: w.tokens.nameMissing, reason: w.forms.reasonMissing },
    );
  return (
    <Form form={form} onSubmit={send} button={w.tokens.make}>
      <TextField form={form} name="name" label={w.tokens.name} hint={w.tokens.nameHint} spellcheck />
      <Choices form={form} name="scope" label={w.tokens.scope} hint={w.tokens.scopeHint(w.roles[props.role])} choices={scopes.map((value) => ({ value, text: w.tokens.scopes[value], hint: w.tokens.scopeHints[value] }))} />
      <SelectField form={form} name="days" label={w.tokens.life} choices={lives_days.map((days) => ({ value: String(days), text: w.time.days(days) }))} />
      <ReasonField form={form} />
    </Form>
  );
}

function Revoke(props: { token: Token; cancel: () => void; done: (told: Told) => Promise<void> }) {
  const form = useForm({ reason: '' });
  return (
    <AskReason
      form={form}
      title={w.tokens.revokeTitle(props.token.name)}
      text={w.tokens.revokeText}
      button={w.tokens.revoke}
      cancel={props.cancel}
      send={async (reason) => {
        const { data } = await api.remove('/api/v1/tokens/{id}', reason, { ids: { id: props.token.id } });
        await props.done({ text: w.tokens.revoked(props.token.name), serial: data.serial });
      }}
    />
  );
}

export function TokensPage(props: PageProps) {
  const { zone } = useSchool();
  const user = useStore(session).session?.user ?? '';
  const tokens = useLoad(async () => (await api.get('/api/v1/tokens')).data.tokens);
  const [open, setOpen] = useState<string | null>(null);
  const [done, setDone] = useState<Told | null>(null);
  const finish = async (told: Told) => {
    setOpen(null);
    setDone(told);
    await tokens.reload();
    window.scrollTo(0, 0);
  };
  return (
    <Page title={w.tokens.title} lead={w.tokens.lead} back={{ href: '/account', text: w.account.title }}>
      {done !== null && <Done text={done.text} serial={done.serial} />}
      {done?.token !== undefined && <ShownOnce what={w.tokens.token} text={done.token} />}
      <Details summary={w.tokens.makeOne}>
        <Make role={props.role} done={finish} />
      </Details>
      <Wait of={tokens}>
        {(rows) => (
          <Table
            caption={can(props.role, 'network_manager') ? w.tokens.everybodys : w.tokens.yours}
            none={w.tokens.none}
            rows={rows}
            keyOf={(token) => token.id}
            columns={[
              {
                title: w.tokens.name,
                head: true,
                cell: (token) => (
                  <>
                    {token.name}
                    {token.user !== user && <span class="sg-below">{w.tokens.of(token.user)}</span>}
                  </>
                ),
              },
              { title: w.tokens.scope, cell: (token) => w.tokens.scopes[token.scope] },
              { title: w.tokens.until, cell: (token) => momentText(token.until, zone) },
              { title: w.tokens.lastUsed, cell: (token) => (token.last_used === undefined ? w.tokens.notUsed : agoText(token.last_used)) },
              {
                title: w.people.actions,
                hidden: true,
                cell: (token) => (
                  <button type="button" class="sg-link-button" aria-expanded={open === token.id} onClick={() => setOpen(open === token.id ? null : token.id)}>
                    {w.tokens.revoke} <span class="govuk-visually-hidden">{token.name}</span>
                  </button>
                ),
              },
            ]}
            after={(token) => open === token.id && <Revoke token={token} cancel={() => setOpen(null)} done={finish} />}
          />
        )}
      </Wait>
    </Page>
  );
}

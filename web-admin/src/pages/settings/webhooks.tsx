// Webhooks: the school's own programs that are told of every notice, signed (Standard Webhooks).
import { useState } from 'preact/hooks';
import { api } from '../../api/client';
import type { Problem } from '../../api/problem';
import type { Webhook } from '../../api/types';
import { AskReason, Done } from '../../parts/change';
import { Choices, Form, ReasonField, TextArea, TextField, useForm } from '../../parts/form';
import { ProblemBox, Wait, useLoad } from '../../parts/load';
import { ShownOnce } from '../../parts/shown_once';
import { Details } from '../../parts/small';
import { Table } from '../../parts/table';
import { idFrom } from '../../policy/names';
import { Page } from '../../shell/page';
import type { PageProps } from '../../shell/pages';
import { w } from '../../words/en';

interface Told {
  text: string;
  serial?: number;
  secret?: string | undefined;
}
type Finished = (told: Told) => Promise<void>;

function Add(props: { taken: string[]; done: Finished }) {
  const form = useForm({ name: '', address: '', people: [] as string[], authority: '', reason: '' });
  const send = () =>
    form.submit(
      async (values) => {
        const body = { address: values.address.trim(), with_people: values.people.length > 0, ...(values.authority.trim() === '' ? {} : { authority: values.authority }), reason: values.reason };
        const { data } = await api.put('/api/v1/webhooks/{id}', body, { ids: { id: idFrom(values.name, props.taken) } });
        form.clear();
        await props.done({ text: w.webhooks.added(values.name), serial: data.serial, secret: data.secret });
      },
      { name: w.webhooks.nameMissing, address: w.webhooks.addressMissing, reason: w.forms.reasonMissing },
    );
  return (
    <Form form={form} onSubmit={send} button={w.webhooks.add}>
      <TextField form={form} name="name" label={w.webhooks.name} hint={w.webhooks.nameHint} />
      <TextField form={form} name="address" label={w.webhooks.address} hint={w.webhooks.addressHint} inputMode="url" />
      <Choices form={form} name="people" label={w.webhooks.what} several choices={[{ value: 'yes', text: w.webhooks.withPeople, hint: w.webhooks.withPeopleHint }]} />
      <Details summary={w.webhooks.special}>
        <TextArea form={form} name="authority" label={w.mail.authority} hint={w.mail.authorityHint} rows={4} />
      </Details>
      <ReasonField form={form} />
    </Form>
  );
}

type Act = { id: string; what: 'secret' | 'remove' } | null;

function Ask(props: { act: NonNullable<Act>; cancel: () => void; done: Finished }) {
  const form = useForm({ reason: '' });
  const { id, what } = props.act;
  const send = async (reason: string) => {
    if (what === 'remove') {
      const { data } = await api.remove('/api/v1/webhooks/{id}', reason, { ids: { id } });
      return props.done({ text: w.webhooks.removed(id), serial: data.serial });
    }
    const { data } = await api.put('/api/v1/webhooks/{id}', { new_secret: true, reason }, { ids: { id } });
    return props.done({ text: w.webhooks.hasNewSecret(id), serial: data.serial, secret: data.secret });
  };
  const words = w.webhooks.ask[what];
  return <AskReason form={form} title={words.title(id)} text={words.text} button={words.button} cancel={props.cancel} send={send} />;
}

export function WebhooksPage(_: PageProps) {
  const webhooks = useLoad(async () => (await api.get('/api/v1/webhooks')).data.webhooks);
  const [act, setAct] = useState<Act>(null);
  const [done, setDone] = useState<Told | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const finish: Finished = async (told) => {
    setAct(null);
    setProblem(null);
    setDone(told);
    await webhooks.reload();
    window.scrollTo(0, 0);
  };
  const test = async (id: string) => {
    try {
      const { data } = await api.post('/api/v1/sending/test', { webhook: id });
      await finish({ text: w.webhooks.answered(id, data.answer) });
    } catch (fault) {
      setDone(null);
      setProblem(fault as Problem);
      window.scrollTo(0, 0);
    }
  };
  const link = (text: string, id: string, onClick: () => void) => (
    <button type="button" class="sg-link-button" onClick={onClick}>
      {text} <span class="govuk-visually-hidden">{id}</span>
    </button>
  );
  return (
    <Page title={w.webhooks.title} lead={w.webhooks.lead} back={{ href: '/settings', text: w.settings.title }}>
      {done !== null && <Done text={done.text} serial={done.serial} />}
      {done?.secret !== undefined && <ShownOnce what={w.webhooks.secret} text={done.secret} hint={w.webhooks.secretHint} />}
      {problem !== null && <ProblemBox problem={problem} />}
      <Wait of={webhooks}>
        {(rows) => (
          <>
            <Table
              caption={w.webhooks.title}
              captionHidden
              none={w.webhooks.none}
              rows={rows}
              keyOf={(each: Webhook) => each.id}
              columns={[
                { title: w.webhooks.name, head: true, cell: (each) => each.id },
                { title: w.webhooks.address, cell: (each) => <span class="sg-origin">{each.address}</span> },
                { title: w.webhooks.what, cell: (each) => (each.with_people ? w.webhooks.withPeople : w.webhooks.withoutPeople) },
                {
                  title: w.people.actions,
                  hidden: true,
                  cell: (each) => (
                    <div class="sg-actions">
                      {link(w.webhooks.test, each.id, () => void test(each.id))}
                      {link(w.webhooks.newSecret, each.id, () => setAct({ id: each.id, what: 'secret' }))}
                      {link(w.webhooks.remove, each.id, () => setAct({ id: each.id, what: 'remove' }))}
                    </div>
                  ),
                },
              ]}
              after={(each) => act?.id === each.id && <Ask key={act.what} act={act} cancel={() => setAct(null)} done={finish} />}
            />
            <h2 class="govuk-heading-m">{w.webhooks.new}</h2>
            <div class="sg-narrow">
              <Add taken={rows.map((each) => each.id)} done={finish} />
            </div>
          </>
        )}
      </Wait>
    </Page>
  );
}

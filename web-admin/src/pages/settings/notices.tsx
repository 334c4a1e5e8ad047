// Who is told what, and where to: kinds of notices on or off, and addresses besides those of people who sign in.
import { useState } from 'preact/hooks';
import { api } from '../../api/client';
import type { NoticeRole, Sending } from '../../api/types';
import { Done } from '../../parts/change';
import { Choices, Form, TextArea, type Values, linesOf, useForm } from '../../parts/form';
import { Wait } from '../../parts/load';
import { type Editing, SaveForm, useEditing } from '../../parts/save';
import { can } from '../../session';
import { Page } from '../../shell/page';
import type { PageProps } from '../../shell/pages';
import { w } from '../../words/en';

type Read = Awaited<ReturnType<typeof read>>;
const read = () => api.get('/api/v1/sending');
const recipients: NoticeRole[] = ['chair', 'network_manager', 'safeguarding_lead', 'leadership', 'governor'];
type NoticesForm = Values & Record<NoticeRole, string> & { on: string[]; reason: string };

function valuesOf(sending: Sending): NoticesForm {
  const addresses = Object.fromEntries(recipients.map((role) => [role, sending.addresses.filter((each) => each.for === role).map((each) => each.address).join('\n')]));
  return { ...(addresses as Record<NoticeRole, string>), on: sending.kinds.filter((each) => each.on).map((each) => each.kind), reason: '' };
}

function Kinds(props: { sending: Sending; serial: number | null; editing: Editing<Read> }) {
  const { sending } = props;
  const form = useForm<NoticesForm>(valuesOf(sending));
  const send = async (values: NoticesForm, basedOn: number | null) => {
    const body = {
      off: sending.kinds.map((each) => each.kind).filter((kind) => !values.on.includes(kind)),
      addresses: recipients.flatMap((role) => linesOf(values[role]).map((address) => ({ for: role, address }))),
      reason: values.reason,
    };
    return (await api.put('/api/v1/sending', body, { basedOn })).data.serial;
  };
  return (
    <SaveForm form={form} send={send} basedOn={props.serial} editing={props.editing}>
      <Choices form={form} name="on" label={w.notices.kinds} several choices={sending.kinds.map((each) => ({ value: each.kind, text: each.title }))} />
      <h2 class="govuk-heading-m">{w.notices.addresses}</h2>
      <p class="govuk-body">{w.notices.addressesText}</p>
      {recipients.map((role) => (
        <TextArea key={role} form={form} name={role} label={w.notices.for[role]} {...(role === 'chair' ? { hint: w.notices.chairHint } : {})} rows={role === 'chair' ? 1 : 2} />
      ))}
    </SaveForm>
  );
}

/** The chair keeps checkpoints outside of the school: a log that was rewritten no longer fits the one they have. */
function SendCheckpoint() {
  const form = useForm({}, { keep: false });
  const [queued, setQueued] = useState<number | null>(null);
  return (
    <Form form={form} button={w.notices.checkpointNow} onSubmit={() => form.submit(async () => setQueued((await api.post('/api/v1/sending/checkpoint', {})).data.queued))}>
      <p class="govuk-body">{w.notices.checkpointText}</p>
      <p class="govuk-body" role="status">
        {queued !== null && w.notices.queued(queued)}
      </p>
    </Form>
  );
}

export function NoticesPage(props: PageProps) {
  const editing = useEditing(read);
  const may = can(props.role, 'network_manager');
  return (
    <Page title={w.notices.title} lead={w.notices.lead} back={{ href: '/settings', text: w.settings.title }}>
      {editing.done !== null && <Done text={w.notices.saved} serial={editing.done} />}
      <Wait of={editing.loaded}>
        {({ data, serial }) => (
          <div class="sg-narrow">
            {data.mail.server === '' && <p class="govuk-inset-text">{w.notices.noMail}</p>}
            {may ? (
              <Kinds key={editing.turn} sending={data} serial={serial} editing={editing} />
            ) : (
              <ul class="govuk-list govuk-list--bullet">
                {data.kinds.map((each) => (
                  <li key={each.kind}>{w.notices.is(each.title, each.on)}</li>
                ))}
              </ul>
            )}
            {may && (
              <>
                <h2 class="govuk-heading-m">{w.notices.checkpoint}</h2>
                <SendCheckpoint />
              </>
            )}
          </div>
        )}
      </Wait>
    </Page>
  );
}

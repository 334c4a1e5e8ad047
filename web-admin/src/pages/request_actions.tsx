// What else may be done with a request besides signing it: refuse, take back, end, keep as a topic. Each asks why.
import { useState } from 'preact/hooks';
import { api } from '../api/client';
import type { Request } from '../api/types';
import { AskReason } from '../parts/change';
import { Form, ReasonField, TextField, useForm } from '../parts/form';
import { LinkButton } from '../parts/small';
import { idFrom } from '../policy/names';
import type { Possible } from '../policy/requests';
import { w } from '../words/en';

type Told = (text: string, serial: number) => Promise<void>;
type Action = 'reject' | 'withdraw' | 'endNow' | 'keep';

const asked = {
  reject: { path: '/api/v1/requests/{id}/reject', title: w.request.rejectTitle, text: w.request.rejectText, button: w.request.reject, done: w.request.rejected, optional: false },
  withdraw: { path: '/api/v1/requests/{id}/withdraw', title: w.request.withdrawTitle, text: w.request.withdrawText, button: w.request.withdraw, done: w.request.withdrawn, optional: true },
  endNow: { path: '/api/v1/requests/{id}/revoke', title: w.request.endTitle, text: w.request.endText, button: w.request.endNow, done: w.request.ended, optional: false },
} as const;

function Ask(props: { request: Request; action: keyof typeof asked; cancel: () => void; done: Told }) {
  const form = useForm({ reason: '' });
  const how = asked[props.action];
  return (
    <AskReason
      form={form}
      title={how.title}
      text={how.text}
      button={how.button}
      optional={how.optional}
      cancel={props.cancel}
      send={async (reason) => {
        const { data } = await api.post(how.path, reason.trim() === '' ? {} : { reason }, { ids: { id: props.request.id } });
        await props.done(how.done, data.serial);
      }}
    />
  );
}

function Keep(props: { request: Request; cancel: () => void; done: Told }) {
  const form = useForm({ name: props.request.topic, reason: '' });
  const send = () =>
    form.submit(
      async ({ name, reason }) => {
        const { topics } = (await api.get('/api/v1/topics')).data;
        const id = idFrom(name, topics.map((topic) => topic.id));
        const { data } = await api.post('/api/v1/requests/{id}/keep-as-topic', { id, name, reason }, { ids: { id: props.request.id } });
        await props.done(w.request.kept, data.serial);
      },
      { name: w.request.topicNameMissing, reason: w.forms.reasonMissing },
    );
  return (
    <div class="sg-ask">
      <h3 class="govuk-heading-s">{w.request.keepTitle}</h3>
      <Form
        form={form}
        onSubmit={send}
        button={w.request.keepButton}
        beside={
          <button type="button" class="sg-link-button" onClick={props.cancel}>
            {w.forms.cancel}
          </button>
        }
      >
        <TextField form={form} name="name" label={w.request.topicName} spellcheck />
        <ReasonField form={form} />
      </Form>
    </div>
  );
}

/** `concluding`: what ends the request; else what goes on with it. */
export function Actions(props: { request: Request; may: Possible; concluding: boolean; done: Told }) {
  const [open, setOpen] = useState<Action | null>(null);
  const { request, may } = props;
  const close = () => setOpen(null);
  const done: Told = async (text, serial) => {
    close();
    await props.done(text, serial);
  };
  if (open === 'keep') return <Keep request={request} cancel={close} done={done} />;
  if (open !== null) return <Ask request={request} action={open} cancel={close} done={done} />;
  const button = (action: Action, text: string, warning = false) =>
    may[action] && (
      <button type="button" class={`govuk-button ${warning ? 'govuk-button--warning' : 'govuk-button--secondary'}`} onClick={() => setOpen(action)}>
        {text}
      </button>
    );
  if (props.concluding)
    return (
      <div class="govuk-button-group sg-noprint">
        {button('withdraw', w.request.withdraw)}
        {button('reject', w.request.reject, true)}
        {button('endNow', w.request.endNow, true)}
      </div>
    );
  return (
    <div class="govuk-button-group sg-noprint">
      {may.tryOut && (
        <LinkButton href={`/requests/${request.id}/trial`} secondary>
          {w.request.tryOut}
        </LinkButton>
      )}
      {may.edit && (
        <LinkButton href={`/requests/${request.id}/edit`} secondary>
          {w.request.edit}
        </LinkButton>
      )}
      {may.extend && (
        <LinkButton href={`/unblocks/new?extends=${encodeURIComponent(request.id)}`} secondary>
          {w.request.extend}
        </LinkButton>
      )}
      {button('keep', w.request.keep)}
    </div>
  );
}

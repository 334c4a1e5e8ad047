// From which risk on leadership must consent to a request, what is remembered of blocks, and what the block page says.
import { api } from '../../api/client';
import type { Settings } from '../../api/types';
import { Done } from '../../parts/change';
import { Choices, TextArea, TextField, useForm } from '../../parts/form';
import { Wait } from '../../parts/load';
import { type Editing, SaveForm, useEditing } from '../../parts/save';
import { Page } from '../../shell/page';
import type { PageProps } from '../../shell/pages';
import { w } from '../../words/en';

type Read = Awaited<ReturnType<typeof read>>;
const read = () => api.get('/api/v1/settings');
const ways = ['off', 'without_client', 'with_client'] as const;

function Rules(props: { settings: Settings; serial: number | null; editing: Editing<Read> }) {
  const { settings } = props;
  const form = useForm({
    consent_above: String(settings.consent_above),
    recent_blocks: settings.recent_blocks as string,
    recent_minutes: String(settings.recent_minutes),
    monitoring_notice: settings.monitoring_notice,
    reason: '',
  });
  const send = async (values: typeof form.values, basedOn: number | null) => {
    const body = {
      consent_above: Number(values.consent_above),
      recent_blocks: values.recent_blocks as Settings['recent_blocks'],
      recent_minutes: Number(values.recent_minutes),
      monitoring_notice: values.monitoring_notice.trim(),
      reason: values.reason,
    };
    return ((await api.put('/api/v1/settings', body, { basedOn })).data as { serial: number }).serial;
  };
  return (
    <SaveForm form={form} send={send} basedOn={props.serial} editing={props.editing}>
      <TextField form={form} name="consent_above" label={w.keeping.consent} hint={w.keeping.consentHint} inputMode="numeric" width={4} />
      <Choices form={form} name="recent_blocks" label={w.keeping.recent} hint={w.keeping.recentHint} choices={ways.map((value) => ({ value, text: w.keeping.ways[value] }))} />
      {form.values.recent_blocks !== 'off' && <TextField form={form} name="recent_minutes" label={w.keeping.minutes} hint={w.keeping.minutesHint} inputMode="numeric" width={4} />}
      <TextArea form={form} name="monitoring_notice" label={w.keeping.notice} hint={w.keeping.noticeHint} rows={4} />
    </SaveForm>
  );
}

export function KeepingPage(_: PageProps) {
  const editing = useEditing(read);
  return (
    <Page title={w.keeping.title} lead={w.keeping.lead} back={{ href: '/settings', text: w.settings.title }}>
      {editing.done !== null && <Done text={w.settings.saved} serial={editing.done} />}
      <Wait of={editing.loaded}>
        {({ data, serial }) => (
          <div class="sg-narrow">
            <Rules key={editing.turn} settings={data} serial={serial} editing={editing} />
          </div>
        )}
      </Wait>
    </Page>
  );
}

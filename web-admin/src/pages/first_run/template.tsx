// A ready policy to begin with: what it would change is shown before it is brought in.
import { useState } from 'preact/hooks';
import { api } from '../../api/client';
import type { Preview } from '../../api/types';
import { Done } from '../../parts/change';
import { Choices, Form, useForm } from '../../parts/form';
import { Wait, useLoad } from '../../parts/load';
import { PreviewTable } from '../../parts/preview';
import { loadSchool } from '../../school';
import { w } from '../../words/en';
import type { StepProps } from './first_run';
import { Next } from './next';

const previewOf = async (id: string): Promise<Preview> =>
  (await api.post('/api/v1/templates/{id}/apply', { reason: w.templates.preview }, { ids: { id }, query: { preview: true } })).data as Preview;

/** Whether bringing in one of them would change nothing. */
export async function isInForce(): Promise<boolean> {
  const { templates } = (await api.get('/api/v1/templates')).data;
  const previews = await Promise.all(templates.map((template) => previewOf(template.id)));
  return previews.some((preview) => preview.preview.length === 0);
}

export function TemplateStep(props: StepProps) {
  const form = useForm({ template: '' });
  const templates = useLoad(() => api.get('/api/v1/templates'));
  const [shown, setShown] = useState<{ of: string; preview: Preview } | null>(null);
  const [done, setDone] = useState<number | null>(null);
  const ready = shown !== null && shown.of === form.values.template;
  const send = () =>
    form.submit(
      async (values) => {
        if (!ready) {
          setShown({ of: values.template, preview: await previewOf(values.template) });
          return 'not-sent' as const;
        }
        const { data } = await api.post('/api/v1/templates/{id}/apply', { reason: w.firstRun.reason }, { ids: { id: values.template } });
        setShown(null);
        setDone('serial' in data ? data.serial : 0);
        await Promise.all([loadSchool(), props.changed()]);
        return undefined;
      },
      { template: w.firstRun.templateMissing },
    );
  return (
    <>
      {done !== null && <Done text={w.templates.done} serial={done} />}
      <Wait of={templates}>
        {({ data }) => (
          <Form form={form} onSubmit={send} button={ready ? w.templates.apply : w.change.preview}>
            <Choices form={form} name="template" label={w.templates.template} choices={data.templates.map((each) => ({ value: each.id, text: each.title, hint: each.meaning }))} />
            {ready && shown !== null && <PreviewTable preview={shown.preview} />}
          </Form>
        )}
      </Wait>
      <Next after="template" secondary={done === null} />
    </>
  );
}

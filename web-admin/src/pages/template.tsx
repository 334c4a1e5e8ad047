// A ready policy: what it would change, then bringing it in.
import { useState } from 'preact/hooks';
import { api } from '../api/client';
import type { Preview } from '../api/types';
import { Done } from '../parts/change';
import { Form, ReasonField, useForm } from '../parts/form';
import { Wait, useLoad } from '../parts/load';
import { PreviewTable } from '../parts/preview';
import { loadSchool } from '../school';
import { Page } from '../shell/page';
import type { PageProps } from '../shell/pages';
import { w } from '../words/en';

export function TemplatePage(props: PageProps) {
  const ids = { id: props.ids.id ?? '' };
  const form = useForm({ reason: '' });
  const [done, setDone] = useState<number | null>(null);
  const template = useLoad(async () => {
    const [all, preview] = await Promise.all([
      api.get('/api/v1/templates'),
      // The API wants a reason for a preview too; nothing of it is kept.
      api.post('/api/v1/templates/{id}/apply', { reason: w.templates.preview }, { ids, query: { preview: true } }),
    ]);
    return { about: all.data.templates.find((each) => each.id === ids.id), preview: preview.data as Preview };
  });
  const send = () =>
    form.submit(
      async (values) => {
        const { data } = await api.post('/api/v1/templates/{id}/apply', { reason: values.reason }, { ids });
        setDone('serial' in data ? data.serial : 0);
        await Promise.all([loadSchool(), template.reload()]);
      },
      { reason: w.forms.reasonMissing },
    );
  return (
    <Page title={template.data?.about?.title ?? w.templates.template} lead={template.data?.about?.meaning} back={{ href: '/groups', text: w.groups.title }}>
      {done !== null && <Done text={w.templates.done} serial={done} />}
      <Wait of={template}>
        {({ preview }) => (
          <>
            <PreviewTable preview={preview} />
            {preview.preview.length > 0 && (
              <div class="sg-narrow">
                <Form form={form} onSubmit={send} button={w.templates.apply}>
                  <ReasonField form={form} />
                </Form>
              </div>
            )}
          </>
        )}
      </Wait>
    </Page>
  );
}

// The log of a period as a file that proves itself.
import { request } from '../api/client';
import { Choices, Form, ReasonField, TextField, useForm } from '../parts/form';
import { saveFile } from '../parts/save_file';
import { w } from '../words/en';
import { dayAfter } from './changes';

export function ExportForm(props: { done: () => unknown }) {
  const form = useForm({ from: '', to: '', format: 'csv', reason: '' });
  const { values } = form;
  const send = () =>
    form.submit(
      async () => {
        const reply = await request('GET', '/api/v1/changes/export', undefined, {
          query: { format: values.format, from: values.from || undefined, to: values.to === '' ? undefined : dayAfter(values.to), reason: values.reason },
        });
        saveFile(`change-log${values.from === '' ? '' : `-${values.from}`}${values.to === '' ? '' : `-to-${values.to}`}.${values.format}`, await reply.blob());
        await props.done();
      },
      { reason: w.forms.reasonMissing },
    );
  return (
    <Form form={form} onSubmit={send} button={w.export.button}>
      <p class="govuk-body">{w.export.text}</p>
      <div class="sg-filters__row">
        <TextField form={form} name="from" type="date" label={w.export.from} />
        <TextField form={form} name="to" type="date" label={w.export.to} />
      </div>
      <Choices
        form={form}
        name="format"
        label={w.export.format}
        inline
        choices={[
          { value: 'csv', text: w.export.csv },
          { value: 'jsonl', text: w.export.jsonl },
        ]}
      />
      <ReasonField form={form} />
    </Form>
  );
}

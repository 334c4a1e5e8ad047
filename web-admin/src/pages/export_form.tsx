// The log of a period as a file that proves itself: a document for people, or rows for a spreadsheet or a program.
import { request } from '../api/client';
import { Choices, Form, ReasonField, useForm } from '../parts/form';
import { PeriodFields } from '../parts/period';
import { saveFile } from '../parts/save_file';
import { fileNamePart, queryOf } from '../policy/periods';
import { w } from '../words/en';

const formats = ['html', 'csv', 'jsonl'] as const;

export function ExportForm(props: { format?: (typeof formats)[number]; done: () => unknown }) {
  const form = useForm({ period: 'dates', from: '', to: '', format: (props.format ?? 'csv') as string, reason: '' });
  const send = () =>
    form.submit(
      async (values) => {
        const reply = await request('GET', '/api/v1/changes/export', undefined, { query: { format: values.format, ...queryOf(values), reason: values.reason } });
        saveFile(`change-log${fileNamePart(values)}.${values.format}`, await reply.blob());
        await props.done();
      },
      { reason: w.forms.reasonMissing },
    );
  return (
    <Form form={form} onSubmit={send} button={w.export.button}>
      <p class="govuk-body">{w.export.text}</p>
      <PeriodFields form={form} />
      <Choices form={form} name="format" label={w.export.format} choices={formats.map((value) => ({ value, text: w.export[value] }))} />
      <ReasonField form={form} />
    </Form>
  );
}

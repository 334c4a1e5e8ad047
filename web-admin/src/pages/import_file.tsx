// A list in a file of the network manager's own machine: sent, taken in, and what came of each of its lines.
import { useEffect, useRef, useState } from 'preact/hooks';
import { api } from '../api/client';
import { upload } from '../api/upload';
import type { Imported } from '../api/types';
import { Done } from '../parts/change';
import { FilePicker } from '../parts/file_picker';
import { Form, ReasonField, SelectField, TextField, useForm } from '../parts/form';
import { Facts, number } from '../parts/small';
import { Table } from '../parts/table';
import { categoryTitle, useSchool } from '../school';
import { w } from '../words/en';
import { ListProgress } from './list_progress';

export const list_formats = ['auto', 'hosts', 'plain', 'wildcard', 'adblock', 'dnsmasq', 'unbound', 'rpz', 'squidguard'];
type Format = 'auto';

/** What became of the file's lines, and the first places of each kind of fault. */
export function ImportReport(props: { list: Imported; serial: number }) {
  const of = useSchool();
  const { list } = props;
  return (
    <>
      <Done text={w.importFile.done(list.title, number(list.totals.names))} serial={props.serial}>
        <p class="govuk-body">
          <a class="govuk-notification-banner__link" href="/lists">
            {w.today.seeLists}
          </a>
        </p>
      </Done>
      <Facts
        facts={[
          { term: w.lists.category, value: categoryTitle(of, list.category) },
          { term: w.newSource.format, value: w.importFile.format(list.format, list.detected, list.compression) },
          { term: w.importFile.lines, value: number(list.totals.lines) },
          { term: w.importFile.accepted, value: number(list.totals.accepted) },
          { term: w.importFile.duplicate, value: number(list.totals.duplicate) },
          { term: w.importFile.covered, value: number(list.totals.covered) },
          { term: w.importFile.rejected, value: number(list.totals.rejected) },
          { term: w.importFile.comments, value: number(list.totals.comments) },
        ]}
      />
      <Table
        caption={w.importFile.findings}
        none={w.importFile.noFindings}
        rows={list.findings}
        keyOf={(finding) => finding.kind}
        columns={[
          { title: w.importFile.what, head: true, cell: (finding) => finding.kind },
          { title: w.importFile.became, cell: (finding) => (finding.warning ? w.importFile.taken : w.importFile.leftOut) },
          { title: w.importFile.count, number: true, cell: (finding) => number(finding.count) },
          {
            title: w.importFile.first,
            cell: (finding) =>
              finding.first.map((place) => (
                <span class="sg-below" key={place.line}>
                  {w.importFile.line(number(place.line))} <span class="sg-origin">{place.text}</span>
                </span>
              )),
          },
        ]}
      />
    </>
  );
}

export function FromFile() {
  const of = useSchool();
  const form = useForm({ name: '', category: '', format: 'auto', reason: '' });
  const [file, setFile] = useState<File | null>(null);
  const [missing, setMissing] = useState(false);
  const [sent, setSent] = useState<{ done: number; of: number } | null>(null);
  const [result, setResult] = useState<{ list: Imported; serial: number } | null>(null);
  const stop = useRef(new AbortController());
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => () => stop.current.abort(), []);
  useEffect(() => {
    if (result !== null) box.current?.focus();
  }, [result]);
  const take = async (chosen: File, values: typeof form.values) => {
    try {
      const id = await upload(chosen, (done, octets) => setSent({ done, of: octets }), stop.current.signal);
      const { data } = await api.post('/api/v1/lists/import', { ...values, format: values.format as Format, upload: id });
      const list = data.lists[0];
      if (list !== undefined) setResult({ list, serial: data.serial });
    } finally {
      setSent(null);
    }
  };
  const send = () => {
    setMissing(file === null);
    if (file === null) return document.getElementById('list-file')?.focus();
    return form.submit((values) => take(file, values), { name: w.newSource.titleMissing, category: w.newSource.categoryMissing, reason: w.forms.reasonMissing });
  };
  if (result !== null)
    return (
      <div ref={box} tabIndex={-1} class="sg-quietfocus">
        <ImportReport {...result} />
      </div>
    );
  return (
    <>
      <p class="govuk-body">{w.importFile.lead}</p>
      <Form form={form} onSubmit={send} button={w.importFile.button}>
        <FilePicker id="list-file" label={w.importFile.file} hint={w.importFile.fileHint} error={missing ? w.importFile.fileMissing : undefined} onFile={setFile} />
        <TextField form={form} name="name" label={w.newSource.name} hint={w.importFile.nameHint} />
        <SelectField form={form} name="category" label={w.lists.category} none={w.newSource.choose} choices={of.categories.map((each) => ({ value: each.id, text: each.title }))} />
        <SelectField form={form} name="format" label={w.newSource.format} choices={list_formats.map((value) => ({ value, text: value === 'auto' ? w.newSource.auto : value }))} />
        <ReasonField form={form} />
      </Form>
      {sent !== null && sent.done < sent.of && (
        <div class="sg-card" role="status">
          <p class="govuk-body govuk-!-margin-bottom-1">{w.importFile.sending(Math.floor((100 * sent.done) / sent.of))}</p>
          <progress class="sg-progress" max={sent.of} value={sent.done} aria-label={w.lists.progress} />
        </div>
      )}
      {sent !== null && sent.done >= sent.of && <ListProgress />}
    </>
  );
}

// A list from the catalogue, from an address of the school's choice, or from a file.
import { useState } from 'preact/hooks';
import { api } from '../api/client';
import type { CatalogueEntry } from '../api/types';
import { Choices, Form, ReasonField, SelectField, TextField, useForm } from '../parts/form';
import { Wait, useLoad } from '../parts/load';
import { Facts } from '../parts/small';
import { idFrom } from '../policy/names';
import { categoryTitle, useSchool } from '../school';
import { Page } from '../shell/page';
import type { PageProps } from '../shell/pages';
import { go, usePlace } from '../shell/router';
import { w } from '../words/en';
import { FromFile, list_formats } from './import_file';

function FromCatalogue(props: { entries: CatalogueEntry[] }) {
  const of = useSchool();
  const form = useForm({ id: '', reason: '' });
  const entry = props.entries.find((each) => each.id === form.values.id);
  const send = () =>
    form.submit(
      async (values) => {
        await api.put('/api/v1/sources/{id}', { reason: values.reason }, { ids: { id: values.id } });
        go('/lists');
      },
      { id: w.newSource.idMissing, reason: w.forms.reasonMissing },
    );
  if (props.entries.length === 0) return <p class="govuk-body">{w.newSource.allThere}</p>;
  return (
    <Form form={form} onSubmit={send} button={w.newSource.button}>
      <SelectField
        form={form}
        name="id"
        label={w.newSource.fromCatalogue}
        none={w.newSource.choose}
        choices={props.entries.map((each) => ({ value: each.id, text: w.newSource.entry(each.title, categoryTitle(of, each.category)) }))}
      />
      {entry !== undefined && (
        <Facts
          facts={[
            { term: w.lists.category, value: categoryTitle(of, entry.category) },
            { term: w.newSource.licence, value: entry.licence },
            { term: w.newSource.homepage, value: <span class="sg-origin">{entry.homepage}</span> },
            { term: w.newSource.address, value: <span class="sg-origin">{entry.address}</span> },
            { term: w.newSource.every, value: w.time.hours(entry.every_hours) },
          ]}
        />
      )}
      <ReasonField form={form} />
    </Form>
  );
}

function FromAddress(props: { taken: string[] }) {
  const of = useSchool();
  const form = useForm({ title: '', address: '', category: '', format: 'auto', every_hours: '24', reason: '' });
  const send = () =>
    form.submit(
      async (values) => {
        const { every_hours, format, ...rest } = values;
        await api.put('/api/v1/sources/{id}', { ...rest, format: format as 'auto', every_hours: Number(every_hours) }, { ids: { id: idFrom(values.title, props.taken) } });
        go('/lists');
      },
      { title: w.newSource.titleMissing, address: w.newSource.addressMissing, category: w.newSource.categoryMissing, reason: w.forms.reasonMissing },
    );
  return (
    <Form form={form} onSubmit={send} button={w.newSource.button}>
      <TextField form={form} name="title" label={w.newSource.name} />
      <TextField form={form} name="address" label={w.newSource.address} hint={w.newSource.addressHint} inputMode="url" />
      <SelectField form={form} name="category" label={w.lists.category} none={w.newSource.choose} choices={of.categories.map((each) => ({ value: each.id, text: each.title }))} />
      <SelectField form={form} name="format" label={w.newSource.format} choices={list_formats.map((value) => ({ value, text: value === 'auto' ? w.newSource.auto : value }))} />
      <TextField form={form} name="every_hours" label={w.newSource.everyHours} inputMode="numeric" width={4} />
      <ReasonField form={form} />
    </Form>
  );
}

type From = 'catalogue' | 'address' | 'file';

export function NewSourcePage(_: PageProps) {
  const sources = useLoad(async () => (await api.get('/api/v1/sources')).data);
  const [from, setFrom] = useState<From>(usePlace().query.get('from') === 'file' ? 'file' : 'catalogue');
  const form = useForm({ from }, { keep: false });
  return (
    <Page title={w.newSource.title} back={{ href: '/lists', text: w.lists.title }}>
      <div class="sg-narrow">
        <Choices
          form={{ ...form, values: { from }, set: (_name, value) => setFrom(value as From) }}
          name="from"
          label={w.newSource.from}
          inline
          choices={[
            { value: 'catalogue', text: w.newSource.catalogue },
            { value: 'address', text: w.newSource.ownAddress },
            { value: 'file', text: w.newSource.fromFile },
          ]}
        />
        {from === 'file' && <FromFile />}
        {from !== 'file' && (
          <Wait of={sources}>
            {(data) => {
              const taken = data.sources.map((source) => source.id);
              return from === 'catalogue' ? <FromCatalogue entries={data.catalogue.filter((entry) => !taken.includes(entry.id))} /> : <FromAddress taken={taken} />;
            }}
          </Wait>
        )}
      </div>
    </Page>
  );
}

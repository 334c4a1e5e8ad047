// One bundle: sites that belong together, under a name that groups refer to.
import { useState } from 'preact/hooks';
import { api } from '../api/client';
import type { Preview, Receipt } from '../api/types';
import { AskReason, ChangeForm, type ChangeOptions, Done } from '../parts/change';
import { TextArea, TextField, useForm } from '../parts/form';
import { Wait } from '../parts/load';
import { useEditing } from '../parts/save';
import { Names } from '../parts/small';
import { idFrom, namesOf } from '../policy/names';
import { can } from '../session';
import { Page } from '../shell/page';
import type { PageProps } from '../shell/pages';
import { go } from '../shell/router';
import { w } from '../words/en';

const read = () => api.get('/api/v1/bundles');
type Read = Awaited<ReturnType<typeof read>>;
type Bundle = Read['data']['bundles'][number];

function Editor(props: { bundle: Bundle | null; taken: string[]; serial: number | null; saved: (serial: number) => Promise<void>; newest: () => unknown }) {
  const { bundle } = props;
  const form = useForm({ name: bundle?.name ?? '', names: bundle?.names.join('\n') ?? '', reason: '' });
  const send = async (values: typeof form.values, options: ChangeOptions): Promise<Preview | Receipt> => {
    const id = bundle?.id ?? idFrom(values.name, props.taken);
    const body = { name: values.name, names: namesOf(values.names), reason: values.reason };
    const { data } = await api.put('/api/v1/bundles/{id}', body, { ids: { id }, query: { preview: options.preview || undefined }, basedOn: options.basedOn });
    if (options.preview) return data;
    if (bundle === null) go('/gardens');
    else await props.saved((data as Receipt).serial);
    return data;
  };
  return (
    <ChangeForm form={form} send={send} basedOn={props.serial} done={() => undefined} newest={props.newest} required={{ name: w.gardens.nameMissing, names: w.newUnblock.namesMissing, reason: w.forms.reasonMissing }}>
      <TextField form={form} name="name" label={w.gardens.name} width={20} spellcheck />
      <TextArea form={form} name="names" label={w.gardens.sites} hint={w.gardens.namesHint} rows={10} />
    </ChangeForm>
  );
}

function Remove(props: { bundle: Bundle; serial: number | null }) {
  const [open, setOpen] = useState(false);
  const form = useForm({ reason: '' });
  if (!open)
    return (
      <button type="button" class="govuk-button govuk-button--warning" onClick={() => setOpen(true)}>
        {w.gardens.remove}
      </button>
    );
  return (
    <AskReason
      form={form}
      title={w.gardens.removeTitle(props.bundle.name)}
      text={w.gardens.removeText}
      button={w.gardens.remove}
      cancel={() => setOpen(false)}
      send={async (reason) => {
        await api.remove('/api/v1/bundles/{id}', reason, { ids: { id: props.bundle.id }, basedOn: props.serial });
        go('/gardens');
      }}
    />
  );
}

export function BundlePage(props: PageProps) {
  const id = props.ids.id ?? '';
  const editing = useEditing(read);
  const may = can(props.role, 'network_manager');
  const bundle = editing.loaded.data?.data.bundles.find((each) => each.id === id) ?? null;
  return (
    <Page title={id === 'new' ? w.gardens.add : (bundle?.name ?? w.gardens.bundle)} back={{ href: '/gardens', text: w.gardens.title }}>
      {editing.done !== null && <Done text={w.gardens.saved} serial={editing.done} />}
      <Wait of={editing.loaded}>
        {({ data, serial }) => {
          if (bundle === null && id !== 'new') return <p class="govuk-body">{w.gardens.notThere}</p>;
          if (!may) return <Names names={bundle?.names ?? []} most={500} />;
          return (
            <div class="sg-narrow">
              <Editor key={editing.turn} bundle={bundle} taken={data.bundles.map((each) => each.id)} serial={serial} saved={editing.saved} newest={editing.newest} />
              {bundle !== null && <Remove bundle={bundle} serial={serial} />}
            </div>
          );
        }}
      </Wait>
    </Page>
  );
}

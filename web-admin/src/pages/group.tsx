// One group: where its devices are, and what it blocks, allows and inherits. What a change would do is shown before it is made.
import { useState } from 'preact/hooks';
import { api } from '../api/client';
import type { Group, Preview, Receipt } from '../api/types';
import { AskReason, ChangeForm, type ChangeOptions, Done } from '../parts/change';
import { SelectField, TextArea, TextField, useForm } from '../parts/form';
import { Wait, useLoad } from '../parts/load';
import { idFrom } from '../policy/names';
import { loadSchool } from '../school';
import { can } from '../session';
import { Page } from '../shell/page';
import type { PageProps } from '../shell/pages';
import { go } from '../shell/router';
import { w } from '../words/en';
import { Garden, Search } from './group_search';
import { Categories, Services } from './group_stances';
import { type GroupForm, changeOf, valuesOf } from './group_values';

interface Bundle {
  id: string;
  name: string;
}

function Editor(props: { group: Group | null; serial: number | null; all: Group[]; bundles: Bundle[]; editable: boolean; saved: (id: string, serial: number) => Promise<void>; newest: () => unknown }) {
  const { group } = props;
  const form = useForm<GroupForm>(valuesOf(group));
  const others = props.all.filter((each) => each.id !== group?.id);
  const id = group?.id ?? idFrom(form.values.name, props.all.map((each) => each.id));
  const send = async (values: GroupForm, options: ChangeOptions): Promise<Preview | Receipt> => {
    const { data } = await api.put('/api/v1/groups/{id}', changeOf(values), { ids: { id }, query: { preview: options.preview || undefined }, basedOn: options.basedOn });
    if (!options.preview) await props.saved(id, (data as Receipt).serial);
    return data as Preview | Receipt;
  };
  if (!props.editable) {
    return (
      <>
        <Categories form={form} group={group} editable={false} />
        <Services form={form} group={group} editable={false} />
      </>
    );
  }
  return (
    <ChangeForm form={form} send={send} basedOn={props.serial} done={() => undefined} newest={props.newest} required={{ name: w.group.nameMissing, reason: w.forms.reasonMissing }}>
      <TextField form={form} name="name" label={w.group.name} width={20} />
      <SelectField form={form} name="parent" label={w.group.parent} hint={w.group.parentHint} none={w.group.noParent} choices={others.map((each) => ({ value: each.id, text: each.name }))} />
      <TextArea form={form} name="addresses" label={w.group.addresses} hint={w.group.addressesHint} />
      <Categories form={form} group={group} editable />
      <Services form={form} group={group} editable />
      <Search form={form} />
      <Garden form={form} bundles={props.bundles} />
    </ChangeForm>
  );
}

function Remove(props: { group: Group; serial: number | null }) {
  const [open, setOpen] = useState(false);
  const form = useForm({ reason: '' });
  if (!open) {
    return (
      <button type="button" class="govuk-button govuk-button--warning" onClick={() => setOpen(true)}>
        {w.group.remove}
      </button>
    );
  }
  return (
    <AskReason
      form={form}
      title={w.group.removeTitle(props.group.name)}
      text={w.group.removeText}
      button={w.group.remove}
      cancel={() => setOpen(false)}
      send={async (reason) => {
        await api.remove('/api/v1/groups/{id}', reason, { ids: { id: props.group.id }, basedOn: props.serial });
        await loadSchool();
        go('/groups');
      }}
    />
  );
}

async function read() {
  const [groups, bundles] = await Promise.all([api.get('/api/v1/groups'), api.get('/api/v1/bundles')]);
  return { groups: groups.data.groups, serial: groups.serial, bundles: bundles.data.bundles };
}

export function GroupPage(props: PageProps) {
  const id = props.ids.id ?? '';
  const isNew = id === 'new';
  const groups = useLoad(read);
  const [done, setDone] = useState<number | null>(null);
  const [turn, setTurn] = useState(0);
  const editable = can(props.role, 'network_manager');
  const newest = async () => {
    await groups.reload();
    setTurn((n) => n + 1);
  };
  const group = groups.data?.groups.find((each) => each.id === id) ?? null;
  return (
    <Page title={isNew ? w.groups.add : (group?.name ?? w.groups.group)} back={{ href: '/groups', text: w.groups.title }}>
      {done !== null && <Done text={w.group.saved} serial={done} />}
      <Wait of={groups}>
        {({ groups: all, serial, bundles }) => {
          if (group === null && !isNew) return <p class="govuk-body">{w.group.notThere(id)}</p>;
          return (
            <>
              <Editor
                key={turn}
                group={group}
                serial={serial}
                all={all}
                bundles={bundles}
                editable={editable}
                newest={newest}
                saved={async (saved, number) => {
                  await loadSchool();
                  if (isNew) return go(`/groups/${saved}`);
                  setDone(number);
                  await newest();
                  window.scrollTo(0, 0);
                }}
              />
              {editable && group !== null && <Remove group={group} serial={serial} />}
            </>
          );
        }}
      </Wait>
    </Page>
  );
}

// One group: where its devices are, and what it blocks, allows and inherits. What a change would do is shown before it is made.
import { useState } from 'preact/hooks';
import { api } from '../api/client';
import type { EffectiveStance, Group, GroupChange, Preview, Receipt } from '../api/types';
import { AskReason, ChangeForm, type ChangeOptions, Done } from '../parts/change';
import { type Choice, Choices, type FormState, SelectField, TextArea, TextField, type Values, linesOf, useForm } from '../parts/form';
import { Wait, useLoad } from '../parts/load';
import { Details, Tag } from '../parts/small';
import { Table } from '../parts/table';
import { idFrom, namesOf } from '../policy/names';
import { type Kind, listsOf, stancesOf } from '../policy/stances';
import { type School, groupName, loadSchool, scheduleName, useSchool } from '../school';
import { can } from '../session';
import { Page } from '../shell/page';
import type { PageProps } from '../shell/pages';
import { go } from '../shell/router';
import { w } from '../words/en';

type GroupForm = Values & { name: string; parent: string; addresses: string; safe_search: string; other_engines_blocked: string; youtube: string; walled_garden: string; garden: string; add: string; reason: string };

const tri = (value: boolean | null): string => (value === null ? '' : value ? 'yes' : 'no');
const untri = (value: unknown): boolean | null => (value === '' ? null : value === 'yes');

const keyed = (group: Group | null, kind: Kind): Values => {
  const result: Values = {};
  if (group !== null) for (const [id, stance] of Object.entries(stancesOf(group, kind))) result[`${kind}:${id}`] = stance;
  return result;
};

function valuesOf(group: Group | null): GroupForm {
  return {
    ...keyed(group, 'categories'),
    ...keyed(group, 'services'),
    name: group?.name ?? '',
    parent: group?.parent ?? '',
    addresses: group?.addresses.join('\n') ?? '',
    safe_search: tri(group?.safe_search ?? null),
    other_engines_blocked: tri(group?.other_engines_blocked ?? null),
    youtube: group?.youtube ?? '',
    walled_garden: tri(group?.walled_garden ?? null),
    garden: group?.garden.join('\n') ?? '',
    add: '',
    reason: '',
  };
}

function changeOf(values: GroupForm): GroupChange {
  const stances = (kind: Kind) =>
    Object.fromEntries(
      Object.entries(values)
        .filter(([key]) => key.startsWith(`${kind}:`))
        .map(([key, value]) => [key.slice(kind.length + 1), String(value)]),
    );
  return {
    name: values.name,
    parent: values.parent === '' ? null : values.parent,
    addresses: linesOf(values.addresses),
    safe_search: untri(values.safe_search),
    other_engines_blocked: untri(values.other_engines_blocked),
    youtube: values.youtube === '' ? null : (values.youtube as 'off'),
    walled_garden: untri(values.walled_garden),
    garden: namesOf(values.garden),
    ...listsOf(stances('categories'), 'categories'),
    ...listsOf(stances('services'), 'services'),
    reason: values.reason,
  };
}

function stanceText(of: School, row: EffectiveStance | undefined): { text: string; from: string; blocked: boolean } {
  if (row === undefined) return { text: w.group.is.allowed, from: '', blocked: false };
  const during = row.schedule !== undefined ? ` ${scheduleName(of, row.schedule)}` : '';
  return { text: w.group.is[row.is] + during, from: row.from, blocked: row.is === 'blocked' };
}

function InForce(props: { row: EffectiveStance | undefined; own: string }) {
  const of = useSchool();
  const told = stanceText(of, props.row);
  return (
    <>
      <Tag tone={told.blocked ? 'bad' : props.row === undefined || props.row.is === 'allowed' ? 'good' : 'plain'}>{told.text}</Tag>
      {told.from !== '' && told.from !== props.own && <span class="sg-below">{w.group.from(groupName(of, told.from))}</span>}
    </>
  );
}

function stanceChoices(of: School, hasParent: boolean): Choice[] {
  return [
    { value: '', text: hasParent ? w.group.asParent : w.group.nothingSaid },
    { value: 'blocked', text: w.group.is.blocked },
    { value: 'allowed', text: w.group.is.allowed },
    ...of.schedules.flatMap((schedule) => [
      { value: `allowed@${schedule.id}`, text: `${w.group.is.allowed_during} ${schedule.name}` },
      { value: `blocked@${schedule.id}`, text: `${w.group.is.blocked_during} ${schedule.name}` },
    ]),
  ];
}

function StanceSelect(props: { form: FormState<GroupForm>; name: string; label: string; choices: Choice[] }) {
  const { form, name } = props;
  return (
    <select class="govuk-select sg-select" aria-label={props.label} value={String(form.values[name] ?? '')} onChange={(event) => form.set(name, event.currentTarget.value)}>
      {props.choices.map((choice) => (
        <option key={choice.value} value={choice.value}>
          {choice.text}
        </option>
      ))}
    </select>
  );
}

function Categories(props: { form: FormState<GroupForm>; group: Group | null; editable: boolean }) {
  const of = useSchool();
  const choices = stanceChoices(of, props.form.values.parent !== '');
  const effective = new Map(props.group?.effective.categories.map((row) => [row.id, row]));
  const areas = ['content', 'contact', 'conduct', 'commerce'] as const;
  return (
    <section aria-labelledby="categories">
      <h2 class="govuk-heading-m" id="categories">
        {w.group.categories}
      </h2>
      <p class="govuk-body sg-quiet">{w.group.categoriesHint}</p>
      {areas.map((area) => (
        <Table
          key={area}
          caption={w.group.areas[area]}
          rows={of.categories.filter((category) => category.area === area)}
          keyOf={(category) => category.id}
          columns={[
            {
              title: w.group.category,
              head: true,
              cell: (category) => (
                <>
                  {category.title}
                  <span class="sg-below">{category.meaning}</span>
                </>
              ),
            },
            ...(props.group !== null ? [{ title: w.group.now, cell: (category: { id: string }) => <InForce row={effective.get(category.id)} own={props.group?.id ?? ''} /> }] : []),
            ...(props.editable
              ? [
                  {
                    title: w.group.says,
                    cell: (category: { id: string; title: string }) => <StanceSelect form={props.form} name={`categories:${category.id}`} label={w.group.saysOf(category.title)} choices={choices} />,
                  },
                ]
              : []),
          ]}
        />
      ))}
    </section>
  );
}

function Services(props: { form: FormState<GroupForm>; group: Group | null; editable: boolean }) {
  const of = useSchool();
  const { form } = props;
  const effective = new Map(props.group?.effective.services.map((row) => [row.id, row]));
  const said = Object.keys(form.values)
    .filter((key) => key.startsWith('services:'))
    .map((key) => key.slice('services:'.length));
  const ids = [...new Set([...said, ...effective.keys()])];
  const rows = ids.map((id) => of.services.find((service) => service.id === id)).filter((service) => service !== undefined);
  const add = () => {
    const wanted = form.values.add.trim().toLowerCase();
    const service = of.services.find((each) => each.title.toLowerCase() === wanted || each.id === wanted);
    if (service !== undefined) form.setAll({ ...form.values, [`services:${service.id}`]: 'blocked', add: '' });
  };
  return (
    <section aria-labelledby="services">
      <h2 class="govuk-heading-m" id="services">
        {w.group.services}
      </h2>
      <p class="govuk-body sg-quiet">{w.group.servicesHint}</p>
      <Table
        caption={w.group.services}
        captionHidden
        none={w.group.noServices}
        rows={rows}
        keyOf={(service) => service.id}
        columns={[
          { title: w.group.service, head: true, cell: (service) => service.title },
          { title: w.group.now, cell: (service) => (effective.has(service.id) ? <InForce row={effective.get(service.id)} own={props.group?.id ?? ''} /> : w.words.none) },
          ...(props.editable
            ? [
                {
                  title: w.group.says,
                  cell: (service: { id: string; title: string }) => (
                    <StanceSelect form={form} name={`services:${service.id}`} label={w.group.saysOf(service.title)} choices={stanceChoices(of, form.values.parent !== '')} />
                  ),
                },
              ]
            : []),
        ]}
      />
      {props.editable && (
        <TextField
          form={form}
          name="add"
          label={w.group.addService}
          width={20}
          list={of.services.map((service) => service.title)}
          suffix={
            <button type="button" class="govuk-button govuk-button--secondary sg-beside" onClick={add}>
              {w.group.add}
            </button>
          }
        />
      )}
    </section>
  );
}

function Search(props: { form: FormState<GroupForm> }) {
  const { form } = props;
  const inherit = form.values.parent !== '' ? w.group.asParent : w.group.nothingSaid;
  const yesNo = [
    { value: '', text: inherit },
    { value: 'yes', text: w.words.on },
    { value: 'no', text: w.words.off },
  ];
  return (
    <section aria-labelledby="search">
      <h2 class="govuk-heading-m" id="search">
        {w.group.search}
      </h2>
      <Choices form={form} name="safe_search" label={w.group.safeSearch} hint={w.group.safeSearchHint} inline choices={yesNo} />
      <Choices form={form} name="other_engines_blocked" label={w.group.otherEngines} hint={w.group.otherEnginesHint} inline choices={yesNo} />
      <Choices
        form={form}
        name="youtube"
        label={w.group.youtube}
        inline
        choices={[
          { value: '', text: inherit },
          { value: 'strict', text: w.group.youtubeIs.strict },
          { value: 'moderate', text: w.group.youtubeIs.moderate },
          { value: 'off', text: w.group.youtubeIs.off },
        ]}
      />
    </section>
  );
}

function Editor(props: { group: Group | null; serial: number | null; all: Group[]; editable: boolean; saved: (id: string, serial: number) => Promise<void>; newest: () => unknown }) {
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
      <Details summary={w.group.garden} open={form.values.walled_garden === 'yes'}>
        <Choices
          form={form}
          name="walled_garden"
          label={w.group.gardenOn}
          hint={w.group.gardenHint}
          inline
          choices={[
            { value: '', text: form.values.parent !== '' ? w.group.asParent : w.group.nothingSaid },
            { value: 'yes', text: w.words.on },
            { value: 'no', text: w.words.off },
          ]}
        />
        <TextArea form={form} name="garden" label={w.group.gardenNames} hint={w.newUnblock.namesHint} rows={5} />
      </Details>
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

export function GroupPage(props: PageProps) {
  const id = props.ids.id ?? '';
  const isNew = id === 'new';
  const groups = useLoad(() => api.get('/api/v1/groups'));
  const [done, setDone] = useState<number | null>(null);
  const [turn, setTurn] = useState(0);
  const editable = can(props.role, 'network_manager');
  const newest = async () => {
    await groups.reload();
    setTurn((n) => n + 1);
  };
  const group = groups.data?.data.groups.find((each) => each.id === id) ?? null;
  return (
    <Page title={isNew ? w.groups.add : (group?.name ?? w.groups.group)} back={{ href: '/groups', text: w.groups.title }}>
      {done !== null && <Done text={w.group.saved} serial={done} />}
      <Wait of={groups}>
        {({ data, serial }) => {
          if (group === null && !isNew) return <p class="govuk-body">{w.group.notThere(id)}</p>;
          return (
            <>
              <Editor
                key={turn}
                group={group}
                serial={serial}
                all={data.groups}
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

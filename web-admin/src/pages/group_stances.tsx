// What a group says of each category and service, beside what is in force and whose word that is.
import type { EffectiveStance, Group } from '../api/types';
import { type Choice, type FormState, TextField } from '../parts/form';
import { Tag } from '../parts/small';
import { Table } from '../parts/table';
import { type School, groupName, scheduleName, useSchool } from '../school';
import { w } from '../words/en';
import type { GroupForm } from './group_values';

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

export function Categories(props: { form: FormState<GroupForm>; group: Group | null; editable: boolean }) {
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

export function Services(props: { form: FormState<GroupForm>; group: Group | null; editable: boolean }) {
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

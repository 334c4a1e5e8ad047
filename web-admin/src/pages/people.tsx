// The register of people who may sign in, and what each may do; leavers below.
import { useState } from 'preact/hooks';
import { api } from '../api/client';
import type { Person } from '../api/types';
import { Done } from '../parts/change';
import { Wait, useLoad } from '../parts/load';
import { ShownOnce } from '../parts/shown_once';
import { Details, LinkButton, Tag } from '../parts/small';
import { type Column, Table } from '../parts/table';
import { inOrder } from '../school';
import { can, session } from '../session';
import { Page } from '../shell/page';
import type { PageProps } from '../shell/pages';
import { useStore } from '../store';
import { w } from '../words/en';
import { AddPerson, ExportRegister, type Finished, type Told } from './people_forms';
import { EditPerson } from './person_edit';

function State(props: { person: Person }) {
  const { person } = props;
  if (person.disabled) return <Tag tone="quiet">{w.people.isDisabled}</Tag>;
  if (person.must_change_password) return <Tag tone="warn">{w.people.mustChange}</Tag>;
  return (
    <>
      <Tag tone="good">{w.people.active}</Tag>
      <span class="sg-below">{person.second_factor ? w.people.withFactor : w.people.withoutFactor}</span>
    </>
  );
}

const columns: Column<Person>[] = [
  {
    title: w.people.name,
    head: true,
    cell: (person) => (
      <>
        {person.name}
        <span class="sg-below">{person.user}</span>
        {person.mail !== '' && <span class="sg-below">{person.mail}</span>}
      </>
    ),
  },
  { title: w.people.role, cell: (person) => w.roles[person.role] },
  { title: w.people.state, cell: (person) => <State person={person} /> },
];

export function PeoplePage(props: PageProps) {
  const people = useLoad(() => api.get('/api/v1/people'));
  const user = useStore(session).session?.user ?? '';
  const [open, setOpen] = useState<string | null>(null);
  const [done, setDone] = useState<Told | null>(null);
  const may = can(props.role, 'network_manager');
  const finish: Finished = async (told) => {
    setOpen(null);
    setDone(told);
    await people.reload();
    window.scrollTo(0, 0);
  };
  const change: Column<Person> = {
    title: w.people.actions,
    hidden: true,
    cell: (person) => (
      <button type="button" class="sg-link-button" aria-expanded={open === person.user} onClick={() => setOpen(open === person.user ? null : person.user)}>
        {w.people.change} <span class="govuk-visually-hidden">{person.name}</span>
      </button>
    ),
  };
  const table = (caption: string, rows: Person[], serial: number | null) => (
    <Table
      caption={caption}
      rows={rows}
      keyOf={(person) => person.user}
      columns={may ? [...columns, change] : columns}
      after={(person) => open === person.user && <EditPerson person={person} self={person.user === user} serial={serial} cancel={() => setOpen(null)} done={finish} />}
    />
  );
  return (
    <Page title={w.people.title} lead={w.people.lead}>
      {done !== null && <Done text={done.text} serial={done.serial} />}
      {done?.password !== undefined && <ShownOnce what={w.people.password} text={done.password} hint={w.people.oneTime} />}
      {may && (
        <>
          <div class="govuk-button-group">
            <LinkButton href="/people/invitations">{w.invitations.new}</LinkButton>
          </div>
          <Details summary={w.people.addSomebody}>
            <AddPerson done={finish} />
          </Details>
        </>
      )}
      <p class="govuk-body">
        <a class="govuk-link" href="/people/rescues">
          {w.rescues.title}
        </a>
      </p>
      <Details summary={w.people.export}>
        <ExportRegister />
      </Details>
      <Wait of={people}>
        {({ data, serial }) => {
          const rows = inOrder(data.people);
          const left = rows.filter((person) => person.disabled);
          return (
            <>
              {table(w.people.current, rows.filter((person) => !person.disabled), serial)}
              {left.length > 0 && table(w.people.leavers, left, serial)}
            </>
          );
        }}
      </Wait>
    </Page>
  );
}

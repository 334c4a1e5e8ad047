// Groups of devices, what is in force for each, and the templates to begin with.
import { api } from '../api/client';
import type { Group } from '../api/types';
import { Wait, useLoad } from '../parts/load';
import { LinkButton, Names, Tag } from '../parts/small';
import { Table } from '../parts/table';
import { groupName, inOrder, useSchool } from '../school';
import { can } from '../session';
import { Page } from '../shell/page';
import type { PageProps } from '../shell/pages';
import { w } from '../words/en';

function inForce(group: Group) {
  const { effective } = group;
  if (effective.walled_garden.is) return <Tag tone="plain">{w.groups.walledGarden}</Tag>;
  const blocked = effective.categories.filter((row) => row.is === 'blocked').length;
  const timed = effective.categories.filter((row) => row.is.endsWith('during')).length;
  return (
    <>
      {w.groups.blockedCount(blocked)}
      {timed > 0 && `, ${w.groups.timedCount(timed)}`}
      <span class="sg-below">{effective.safe_search.is ? w.groups.safeSearchOn : w.groups.safeSearchOff}</span>
    </>
  );
}

export function GroupsPage(props: PageProps) {
  const of = useSchool();
  const both = useLoad(async () => {
    const [groups, templates] = await Promise.all([api.get('/api/v1/groups'), api.get('/api/v1/templates')]);
    return { groups: groups.data.groups, templates: templates.data.templates };
  });
  const may = can(props.role, 'network_manager');
  return (
    <Page title={w.groups.title} lead={w.groups.lead}>
      {may && <LinkButton href="/groups/new">{w.groups.add}</LinkButton>}
      <Wait of={both}>
        {({ groups, templates }) => (
          <>
            <Table
              caption={w.groups.title}
              captionHidden
              rows={inOrder(groups)}
              keyOf={(group) => group.id}
              columns={[
                {
                  title: w.groups.group,
                  head: true,
                  cell: (group) => (
                    <a class="govuk-link" href={`/groups/${encodeURIComponent(group.id)}`}>
                      {group.name}
                    </a>
                  ),
                },
                { title: w.groups.parent, cell: (group) => (group.parent ? groupName(of, group.parent) : w.words.none) },
                { title: w.groups.inForce, cell: inForce },
                { title: w.groups.addresses, cell: (group) => (group.addresses.length === 0 ? w.words.none : <Names names={group.addresses} most={3} />) },
              ]}
            />
            <p class="govuk-body sg-quiet">{w.groups.unknown}</p>
            <h2 class="govuk-heading-m">{w.templates.title}</h2>
            <p class="govuk-body">{w.templates.lead}</p>
            <Table
              caption={w.templates.title}
              captionHidden
              rows={templates}
              keyOf={(each) => each.id}
              columns={[
                {
                  title: w.templates.template,
                  head: true,
                  cell: (each) =>
                    may ? (
                      <a class="govuk-link" href={`/templates/${each.id}`}>
                        {each.title}
                      </a>
                    ) : (
                      each.title
                    ),
                },
                { title: w.templates.meaning, cell: (each) => each.meaning },
              ]}
            />
          </>
        )}
      </Wait>
    </Page>
  );
}

// Walled gardens: the groups for which only chosen sites are answered, and the bundles of sites that are planted in them.
import { api } from '../api/client';
import type { Group } from '../api/types';
import { Wait, useLoad } from '../parts/load';
import { LinkButton, Names } from '../parts/small';
import { Table } from '../parts/table';
import { groupName, inOrder, useSchool } from '../school';
import { can } from '../session';
import { Page } from '../shell/page';
import type { PageProps } from '../shell/pages';
import { w } from '../words/en';

async function read() {
  const [groups, bundles] = await Promise.all([api.get('/api/v1/groups'), api.get('/api/v1/bundles')]);
  return { gardens: inOrder(groups.data.groups.filter((group) => group.effective.walled_garden.is)), bundles: inOrder(bundles.data.bundles) };
}

export function GardensPage(props: PageProps) {
  const of = useSchool();
  const all = useLoad(read);
  const may = can(props.role, 'network_manager');
  return (
    <Page title={w.gardens.title} lead={w.gardens.lead}>
      <Wait of={all}>
        {({ gardens, bundles }) => (
          <>
            <Table
              caption={w.gardens.groups}
              none={w.gardens.none}
              rows={gardens}
              keyOf={(group: Group) => group.id}
              columns={[
                {
                  title: w.groups.group,
                  head: true,
                  cell: (group) => (
                    <>
                      <a class="govuk-link" href={`/groups/${group.id}`}>
                        {group.name}
                      </a>
                      {(group.effective.walled_garden.from ?? group.id) !== group.id && <span class="sg-below">{w.group.from(groupName(of, group.effective.walled_garden.from ?? ''))}</span>}
                    </>
                  ),
                },
                { title: w.gardens.bundles, cell: (group) => group.effective.bundles.map((each) => bundles.find((bundle) => bundle.id === each.id)?.name ?? each.id).join(', ') || w.words.none },
                { title: w.gardens.sites, cell: (group) => (group.effective.garden.length === 0 ? w.words.none : <Names names={group.effective.garden.map((each) => each.name ?? '')} most={8} />) },
              ]}
            />
            <p class="govuk-body">{w.gardens.how}</p>
            <Table
              caption={w.gardens.bundles}
              none={w.gardens.noBundles}
              rows={bundles}
              keyOf={(bundle) => bundle.id}
              columns={[
                {
                  title: w.gardens.bundle,
                  head: true,
                  cell: (bundle) => (
                    <a class="govuk-link" href={`/gardens/${bundle.id}`}>
                      {bundle.name}
                    </a>
                  ),
                },
                { title: w.gardens.sites, cell: (bundle) => <Names names={bundle.names} most={6} /> },
                { title: w.gardens.usedBy, cell: (bundle) => gardens.filter((group) => group.bundles.includes(bundle.id)).map((group) => group.name).join(', ') || w.words.none },
              ]}
            />
            {may && <LinkButton href="/gardens/new">{w.gardens.add}</LinkButton>}
          </>
        )}
      </Wait>
    </Page>
  );
}

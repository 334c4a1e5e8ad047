// The library of topics: what is taught year after year, with the sites that it needs.
import { api } from '../api/client';
import type { Topic } from '../api/types';
import { useLive } from '../parts/live';
import { Wait, useLoad } from '../parts/load';
import { LinkButton, Names, Tag } from '../parts/small';
import { Table } from '../parts/table';
import { isApprover } from '../policy/requests';
import { inOrder, useSchool } from '../school';
import { Page } from '../shell/page';
import type { PageProps } from '../shell/pages';
import { dayText } from '../time';
import { w } from '../words/en';

const refresh_seconds = 300;

export function TopicsPage(props: PageProps) {
  const of = useSchool();
  const loaded = useLoad<Topic[]>(async () => (await api.get('/api/v1/topics')).data.topics);
  useLive(loaded.reload, ['topic'], refresh_seconds);
  return (
    <Page title={w.topics.title} lead={w.topics.lead}>
      {isApprover(props.role) && <LinkButton href="/topics/new">{w.topics.add}</LinkButton>}
      <Wait of={loaded}>
        {(topics) => (
          <Table
            caption={w.topics.title}
            captionHidden
            none={w.topics.none}
            rows={inOrder(topics)}
            keyOf={(topic) => topic.id}
            columns={[
              {
                title: w.topics.topic,
                head: true,
                cell: (topic) => (
                  <>
                    <a class="govuk-link" href={`/topics/${encodeURIComponent(topic.id)}`}>
                      {topic.name}
                    </a>{' '}
                    {topic.description !== '' && <span class="sg-below">{topic.description}</span>}
                  </>
                ),
              },
              { title: w.topics.sites, cell: (topic) => <Names names={topic.names} /> },
              {
                title: w.topics.review,
                cell: (topic) =>
                  topic.review_by === undefined ? (
                    w.words.none
                  ) : (
                    <>
                      {dayText(topic.review_by, of.zone)} {topic.review_overdue === true && <Tag tone="warn">{w.topics.overdue}</Tag>}
                    </>
                  ),
              },
              ...(props.role === 'governor'
                ? []
                : [
                    {
                      title: w.unblocks.action,
                      hidden: true,
                      cell: (topic: Topic) => (
                        <a class="govuk-link" href={`/unblocks/new?topic=${encodeURIComponent(topic.id)}`}>
                          {w.topics.use} <span class="govuk-visually-hidden">{topic.name}</span>
                        </a>
                      ),
                    },
                  ]),
            ]}
          />
        )}
      </Wait>
    </Page>
  );
}

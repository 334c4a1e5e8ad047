// What the change log says of one request: its own changes, those of its unblock and of its trials, oldest first.
import { api } from '../api/client';
import type { Change, Request } from '../api/types';
import { Wait, useLoad } from '../parts/load';
import { nameOfPerson, usePeople } from '../people';
import { historyOf } from '../policy/requests';
import { useSchool } from '../school';
import { momentText } from '../time';
import { w } from '../words/en';

const entries_a_read = 500; // the most that the API gives at once
const most_reads = 10; // some weeks of a busy school; the change log has the rest

async function read(request: Request): Promise<Change[]> {
  const found: Change[] = [];
  let after: number | undefined;
  for (let turn = 0; turn < most_reads; ++turn) {
    const { data }: { data: { changes: Change[]; next_after?: number } } = await api.get('/api/v1/changes', { query: { from: request.made, after, limit: entries_a_read } });
    found.push(...historyOf(data.changes, request));
    after = data.next_after;
    if (after === undefined) break;
  }
  return found;
}

export function History(props: { request: Request }) {
  const { request } = props;
  const of = useSchool();
  const register = usePeople();
  const loaded = useLoad(() => read(request), [request.id, request.version, request.state, request.sign_offs.length]);
  const kind = (change: Change) => (w.kinds as Record<string, string>)[change.kind] ?? change.kind;
  return (
    <section aria-labelledby="history">
      <h2 class="govuk-heading-m" id="history">
        {w.request.history}
      </h2>
      <Wait of={loaded}>
        {(changes) =>
          changes.length === 0 ? (
            <p class="govuk-body">{w.request.noHistory}</p>
          ) : (
            <ol class="sg-timeline">
              {changes.map((change) => (
                <li class="sg-entry" key={change.serial}>
                  <span class="sg-entry__when">
                    {momentText(change.time, of.zone)}{' '}
                    <a class="govuk-link sg-entry__serial" href={`/changes?after=${Math.max(0, change.serial - 1)}`}>
                      {w.changes.number(change.serial)}
                    </a>
                  </span>
                  <div>
                    <p class="sg-entry__title">
                      {kind(change)} {change.via !== 'system' && w.request.historyBy(nameOfPerson(register, change.user))}
                    </p>
                    {change.why !== '' && <p class="govuk-body-s govuk-!-margin-bottom-0">{w.changes.quote(change.why)}</p>}
                  </div>
                </li>
              ))}
            </ol>
          )
        }
      </Wait>
    </section>
  );
}

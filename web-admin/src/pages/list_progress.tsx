// What the appliance does with lists just now, whoever began it.
import { useEffect, useState } from 'preact/hooks';
import { type Job, listen } from '../api/events';
import { w } from '../words/en';

export function ListProgress(props: { ended?: () => unknown; titleOf?: (id: string) => string }) {
  const [job, setJob] = useState<Job | null>(null);
  useEffect(
    () =>
      listen('job', (told) => {
        setJob(told.ended ? null : told);
        if (told.ended) void props.ended?.();
      }),
    [props.ended],
  );
  if (job === null) return null;
  const [done, of] = [job.done ?? 0, job.of ?? 0];
  return (
    <div class="sg-card" role="status">
      <p class="govuk-body govuk-!-margin-bottom-1">{job.list ? w.lists.doing(w.lists.jobs[job.what ?? ''] ?? w.lists.jobs.rebuild, props.titleOf?.(job.list) ?? job.list, done, of) : w.lists.compiling}</p>
      <progress class="sg-progress" max={of > 0 ? of : undefined} value={of > 0 ? done : undefined} aria-label={w.lists.progress} />
    </div>
  );
}

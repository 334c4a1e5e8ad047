// The slot for queries and blocks by hour: a picture, and the same figures as a table.
import { useEffect, useState } from 'preact/hooks';
import { number } from '../parts/small';
import { Details } from '../parts/small';
import { Table } from '../parts/table';
import { type Activity, loadActivity, mostBlocked } from '../policy/activity';
import { categoryTitle, useSchool } from '../school';
import { clockText } from '../time';
import { w } from '../words/en';

const width = 720;
const height = 160;
const base = 20; // room for the hours below
const label_width = 40; // of an hour, "18:00"
const categories_shown = 5;

function Bars(props: { activity: Activity; zone: string }) {
  const { hours } = props.activity;
  const top = Math.max(1, ...hours.map((hour) => hour.queries));
  const step = width / Math.max(1, hours.length);
  const scale = (value: number) => (value / top) * (height - base - 4);
  const label_every = Math.max(1, Math.ceil(hours.length / 8));
  const sum = (of: 'queries' | 'blocked') => hours.reduce((total, hour) => total + hour[of], 0);
  return (
    <figure class="sg-activity">
      <figcaption class="govuk-body govuk-!-margin-bottom-2">{w.activity.sum(sum('queries'), sum('blocked'))}</figcaption>
      <svg viewBox={`0 0 ${width} ${height}`} role="img" aria-label={w.activity.picture} class="sg-activity__picture">
        <line x1="0" x2={width} y1={height - base} y2={height - base} class="sg-activity__axis" />
        {hours.map((hour, n) => (
          <g key={hour.start}>
            <rect class="sg-activity__queries" x={n * step + 2} width={Math.max(1, step - 4)} y={height - base - scale(hour.queries)} height={scale(hour.queries)} />
            <rect class="sg-activity__blocked" x={n * step + 2} width={Math.max(1, step - 4)} y={height - base - scale(hour.blocked)} height={scale(hour.blocked)} />
            {n % label_every === 0 && n * step + label_width <= width && (
              <text x={n * step + 2} y={height - 4} class="sg-activity__hour">
                {clockText(hour.start, props.zone)}
              </text>
            )}
          </g>
        ))}
      </svg>
      <p class="govuk-body-s sg-activity__key">
        <span class="sg-activity__swatch sg-activity__swatch--queries" aria-hidden="true" /> {w.activity.queries}{' '}
        <span class="sg-activity__swatch sg-activity__swatch--blocked" aria-hidden="true" /> {w.activity.blocked}
      </p>
    </figure>
  );
}

export function ActivitySlot() {
  const of = useSchool();
  const [activity, setActivity] = useState<Activity | null>(null);
  useEffect(() => {
    loadActivity()
      .then(setActivity)
      .catch(() => setActivity(null));
  }, []);
  if (activity === null || activity.hours.length === 0) return null;
  const most = mostBlocked(activity, categories_shown);
  return (
    <section aria-labelledby="activity">
      <h2 class="govuk-heading-m" id="activity">
        {w.activity.title}
      </h2>
      <Bars activity={activity} zone={of.zone} />
      {most.length > 0 && <p class="govuk-body">{w.activity.most(most.map(([id, count]) => `${categoryTitle(of, id)} (${number(count)})`).join(', '))}</p>}
      <Details summary={w.activity.table}>
        <Table
          caption={w.activity.title}
          captionHidden
          keyOf={(hour) => hour.start}
          rows={activity.hours}
          columns={[
            { title: w.activity.hour, cell: (hour) => clockText(hour.start, of.zone), head: true },
            { title: w.activity.queries, cell: (hour) => number(hour.queries), number: true },
            { title: w.activity.blocked, cell: (hour) => number(hour.blocked), number: true },
          ]}
        />
      </Details>
    </section>
  );
}

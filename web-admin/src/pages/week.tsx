// The picture of the week: seven days side by side, blocks where the schedule is in force. Drawing on it with a mouse or a
// finger adds a time; a block is a button that leads to its row in the form, where everything can be done by keyboard.
import { useRef, useState } from 'preact/hooks';
import type { Calendar, Window } from '../api/types';
import { type Block, blocksOf, clockOf, days, hoursShown, windowOfStroke } from '../policy/week';
import { w } from '../words/en';

interface Stroke {
  day: number;
  from: number;
  to: number;
}

export function Week(props: { windows: Window[]; calendar: Calendar; onDraw?: ((window: Window) => void) | undefined; onPick?: ((window: number) => void) | undefined }) {
  const blocks = blocksOf(props.windows, props.calendar.periods);
  const shown = hoursShown(blocks);
  const span = shown.to - shown.from;
  const [stroke, setStroke] = useState<Stroke | null>(null);
  const columns = useRef<(HTMLDivElement | null)[]>([]);
  const percent = (minutes: number) => `${((minutes - shown.from) / span) * 100}%`;
  const minuteAt = (day: number, y: number): number => {
    const box = columns.current[day]?.getBoundingClientRect();
    if (box === undefined) return shown.from;
    return shown.from + Math.min(1, Math.max(0, (y - box.top) / box.height)) * span;
  };
  const place = (block: { from: number; to: number }) => ({ top: percent(block.from), height: `${((block.to - block.from) / span) * 100}%` });
  const hours: number[] = [];
  for (let at = shown.from; at <= shown.to; at += 60) hours.push(at);
  const told = (block: Block) => w.week.block(w.week.days[days[block.day] ?? 'mon'], clockOf(block.from), clockOf(block.to));
  return (
    <div class="sg-week" role="group" aria-label={w.week.picture}>
      <div class="sg-week__hours" aria-hidden="true">
        {hours.map((at) => (
          <span key={at} class="sg-week__hour" style={{ top: percent(at) }}>
            {clockOf(at)}
          </span>
        ))}
      </div>
      {days.map((day, n) => (
        <div class="sg-week__day" key={day}>
          <div class="sg-week__name">
            <span aria-hidden="true">{w.week.short[day]}</span>
            <span class="govuk-visually-hidden">{w.week.days[day]}</span>
          </div>
          <div
            class={props.onDraw ? 'sg-week__column sg-week__column--draw' : 'sg-week__column'}
            ref={(element) => {
              columns.current[n] = element;
            }}
            onPointerDown={(event) => {
              if (props.onDraw === undefined || event.button !== 0 || (event.target as Element).closest('button') !== null) return;
              event.preventDefault();
              event.currentTarget.setPointerCapture(event.pointerId);
              const at = minuteAt(n, event.clientY);
              setStroke({ day: n, from: at, to: at });
            }}
            onPointerMove={(event) => stroke !== null && stroke.day === n && setStroke({ ...stroke, to: minuteAt(n, event.clientY) })}
            onPointerCancel={() => setStroke(null)}
            onPointerUp={(event) => {
              if (stroke === null || stroke.day !== n) return;
              props.onDraw?.(windowOfStroke(n, stroke.from, minuteAt(n, event.clientY)));
              setStroke(null);
            }}
          >
            {hours.slice(1, -1).map((at) => (
              <span class="sg-week__line" style={{ top: percent(at) }} key={at} />
            ))}
            {blocks
              .filter((block) => block.day === n)
              .map((block) =>
                props.onPick ? (
                  <button type="button" class={`sg-week__block sg-week__block--${block.window % 4}`} style={place(block)} key={`${block.window}-${block.from}`} aria-label={told(block)} onClick={() => props.onPick?.(block.window)} />
                ) : (
                  <span class={`sg-week__block sg-week__block--${block.window % 4}`} style={place(block)} key={`${block.window}-${block.from}`}>
                    <span class="govuk-visually-hidden">{told(block)}</span>
                  </span>
                ),
              )}
            {stroke !== null && stroke.day === n && <span class="sg-week__block sg-week__block--stroke" style={place({ from: Math.min(stroke.from, stroke.to), to: Math.max(stroke.from, stroke.to) })} />}
          </div>
        </div>
      ))}
    </div>
  );
}

// What a change would do, before it is made: for which groups, of what, from what to what.
import { useEffect, useRef } from 'preact/hooks';
import type { Preview } from '../api/types';
import { type PreviewRow, previewRows } from '../policy/preview_rows';
import { categoryTitle, groupName, scheduleName, serviceTitle, useSchool } from '../school';
import { w } from '../words/en';

const rows_shown = 60; // a template touches every category; the rest is counted
const parts_shown = 8; // of one row: two dozen search engines are told by the first ones and their number

/** `focus`: it answers a press of a button, so it is read out, and a second press by mistake saves nothing. */
export function PreviewTable(props: { preview: Preview; focus?: boolean }) {
  const of = useSchool();
  const box = useRef<HTMLElement>(null);
  useEffect(() => {
    if (props.focus) box.current?.focus();
  }, [props.preview]);
  const { preview } = props;
  const title = (subject: string, id: string) => {
    if (subject === 'category') return categoryTitle(of, id);
    if (subject === 'service') return serviceTitle(of, id);
    if (subject === 'schedule') return scheduleName(of, id);
    if (subject === 'setting') return (w.preview.settings as Record<string, string>)[id] ?? id;
    return id;
  };
  const said = (text: string) => text.replace(/ during (\S+)$/, (_, id: string) => ` ${w.preview.during} ${scheduleName(of, id)}`) || w.preview.nothing;
  const all = previewRows(preview.preview);
  const rows = all.slice(0, rows_shown);
  const more = all.length - rows.length + preview.left_out;
  const groups = (row: PreviewRow) => row.groups.map((id) => groupName(of, id) || w.preview.everyGroup).join(', ');
  return (
    <section class="sg-preview" aria-label={w.preview.title} tabIndex={-1} ref={box}>
      <h2 class="govuk-heading-m">{w.preview.title}</h2>
      {preview.warnings.map((text) => (
        <div class="govuk-warning-text" key={text}>
          <span class="govuk-warning-text__icon" aria-hidden="true">
            !
          </span>
          <strong class="govuk-warning-text__text">
            <span class="govuk-visually-hidden">{w.preview.warning}</span> {text}
          </strong>
        </div>
      ))}
      {rows.length === 0 ? (
        <p class="govuk-body">{w.preview.none}</p>
      ) : (
        <div class="sg-scroll">
          <table class="govuk-table sg-table">
            <caption class="govuk-visually-hidden">{w.preview.title}</caption>
            <thead class="govuk-table__head">
              <tr class="govuk-table__row">
                <th scope="col" class="govuk-table__header">
                  {w.preview.group}
                </th>
                <th scope="col" class="govuk-table__header">
                  {w.preview.what}
                </th>
                <th scope="col" class="govuk-table__header">
                  {w.preview.before}
                </th>
                <th scope="col" class="govuk-table__header">
                  {w.preview.after}
                </th>
              </tr>
            </thead>
            <tbody class="govuk-table__body">
              {rows.map((row, n) => (
                <tr class="govuk-table__row" key={n}>
                  <td class="govuk-table__cell" data-label={w.preview.group}>
                    {groups(row)}
                  </td>
                  <td class="govuk-table__cell" data-label={w.preview.what}>
                    {row.parts.slice(0, parts_shown).map((part, n) => (
                      <span key={part.id}>
                        {n > 0 && ', '}
                        {title(part.subject, part.id)}
                        {part.names !== undefined && part.names > 0 && <span class="sg-quiet"> {w.preview.names(part.names)}</span>}
                      </span>
                    ))}
                    {row.parts.length > parts_shown && <span class="sg-quiet"> {w.words.andMore(row.parts.length - parts_shown)}</span>}
                  </td>
                  <td class="govuk-table__cell" data-label={w.preview.before}>
                    <del class="sg-before">{said(row.before)}</del>
                  </td>
                  <td class="govuk-table__cell" data-label={w.preview.after}>
                    <ins class="sg-after">{said(row.after)}</ins>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {more > 0 && <p class="govuk-body">{w.preview.more(more)}</p>}
    </section>
  );
}

// A table that is a table on a wide screen and a list of cards on a phone, so that nothing scrolls sideways.
import type { ComponentChildren } from 'preact';

export interface Column<T> {
  title: string;
  cell: (row: T) => ComponentChildren;
  number?: boolean;
  /** The row's name: read out with its cells. */
  head?: boolean;
  /** The title is for screen readers only, as over a column of buttons. */
  hidden?: boolean;
}

export function Table<T>(props: { caption: string; captionHidden?: boolean; columns: Column<T>[]; rows: readonly T[]; keyOf: (row: T) => string; none?: string; after?: (row: T) => ComponentChildren }) {
  if (props.rows.length === 0 && props.none !== undefined) return <p class="govuk-body">{props.none}</p>;
  return (
    <table class="govuk-table sg-table">
      <caption class={props.captionHidden ? 'govuk-visually-hidden' : 'govuk-table__caption govuk-table__caption--m'}>{props.caption}</caption>
      <thead class="govuk-table__head">
        <tr class="govuk-table__row">
          {props.columns.map((column) => (
            <th scope="col" class={`govuk-table__header${column.number ? ' govuk-table__header--numeric' : ''}`} key={column.title}>
              {column.hidden ? <span class="govuk-visually-hidden">{column.title}</span> : column.title}
            </th>
          ))}
        </tr>
      </thead>
      <tbody class="govuk-table__body">
        {props.rows.map((row) => {
          const below = props.after?.(row);
          return [
            <tr class="govuk-table__row" key={props.keyOf(row)}>
              {props.columns.map((column) =>
                column.head ? (
                  <th scope="row" class="govuk-table__header" key={column.title} data-label={column.title}>
                    {column.cell(row)}
                  </th>
                ) : (
                  <td class={`govuk-table__cell${column.number ? ' govuk-table__cell--numeric' : ''}`} key={column.title} data-label={column.hidden ? '' : column.title}>
                    {/* One thing beside its title, however many parts it has, where the row is a card. */}
                    <div>{column.cell(row)}</div>
                  </td>
                ),
              )}
            </tr>,
            below ? (
              <tr class="govuk-table__row sg-table__after" key={`${props.keyOf(row)}-after`}>
                <td class="govuk-table__cell" colSpan={props.columns.length}>
                  {below}
                </td>
              </tr>
            ) : null,
          ];
        })}
      </tbody>
    </table>
  );
}

// A group as its form has it, and back to what the API takes.
import type { Group, GroupChange } from '../api/types';
import { type Values, linesOf } from '../parts/form';
import { namesOf } from '../policy/names';
import { type Kind, listsOf, stancesOf } from '../policy/stances';

export type GroupForm = Values & {
  name: string;
  parent: string;
  addresses: string;
  safe_search: string;
  other_engines_blocked: string;
  youtube: string;
  walled_garden: string;
  garden: string;
  bundles: string[];
  add: string;
  reason: string;
};

const tri = (value: boolean | null): string => (value === null ? '' : value ? 'yes' : 'no');
const untri = (value: unknown): boolean | null => (value === '' ? null : value === 'yes');

const keyed = (group: Group | null, kind: Kind): Values => {
  const result: Values = {};
  if (group !== null) for (const [id, stance] of Object.entries(stancesOf(group, kind))) result[`${kind}:${id}`] = stance;
  return result;
};

export function valuesOf(group: Group | null): GroupForm {
  return {
    ...keyed(group, 'categories'),
    ...keyed(group, 'services'),
    name: group?.name ?? '',
    parent: group?.parent ?? '',
    addresses: group?.addresses.join('\n') ?? '',
    safe_search: tri(group?.safe_search ?? null),
    other_engines_blocked: tri(group?.other_engines_blocked ?? null),
    youtube: group?.youtube ?? '',
    walled_garden: tri(group?.walled_garden ?? null),
    garden: group?.garden.join('\n') ?? '',
    bundles: group?.bundles ?? [],
    add: '',
    reason: '',
  };
}

export function changeOf(values: GroupForm): GroupChange {
  const stances = (kind: Kind) =>
    Object.fromEntries(
      Object.entries(values)
        .filter(([key]) => key.startsWith(`${kind}:`))
        .map(([key, value]) => [key.slice(kind.length + 1), String(value)]),
    );
  return {
    name: values.name,
    parent: values.parent === '' ? null : values.parent,
    addresses: linesOf(values.addresses),
    safe_search: untri(values.safe_search),
    other_engines_blocked: untri(values.other_engines_blocked),
    youtube: values.youtube === '' ? null : (values.youtube as 'off'),
    walled_garden: untri(values.walled_garden),
    garden: namesOf(values.garden),
    bundles: values.bundles,
    ...listsOf(stances('categories'), 'categories'),
    ...listsOf(stances('services'), 'services'),
    reason: values.reason,
  };
}

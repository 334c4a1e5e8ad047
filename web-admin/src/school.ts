// What nearly every page needs of the school to speak in its words: its name and zone, names of groups and categories.
// Read once after signing in, and again when a page has changed one of them.
import { useEffect } from 'preact/hooks';
import { api } from './api/client';
import type { Category, Group, Schedule, Service } from './api/types';
import { firstDuty, session } from './session';
import { makeStore, useStore } from './store';
import { w } from './words/en';

export interface School {
  name: string;
  zone: string;
  groups: Group[];
  categories: Category[];
  services: Service[];
  schedules: Schedule[];
  loaded: boolean;
}

export const school = makeStore<School>({ name: '', zone: 'Europe/London', groups: [], categories: [], services: [], schedules: [], loaded: false });

/** As people order names: Year 9 before Year 10. One for all: making one takes longer than sorting with it. */
const order = new Intl.Collator(w.language, { numeric: true });
export const inOrder = <T extends { name: string }>(rows: readonly T[]): T[] => [...rows].sort((a, b) => order.compare(a.name, b.name));

/** The group that one most likely means: the one that most others follow. */
export function usualGroup(groups: readonly Group[]): Group | undefined {
  const followers = (group: Group) => groups.filter((each) => each.parent === group.id).length;
  return [...groups].sort((a, b) => followers(b) - followers(a))[0];
}

export async function loadSchool(): Promise<void> {
  const [settings, groups, categories, services, schedules] = await Promise.all([
    api.get('/api/v1/settings'),
    api.get('/api/v1/groups'),
    api.get('/api/v1/categories'),
    api.get('/api/v1/services'),
    api.get('/api/v1/schedules'),
  ]);
  school.set({
    name: settings.data.school,
    zone: settings.data.zone,
    groups: inOrder(groups.data.groups),
    categories: categories.data.categories,
    services: services.data.services,
    schedules: inOrder(schedules.data.schedules),
    loaded: true,
  });
}

let loading: Promise<void> | null = null;
/** A dozen parts of a page want it at once: it is read once. */
function loadOnce(): Promise<void> {
  loading ??= loadSchool().finally(() => (loading = null));
  return loading;
}

export function useSchool(): School {
  const value = useStore(school);
  const state = useStore(session);
  // Before somebody is signed in, or when something must be done first, there is nothing to ask the appliance for.
  const may = state.phase === 'signed-in' && firstDuty(state.session) === null;
  useEffect(() => {
    if (may && !value.loaded) loadOnce().catch(() => undefined); // the page that needs it tells its own problem
  }, [value.loaded, may]);
  return value;
}

const titleIn = (rows: readonly { id: string; name?: string; title?: string }[], id: string): string => {
  const found = rows.find((row) => row.id === id);
  return found?.name ?? found?.title ?? id;
};
export const groupName = (of: School, id: string): string => titleIn(of.groups, id);
export const categoryTitle = (of: School, id: string): string => titleIn(of.categories, id);
export const serviceTitle = (of: School, id: string): string => titleIn(of.services, id);
export const scheduleName = (of: School, id: string): string => titleIn(of.schedules, id);

// Names of the people who sign in: from the register for those who may read it, and from whatever reply tells them beside
// a user name. Where neither does, a user name stands for itself.
import { useEffect } from 'preact/hooks';
import { api, link } from './api/client';
import type { Person, Role } from './api/types';
import { can, session } from './session';
import { makeStore, useStore } from './store';

interface Register {
  people: Person[];
  loaded: boolean;
  /** By user: told in passing. */
  named: Record<string, string>;
}
const register = makeStore<Register>({ people: [], loaded: false, named: {} });
link.whenNamed((people) => {
  const { named } = register.get();
  if (Object.entries(people).some(([user, name]) => named[user] !== name)) register.set({ ...register.get(), named: { ...named, ...people } });
});
const readers: Role[] = ['network_manager', 'safeguarding_lead', 'leadership', 'governor'];

let loading: Promise<void> | null = null;
async function load(): Promise<void> {
  const { people } = (await api.get('/api/v1/people')).data;
  register.set({ ...register.get(), people, loaded: true });
}
/** Many parts of a page want it at once: it is read once. */
function loadOnce(): Promise<void> {
  loading ??= load().finally(() => (loading = null));
  return loading;
}

export function usePeople(): Register {
  const value = useStore(register);
  const may = can(useStore(session).session?.role, ...readers);
  useEffect(() => {
    if (!value.loaded && may) loadOnce().catch(() => undefined); // names are a convenience: without them user names are shown
  }, [value.loaded, may]);
  return value;
}

export const nameOfPerson = (of: Register, user: string): string => of.people.find((person) => person.user === user)?.name || of.named[user] || user;

/** Whether somebody could judge a request's education: then what one person opens alone is emergency use. */
export const hasEducationalApprover = (people: readonly Person[]): boolean => people.some((person) => !person.disabled && can(person.role, 'safeguarding_lead', 'leadership'));

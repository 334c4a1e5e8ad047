// Names of the people who sign in, for those who may read the register; for everybody else a user name stands for itself.
import { useEffect } from 'preact/hooks';
import { api } from './api/client';
import type { Person, Role } from './api/types';
import { can, session } from './session';
import { makeStore, useStore } from './store';

interface Register {
  people: Person[];
  loaded: boolean;
}
const register = makeStore<Register>({ people: [], loaded: false });
const readers: Role[] = ['network_manager', 'safeguarding_lead', 'leadership', 'governor'];

let loading: Promise<void> | null = null;
async function load(): Promise<void> {
  register.set({ people: (await api.get('/api/v1/people')).data.people, loaded: true });
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

export const nameOfPerson = (of: Register, user: string): string => of.people.find((person) => person.user === user)?.name || user;

/** Whether somebody could judge a request's education: then what one person opens alone is emergency use. */
export const hasEducationalApprover = (people: readonly Person[]): boolean => people.some((person) => !person.disabled && can(person.role, 'safeguarding_lead', 'leadership'));

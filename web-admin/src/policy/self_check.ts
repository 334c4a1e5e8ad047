// The self-check: each thing that should be so, whether it is, and what to do when it is not. Pure.
import type { Person, Status } from '../api/types';
import { agoText } from '../time';
import { certificateTone, type Health } from './verdict';
import { w } from '../words/en';

export interface Check {
  id: string;
  title: string;
  state: 'good' | 'warn' | 'bad';
  says: string;
  todo: string;
}

const old_list_milliseconds = 8 * 24 * 3600 * 1000;

export function selfCheck(status: Status, health: Health, people: Person[] | null, checkpointGood: boolean | null, now: number): Check[] {
  const checks: Check[] = [];
  const add = (id: keyof typeof w.health.checks, good: boolean, says: string, todo = '', otherwise: 'warn' | 'bad' = 'bad') =>
    checks.push({ id, title: w.health.checks[id], state: good ? 'good' : otherwise, says, todo: good ? '' : todo });
  const answering = health.status === 'ok' && status.dns.answering;
  add('dns', answering, answering ? w.health.dnsGood(status.dns.endpoints.join(', ')) : [...(health.reasons ?? []), ...status.dns.problems].join(' '), w.health.dnsTodo);
  add('lists', status.lists.names > 0, w.health.listsSay(status.lists.names), w.health.listsTodo);
  const oldest = status.lists.oldest;
  const fresh = oldest !== undefined && now - Date.parse(oldest) <= old_list_milliseconds;
  add('age', fresh, oldest === undefined ? w.health.ageNone : w.today.oldestList(agoText(oldest, now)), w.health.ageTodo, 'warn');
  add('troubles', status.lists.troubles.length === 0, w.health.troublesSay(status.lists.troubles.length), w.health.troublesTodo, 'warn');
  add('sealed', status.sealed.lists > 0 && status.sealed.warnings.length === 0, status.sealed.warnings.join(' ') || w.health.sealedSay(status.sealed.lists, status.sealed.names), w.health.sealedTodo, 'warn');
  add('clock', status.clock.trusted, status.clock.trusted ? w.health.clockGood : w.health.clockBad, w.health.clockTodo);
  const ending = status.certificates.filter((each) => certificateTone(each, now) !== 'good');
  add('certificates', ending.length === 0, w.health.certificatesSay(ending.length), w.health.certificatesTodo, 'warn');
  add('reviews', !status.reviews.some((review) => review.overdue), w.health.reviewsSay(status.reviews.length), w.health.reviewsTodo, 'warn');
  if (people !== null) {
    const managers = people.filter((person) => person.role === 'network_manager' && !person.disabled);
    add('managers', managers.length >= 2, w.health.managersSay(managers.length), w.health.managersTodo, 'warn');
    const first = people.filter((person) => person.must_change_password && !person.disabled);
    add('passwords', first.length === 0, w.health.passwordsSay(first.length), w.health.passwordsTodo, 'warn');
  }
  if (checkpointGood !== null) add('log', checkpointGood, checkpointGood ? w.health.logGood(status.checkpoint.size) : w.health.logBad, w.health.logTodo);
  for (const text of status.notes) checks.push({ id: text, title: w.health.note, state: 'warn', says: text, todo: '' });
  return checks;
}

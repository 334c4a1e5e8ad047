// Is filtering working? One verdict with its reasons, and what somebody should look at, from what the appliance tells of
// itself. Pure.
import type { Certificate, Role, Status } from '../api/types';
import { agoText, leftText } from '../time';
import { w } from '../words/en';

export interface Health {
  status: 'ok' | 'failing';
  reasons?: string[];
}
export interface Advice {
  text: string;
  todo?: string;
  href?: string;
  linkText?: string;
  /** Who may see the page that the link leads to; everybody where it does not say. */
  roles?: readonly Role[];
}
export interface TodayVerdict {
  tone: 'good' | 'warn' | 'bad';
  title: string;
  reasons: string[];
  advice: Advice[];
}

const old_lists_milliseconds = 8 * 24 * 3600 * 1000; // the slowest sources of the catalogue are fetched weekly

const soon_milliseconds = 30 * 24 * 3600 * 1000; // to order a certificate, and to find who installs it

export function certificateTone(certificate: Certificate, now: number): 'good' | 'warn' | 'bad' {
  const left = Date.parse(certificate.ends) - now;
  return left <= 0 ? 'bad' : left <= soon_milliseconds ? 'warn' : 'good';
}

function certificateAdvice(certificate: Certificate, now: number): Advice[] {
  const tone = certificateTone(certificate, now);
  if (tone === 'good') return [];
  const what = w.appliance.serves[certificate.serves];
  const text = tone === 'bad' ? w.today.certificateEnded(what) : w.today.certificateEnds(what, leftText(certificate.ends, now));
  return [{ text, todo: certificate.self_signed ? w.today.certificateOwnTodo : w.today.certificateTodo, href: '/settings/appliance', linkText: w.today.seeAppliance, roles: ['network_manager'] }];
}

export function verdictOf(status: Status, health: Health, now: number): TodayVerdict {
  const bad: string[] = [...(health.reasons ?? [])];
  if (!status.dns.answering && bad.length === 0) bad.push(w.today.notAnswering);
  if (status.lists.names === 0) bad.push(w.today.noLists);
  const advice: Advice[] = [];
  const overdue = status.reviews.filter((review) => review.overdue);
  const blocks = overdue.filter((review) => review.about !== 'unblock').length;
  const uses = overdue.length - blocks;
  if (blocks > 0) advice.push({ text: w.today.blocksOverdue(blocks), href: '/emergency', linkText: w.today.seeReviews });
  if (uses > 0) advice.push({ text: w.today.usesOverdue(uses), href: '/unblocks/emergency', linkText: w.today.seeReviews });
  for (const trouble of status.lists.troubles)
    advice.push({
      text: trouble.held !== undefined ? w.today.listHeld(trouble.id, trouble.held) : w.today.listFailed(trouble.id, trouble.problem ?? ''),
      href: '/lists',
      linkText: w.today.seeLists,
    });
  for (const text of status.sealed.warnings) advice.push({ text, href: '/health', linkText: w.today.seeHealth });
  if (!status.clock.trusted) advice.push({ text: w.today.clockWrong, todo: w.today.clockTodo, href: '/health', linkText: w.today.seeHealth });
  const oldest = status.lists.oldest;
  if (oldest !== undefined && now - Date.parse(oldest) > old_lists_milliseconds)
    advice.push({ text: w.today.listsOld(agoText(oldest, now)), todo: w.today.listsOldTodo, href: '/lists', linkText: w.today.seeLists });
  if ((status.counts.rescues ?? 0) > 0) advice.push({ text: w.today.rescued(status.counts.rescues ?? 0), href: '/people/rescues', linkText: w.today.seeRescues, roles: ['network_manager', 'safeguarding_lead', 'leadership', 'governor'] });
  for (const certificate of status.certificates) advice.push(...certificateAdvice(certificate, now));
  for (const text of status.notes) advice.push({ text, href: '/health', linkText: w.today.seeHealth });
  if (bad.length > 0) return { tone: 'bad', title: w.today.bad, reasons: bad, advice };
  const reasons = [
    w.today.answering(status.dns.endpoints.length),
    w.today.namesInForce(status.lists.names),
    ...(oldest !== undefined ? [w.today.oldestList(agoText(oldest, now))] : []),
  ];
  const urgent = overdue.length > 0 || !status.clock.trusted || status.sealed.warnings.length > 0;
  return { tone: urgent ? 'warn' : 'good', title: urgent ? w.today.warn : w.today.good, reasons, advice };
}

// All pages: where they are, what the navigation calls them, and who may see them. What a role may not do is not shown;
// that it cannot be done is the appliance's own business (x-roles in openapi.yaml).
import type { ComponentType } from 'preact';
import type { Role } from '../api/types';
import { AccountPage } from '../pages/account';
import { BundlePage } from '../pages/bundle';
import { CalendarPage } from '../pages/calendar';
import { ChangesPage } from '../pages/changes';
import { DevicePage } from '../pages/device';
import { DevicesPage } from '../pages/devices';
import { EditRequestPage } from '../pages/edit_request';
import { EmergencyPage } from '../pages/emergency';
import { EmergencyUsesPage } from '../pages/emergency_uses';
import { FirstRunPage } from '../pages/first_run/first_run';
import { GardensPage } from '../pages/gardens';
import { GovernorPage } from '../pages/governor';
import { GroupPage } from '../pages/group';
import { GroupsPage } from '../pages/groups';
import { HealthPage } from '../pages/health';
import { InvitationsPage } from '../pages/invitations';
import { JustBlockedPage } from '../pages/just_blocked';
import { LimitsPage } from '../pages/limits';
import { ListsPage } from '../pages/lists';
import { NamesPage } from '../pages/names';
import { NewSourcePage } from '../pages/new_source';
import { NewUnblockPage } from '../pages/new_unblock';
import { OverBlockingPage } from '../pages/over_blocking';
import { PasswordPage } from '../pages/password';
import { PeoplePage } from '../pages/people';
import { RequestPage } from '../pages/request';
import { RequestsPage } from '../pages/requests';
import { RescuesPage } from '../pages/rescues';
import { RulesPage } from '../pages/rules';
import { SchedulePage } from '../pages/schedule';
import { SchedulesPage } from '../pages/schedules';
import { SecondFactorPage } from '../pages/second_factor';
import { AppliancePage } from '../pages/settings/appliance';
import { KeepingPage } from '../pages/settings/keeping';
import { MailPage } from '../pages/settings/mail';
import { NoticesPage } from '../pages/settings/notices';
import { OutboxPage } from '../pages/settings/outbox';
import { SettingsPage } from '../pages/settings/school';
import { SigningInPage } from '../pages/settings/signing_in';
import { SingleSignOnPage } from '../pages/settings/single_sign_on';
import { WebhooksPage } from '../pages/settings/webhooks';
import { SiteReportsPage } from '../pages/site_reports';
import { TemplatePage } from '../pages/template';
import { TodayPage } from '../pages/today';
import { TokensPage } from '../pages/tokens';
import { TopicPage } from '../pages/topic';
import { TopicsPage } from '../pages/topics';
import { TrialPage } from '../pages/trial';
import { UnblocksPage } from '../pages/unblocks';
import { VerifyPage } from '../pages/verify';
import { WhyPage } from '../pages/why';
import type { Waiting } from '../waiting';
import { w } from '../words/en';

const everybody: Role[] = ['network_manager', 'safeguarding_lead', 'leadership', 'teacher', 'governor'];
const withoutTeachers: Role[] = ['network_manager', 'safeguarding_lead', 'leadership', 'governor'];
const withoutGovernors: Role[] = ['network_manager', 'safeguarding_lead', 'leadership', 'teacher'];
const approvers: Role[] = ['network_manager', 'safeguarding_lead', 'leadership'];
const watchers: Role[] = ['network_manager', 'safeguarding_lead'];
const managers: Role[] = ['network_manager'];
const governors: Role[] = ['governor'];

export interface PageProps {
  ids: Record<string, string>;
  role: Role;
}
export interface PageEntry {
  path: string;
  page: ComponentType<PageProps>;
  roles: Role[];
  /** In the navigation, under this heading; a page without is reached from another. */
  nav?: { section: keyof typeof w.nav.sections; text: string; waiting?: keyof Waiting };
}

export const pages: PageEntry[] = [
  // The first page answers what each came for: is it working, or, for governors, what the period came to.
  { path: '/', page: TodayPage, roles: withoutGovernors, nav: { section: 'day', text: w.nav.today } },
  { path: '/', page: GovernorPage, roles: governors, nav: { section: 'day', text: w.nav.summary } },
  { path: '/today', page: TodayPage, roles: governors, nav: { section: 'day', text: w.nav.today } },
  { path: '/why', page: WhyPage, roles: everybody, nav: { section: 'day', text: w.nav.why } },
  { path: '/blocked', page: JustBlockedPage, roles: watchers, nav: { section: 'day', text: w.nav.blocked } },
  { path: '/requests', page: RequestsPage, roles: everybody, nav: { section: 'day', text: w.nav.requests, waiting: 'requests' } },
  { path: '/requests/{id}', page: RequestPage, roles: everybody },
  { path: '/requests/{id}/edit', page: EditRequestPage, roles: withoutGovernors },
  { path: '/requests/{id}/trial', page: TrialPage, roles: approvers },
  { path: '/unblocks', page: UnblocksPage, roles: everybody, nav: { section: 'day', text: w.nav.unblocks, waiting: 'emergencyUses' } },
  { path: '/unblocks/new', page: NewUnblockPage, roles: withoutGovernors },
  { path: '/unblocks/emergency', page: EmergencyUsesPage, roles: everybody },
  { path: '/site-reports', page: SiteReportsPage, roles: watchers, nav: { section: 'day', text: w.nav.siteReports, waiting: 'siteReports' } },
  { path: '/over-blocking', page: OverBlockingPage, roles: withoutTeachers, nav: { section: 'day', text: w.nav.overBlocking } },
  { path: '/emergency', page: EmergencyPage, roles: everybody, nav: { section: 'day', text: w.nav.emergency } },
  { path: '/summary', page: GovernorPage, roles: approvers, nav: { section: 'day', text: w.nav.summary } },
  { path: '/summary', page: GovernorPage, roles: governors },
  { path: '/changes', page: ChangesPage, roles: everybody, nav: { section: 'day', text: w.nav.changes } },
  { path: '/changes/verify', page: VerifyPage, roles: everybody },
  { path: '/topics', page: TopicsPage, roles: everybody, nav: { section: 'policy', text: w.nav.topics } },
  { path: '/topics/{id}', page: TopicPage, roles: everybody },
  { path: '/lists', page: ListsPage, roles: everybody, nav: { section: 'policy', text: w.nav.lists } },
  { path: '/lists/new', page: NewSourcePage, roles: managers },
  { path: '/groups', page: GroupsPage, roles: everybody, nav: { section: 'policy', text: w.nav.groups } },
  { path: '/groups/{id}', page: GroupPage, roles: everybody },
  { path: '/rules', page: RulesPage, roles: everybody, nav: { section: 'policy', text: w.nav.rules } },
  { path: '/gardens', page: GardensPage, roles: everybody, nav: { section: 'policy', text: w.nav.gardens } },
  { path: '/gardens/{id}', page: BundlePage, roles: everybody },
  { path: '/templates/{id}', page: TemplatePage, roles: managers },
  { path: '/schedules', page: SchedulesPage, roles: everybody, nav: { section: 'policy', text: w.nav.schedules } },
  { path: '/schedules/calendar', page: CalendarPage, roles: managers },
  { path: '/schedules/{id}', page: SchedulePage, roles: everybody },
  { path: '/devices', page: DevicesPage, roles: everybody, nav: { section: 'policy', text: w.nav.devices } },
  { path: '/devices/{id}', page: DevicePage, roles: everybody },
  { path: '/names', page: NamesPage, roles: everybody, nav: { section: 'policy', text: w.nav.names } },
  { path: '/people', page: PeoplePage, roles: withoutTeachers, nav: { section: 'school', text: w.nav.people } },
  { path: '/people/invitations', page: InvitationsPage, roles: managers },
  { path: '/people/rescues', page: RescuesPage, roles: withoutTeachers },
  { path: '/settings', page: SettingsPage, roles: everybody, nav: { section: 'school', text: w.nav.settings } },
  { path: '/settings/signing-in', page: SigningInPage, roles: managers },
  { path: '/settings/single-sign-on', page: SingleSignOnPage, roles: managers },
  { path: '/settings/keeping', page: KeepingPage, roles: managers },
  { path: '/settings/mail', page: MailPage, roles: managers },
  { path: '/settings/notices', page: NoticesPage, roles: withoutTeachers },
  { path: '/settings/webhooks', page: WebhooksPage, roles: managers },
  { path: '/settings/outbox', page: OutboxPage, roles: managers },
  { path: '/settings/appliance', page: AppliancePage, roles: managers },
  { path: '/health', page: HealthPage, roles: everybody, nav: { section: 'school', text: w.nav.health } },
  { path: '/first-run', page: FirstRunPage, roles: managers, nav: { section: 'school', text: w.firstRun.title } },
  { path: '/first-run/{step}', page: FirstRunPage, roles: managers },
  { path: '/limits', page: LimitsPage, roles: everybody, nav: { section: 'school', text: w.nav.limits } },
  { path: '/account', page: AccountPage, roles: everybody },
  { path: '/account/password', page: PasswordPage, roles: everybody },
  { path: '/account/second-factor', page: SecondFactorPage, roles: everybody },
  { path: '/account/tokens', page: TokensPage, roles: everybody },
];

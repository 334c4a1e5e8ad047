// The API's shapes by the names that pages use. All of them come from openapi.yaml; this file adds none.
import type { components, paths } from './schema';

type Schemas = components['schemas'];
export type Role = Schemas['Role'];
export type Session = Schemas['Session'];
export type Token = Schemas['Token'];
export type Invitation = Schemas['Invitation'];
export type SingleSignOn = Schemas['SingleSignOn'];
export type ProviderReport = Schemas['ProviderReport'];
export type Sending = Schemas['Sending'];
export type NoticeRole = Schemas['NoticeRole'];
export type Webhook = Schemas['Webhook'];
export type OutboxEntry = Schemas['OutboxEntry'];
export type EmergencyBlock = Schemas['EmergencyBlock'];
export type LogSummary = Schemas['LogSummary'];
export type Rule = Schemas['Rule'];
export type Group = Schemas['Group'];
export type GroupChange = Schemas['GroupChange'];
export type EffectiveStance = Schemas['EffectiveStance'];
export type Timed = Schemas['Timed'];
export type Category = Schemas['Category'];
export type Service = Schemas['Service'];
export type SearchEngine = Schemas['SearchEngine'];
export type Schedule = Schemas['Schedule'];
export type Window = Schemas['Window'];
export type Calendar = Schemas['Calendar'];
export type Device = Schemas['Device'];
export type Quarantine = Schemas['Quarantine'];
export type Unblock = Schemas['Unblock'];
export type Review = Schemas['Review'];
export type Request = Schemas['Request'];
export type RequestState = Schemas['RequestState'];
export type RequestMade = Schemas['RequestMade'];
export type TrialReport = Schemas['TrialReport'];
export type Topic = Schemas['Topic'];
export type RecentBlock = Schemas['RecentBlock'];
export type OftenBlocked = Schemas['OftenBlocked'];
export type SiteReport = Schemas['SiteReport'];
export type Explanation = Schemas['Explanation'];
export type Change = Schemas['Change'];
export type Checkpoint = Schemas['Checkpoint'];
export type Preview = Schemas['Preview'];
export type Receipt = Schemas['Receipt'];
export type List = Schemas['List'];
export type Source = Schemas['Source'];
export type CatalogueEntry = Schemas['CatalogueEntry'];
export type Status = Schemas['Status'];
export type Certificate = Schemas['Certificate'];
export type Upload = Schemas['Upload'];
export type Imported = Schemas['Imported']['lists'][number];
export type Rescue = Schemas['Rescue'];
export type Settings = Schemas['Settings'];
export type UpstreamCheck = Schemas['UpstreamCheck'];
export type Person = Schemas['Person'];
export type LocalRecord = Schemas['LocalRecord'];
export type ForwardZone = Schemas['ForwardZone'];
export type ProblemBody = Schemas['Problem'];
export type ChangeKind = Schemas['ChangeKind'];

export type Paths = paths;
export type Method = 'get' | 'post' | 'put' | 'patch' | 'delete';
/** The paths that know a method. */
export type PathsWith<M extends Method> = { [P in keyof paths]: paths[P][M] extends { responses: unknown } ? P : never }[keyof paths];

type Json<R> = R extends { content: { 'application/json': infer T } } ? T : never;
type Reply<R> = Json<R extends { 200: infer A } ? A : never> | Json<R extends { 201: infer B } ? B : never> | Json<R extends { 202: infer C } ? C : never>;
/** What a method of a path answers when all is well. */
export type ReplyOf<P extends keyof paths, M extends Method> = paths[P][M] extends { responses: infer R } ? Reply<R> : never;
/** What it takes. */
export type BodyOf<P extends keyof paths, M extends Method> = paths[P][M] extends { requestBody?: { content: { 'application/json': infer B } } } ? B : never;

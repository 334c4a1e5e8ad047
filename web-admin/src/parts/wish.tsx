// What somebody wishes to have open: which sites, for whom, until when, and why. The same fields ask for it, open it,
// ask for more time, and change what was asked for.
import { useEffect } from 'preact/hooks';
import { api } from '../api/client';
import type { Topic } from '../api/types';
import { namesOf } from '../policy/names';
import { untilOf } from '../policy/until';
import { useSchool } from '../school';
import { fromLocalInput, momentText, toApi } from '../time';
import { w } from '../words/en';
import { type Choice, Choices, Form, type FormState, ReasonField, SelectField, TextArea, TextField } from './form';
import { useLoad } from './load';
import { RiskFields, halfRated, ratingOf } from './risk';
import { Details } from './small';

export interface Wish {
  [key: string]: string | string[];
  names: string;
  topic_id: string;
  groups: string[];
  until: string; // one of the choices
  untilAt: string;
  starts: string;
  topic: string;
  likelihood: string;
  impact: string;
  how: 'ask' | 'now';
  reason: string;
}
export const emptyWish: Wish = { names: '', topic_id: '', groups: [], until: '1h', untilAt: '', starts: '', topic: '', likelihood: '', impact: '', how: 'ask', reason: '' };

/** Whether this person may open sites alone, and whether that would be emergency use. */
export type MayOpen = 'no' | 'yes' | 'in an emergency';

/** As the API takes a wish. */
export interface WishBody {
  names: string[];
  topic?: string;
  topic_id?: string;
  groups: string[];
  starts?: string;
  until: string;
  likelihood?: number;
  impact?: number;
  reason: string;
}

export const emergency_hours = 24; // the longest that one person alone may open something (openapi.yaml, grantUnblock)
const untilChoices: Choice[] = [
  { value: '1h', text: w.newUnblock.oneHour },
  { value: '2h', text: w.newUnblock.twoHours },
  { value: 'day', text: w.newUnblock.day },
  { value: 'week', text: w.newUnblock.week },
  { value: 'half-term', text: w.newUnblock.halfTerm },
  { value: 'at', text: w.newUnblock.atTime },
];
const longer_than_emergencies = ['week', 'half-term'];

export const useTopics = (): Topic[] => useLoad<Topic[]>(async () => (await api.get('/api/v1/topics')).data.topics).data ?? [];

function Until(props: { form: FormState<Wish>; until: Date | null; short: boolean }) {
  const { form } = props;
  const of = useSchool();
  const choices = props.short ? untilChoices.filter((choice) => !longer_than_emergencies.includes(choice.value)) : untilChoices;
  useEffect(() => {
    if (!choices.some((choice) => choice.value === form.values.until)) form.set('until', '1h');
  }, [props.short]);
  return (
    <>
      <Choices form={form} name="until" label={w.newUnblock.until} inline choices={choices} />
      {form.values.until === 'at' && <TextField form={form} name="untilAt" type="datetime-local" label={w.newUnblock.untilAt} width={20} />}
      <p class="govuk-body sg-quiet" aria-live="polite">
        {props.until === null ? '' : w.newUnblock.endsBy(momentText(props.until, of.zone))}
      </p>
    </>
  );
}

function Sites(props: { form: FormState<Wish>; topics: Topic[] }) {
  const { form, topics } = props;
  const chosen = topics.find((topic) => topic.id === form.values.topic_id);
  return (
    <>
      {topics.length > 0 && (
        <>
          <SelectField form={form} name="topic_id" label={w.newUnblock.library} hint={w.newUnblock.libraryHint} none={w.newUnblock.noTopic} choices={topics.map((topic) => ({ value: topic.id, text: topic.name }))} />
          <p class="govuk-body sg-quiet sg-break" aria-live="polite">
            {chosen === undefined ? '' : `${chosen.description} ${w.newUnblock.topicHas(chosen.names.join(', '))}`}
          </p>
        </>
      )}
      <TextArea
        form={form}
        name="names"
        label={chosen === undefined ? w.newUnblock.names : w.newUnblock.topicOrNames}
        hint={chosen === undefined ? w.newUnblock.namesHint : w.newUnblock.topicOrNamesHint}
        rows={2}
      />
    </>
  );
}

export function WishForm(props: {
  form: FormState<Wish>;
  topics: Topic[];
  mayOpen: MayOpen;
  button: string;
  /** When it begins unless another moment is given. */
  begins?: Date;
  startsHint?: string;
  send: (body: WishBody, alone: boolean) => Promise<void>;
}) {
  const of = useSchool();
  const { form } = props;
  const { values } = form;
  useEffect(() => {
    // A school with one group of pupils need not choose.
    const first = of.groups[0];
    if (values.groups.length === 0 && of.groups.length > 0 && of.groups.length <= 2 && first !== undefined) form.set('groups', [first.id]);
  }, [of.groups]);
  const alone = props.mayOpen === 'yes' || (props.mayOpen === 'in an emergency' && values.how === 'now');
  const starts = values.starts === '' ? null : fromLocalInput(values.starts, of.zone);
  const until = untilOf(values.until, values.untilAt, starts ?? props.begins ?? new Date(), of.zone);
  const submit = () =>
    form.submit(
      () =>
        props.send(
          {
            names: namesOf(values.names),
            groups: values.groups,
            until: until === null ? '' : toApi(until),
            reason: values.reason,
            ...(values.topic_id !== '' ? { topic_id: values.topic_id } : {}),
            ...(values.topic !== '' ? { topic: values.topic } : {}),
            ...(starts !== null ? { starts: toApi(starts) } : {}),
            ...(alone ? {} : ratingOf(values)),
          },
          alone,
        ),
      {
        ...(values.topic_id === '' ? { names: w.newUnblock.namesMissing } : {}),
        groups: w.newUnblock.groupsMissing,
        ...(values.until === 'at' ? { untilAt: w.newUnblock.untilMissing } : {}),
        ...halfRated(values),
        reason: w.forms.reasonMissing,
      },
    );
  return (
    <Form form={form} onSubmit={submit} button={alone ? w.newUnblock.button : props.button}>
      <Sites form={form} topics={props.topics} />
      <Choices form={form} name="groups" several inline label={w.newUnblock.groups} choices={of.groups.map((group) => ({ value: group.id, text: group.name }))} />
      <Until form={form} until={until} short={alone && props.mayOpen === 'in an emergency'} />
      <ReasonField form={form} hint={w.newUnblock.reasonHint} />
      {props.mayOpen === 'in an emergency' && (
        <Choices
          form={form}
          name="how"
          label={w.newUnblock.how}
          choices={[
            { value: 'ask', text: w.newUnblock.ask, hint: w.newUnblock.askHint },
            { value: 'now', text: w.newUnblock.now, hint: w.newUnblock.nowHint(emergency_hours) },
          ]}
        />
      )}
      <Details summary={w.newUnblock.more}>
        <TextField form={form} name="topic" label={w.newUnblock.topic} hint={w.newUnblock.topicHint} />
        <TextField form={form} name="starts" type="datetime-local" label={w.newUnblock.starts} hint={props.startsHint ?? w.newUnblock.startsHint} width={20} />
        {!alone && (
          <>
            <p class="govuk-body">{w.newUnblock.risk}</p>
            <RiskFields form={form} />
          </>
        )}
      </Details>
    </Form>
  );
}

// A new temporary unblock: which sites, for whom, until when, why.
import { useEffect } from 'preact/hooks';
import { api } from '../api/client';
import { Choices, Form, ReasonField, TextArea, TextField, useForm } from '../parts/form';
import { Details } from '../parts/small';
import { namesOf } from '../policy/names';
import { untilOf } from '../policy/until';
import { useSchool } from '../school';
import { Page } from '../shell/page';
import type { PageProps } from '../shell/pages';
import { go, usePlace } from '../shell/router';
import { fromLocalInput, momentText, toApi } from '../time';
import { w } from '../words/en';

interface Wish {
  [key: string]: string | string[];
  names: string;
  groups: string[];
  until: string;
  untilAt: string;
  starts: string;
  topic: string;
  reason: string;
}

export function NewUnblockPage(_: PageProps) {
  const of = useSchool();
  const { query } = usePlace();
  const form = useForm<Wish>({
    names: query.get('name') ?? '',
    groups: query.get('group') !== null ? [query.get('group') ?? ''] : [],
    until: '1h',
    untilAt: '',
    starts: '',
    topic: '',
    reason: '',
  });
  const { values } = form;
  useEffect(() => {
    // A school with one group of pupils need not choose.
    const first = of.groups[0];
    if (values.groups.length === 0 && of.groups.length > 0 && of.groups.length <= 2 && first !== undefined) form.set('groups', [first.id]);
  }, [of.groups]);
  const starts = values.starts === '' ? null : fromLocalInput(values.starts, of.zone);
  const until = untilOf(values.until, values.untilAt, starts ?? new Date(), of.zone);
  const send = () =>
    form.submit(
      async () => {
        const { data } = await api.post('/api/v1/unblocks', {
          names: namesOf(values.names),
          groups: values.groups,
          until: until === null ? '' : toApi(until),
          reason: values.reason,
          ...(values.topic !== '' ? { topic: values.topic } : {}),
          ...(starts !== null ? { starts: toApi(starts) } : {}),
        });
        go(`/unblocks?granted=${data.serial}`);
      },
      {
        names: w.newUnblock.namesMissing,
        groups: w.newUnblock.groupsMissing,
        ...(values.until === 'at' ? { untilAt: w.newUnblock.untilMissing } : {}),
        reason: w.forms.reasonMissing,
      },
    );
  return (
    <Page title={w.newUnblock.title} back={{ href: '/unblocks', text: w.unblocks.title }}>
      <div class="sg-narrow">
        <Form form={form} onSubmit={send} button={w.newUnblock.button}>
          <TextArea form={form} name="names" label={w.newUnblock.names} hint={w.newUnblock.namesHint} rows={2} />
          <Choices form={form} name="groups" several label={w.newUnblock.groups} choices={of.groups.map((group) => ({ value: group.id, text: group.name }))} />
          <Choices
            form={form}
            name="until"
            label={w.newUnblock.until}
            inline
            choices={[
              { value: '1h', text: w.newUnblock.oneHour },
              { value: '2h', text: w.newUnblock.twoHours },
              { value: 'day', text: w.newUnblock.day },
              { value: 'week', text: w.newUnblock.week },
              { value: 'at', text: w.newUnblock.atTime },
            ]}
          />
          {values.until === 'at' && <TextField form={form} name="untilAt" type="datetime-local" label={w.newUnblock.untilAt} width={20} />}
          {until !== null && (
            <p class="govuk-body sg-quiet" aria-live="polite">
              {w.newUnblock.endsBy(momentText(until, of.zone))}
            </p>
          )}
          <ReasonField form={form} hint={w.newUnblock.reasonHint} />
          <Details summary={w.newUnblock.more}>
            <TextField form={form} name="topic" label={w.newUnblock.topic} hint={w.newUnblock.topicHint} />
            <TextField form={form} name="starts" type="datetime-local" label={w.newUnblock.starts} hint={w.newUnblock.startsHint} width={20} />
          </Details>
        </Form>
      </div>
    </Page>
  );
}

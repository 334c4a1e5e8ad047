// Why was it blocked? A name, for whom, and when: the verdict in a sentence, how it came about, and from there the unblock.
import { useEffect, useState } from 'preact/hooks';
import { api } from '../api/client';
import type { Device, Explanation } from '../api/types';
import { Choices, Form, SelectField, TextField, useForm } from '../parts/form';
import { useLoad } from '../parts/load';
import { Details, LinkButton, Tag, Verdict } from '../parts/small';
import { categoryTitle, serviceTitle, useSchool, usualGroup } from '../school';
import { can } from '../session';
import { Page } from '../shell/page';
import type { PageProps } from '../shell/pages';
import { go, usePlace } from '../shell/router';
import { fromLocalInput, momentText, toApi, toLocalInput } from '../time';
import { nameOf } from '../policy/names';
import { w } from '../words/en';

interface Asked {
  [key: string]: string;
  name: string;
  who: string; // group, device, address
  group: string;
  device: string;
  client: string;
  at: string;
}

async function ask(asked: Asked, zone: string): Promise<Explanation> {
  const at = asked.at === '' ? undefined : fromLocalInput(asked.at, zone);
  const who = asked.who === 'group' ? { group: asked.group } : asked.who === 'device' ? { device: asked.device } : { client: asked.client.trim() || undefined };
  return (await api.get('/api/v1/check', { query: { name: nameOf(asked.name), ...who, at: at ? toApi(at) : undefined } })).data;
}

function Chain(props: { why: Explanation }) {
  return (
    <ol class="sg-chain">
      {props.why.steps.map((step) => (
        <li class={step.decided ? 'sg-chain__step sg-chain__step--decided' : 'sg-chain__step'} key={step.tier}>
          <span class="sg-chain__title">{step.title}</span>
          {step.decided && <Tag tone={props.why.verdict === 'block' ? 'bad' : 'good'}>{w.why.decided}</Tag>}
          <span class="sg-chain__says">{step.says}</span>
        </li>
      ))}
    </ol>
  );
}

function Lists(props: { why: Explanation }) {
  const of = useSchool();
  const { why } = props;
  if (why.lists.length === 0 && why.categories.length === 0) return <p class="govuk-body">{w.why.onNoList}</p>;
  return (
    <>
      <ul class="govuk-list govuk-list--bullet">
        {why.lists.map((list) => (
          <li key={list.id + (list.trigger ?? '')}>
            {w.why.onList(list.title, categoryTitle(of, list.category))}
            {list.trigger !== undefined && <span class="sg-quiet"> {w.why.trigger(list.trigger, list.action ?? '')}</span>}
          </li>
        ))}
      </ul>
      {why.schedules.map((row) => (
        <p class="govuk-body" key={row.about + row.id}>
          {w.why.schedule(of.categories.some((each) => each.id === row.about) ? categoryTitle(of, row.about) : serviceTitle(of, row.about), row.name, row.says)}
        </p>
      ))}
    </>
  );
}

function Result(props: { why: Explanation; role: PageProps['role'] }) {
  const { zone } = useSchool();
  const { why } = props;
  const blocked = why.verdict === 'block';
  const may = can(props.role, 'network_manager', 'safeguarding_lead', 'leadership', 'teacher') && why.tier !== 'sealed list';
  return (
    <section aria-label={w.why.result} class="sg-result" aria-live="polite">
      <Verdict tone={blocked ? 'bad' : 'good'} title={why.sentence}>
        <p class="govuk-body govuk-!-margin-bottom-0">
          {w.why.asked(why.name, why.device_name || why.group_name, momentText(why.at, zone))}
          {!why.client_known && ` ${w.why.unknownClient(why.group_name)}`}
        </p>
      </Verdict>
      {why.safe_search_target !== undefined && <p class="govuk-body">{w.why.safeSearch(why.safe_search_target)}</p>}
      {blocked && may && (
        <LinkButton href={`/unblocks/new?name=${encodeURIComponent(why.name)}&group=${encodeURIComponent(why.group)}`}>{can(props.role, 'network_manager', 'safeguarding_lead') ? w.why.unblock : w.why.ask}</LinkButton>
      )}
      {why.what_would_change_it.length > 0 && (
        <>
          <h2 class="govuk-heading-s">{w.why.wouldChange}</h2>
          <ul class="govuk-list govuk-list--bullet">
            {why.what_would_change_it.map((each) => (
              <li key={each}>{each}</li>
            ))}
          </ul>
        </>
      )}
      <h2 class="govuk-heading-s">{w.why.lists}</h2>
      <Lists why={why} />
      <h2 class="govuk-heading-s">{w.why.chain}</h2>
      <p class="govuk-body sg-quiet">{w.why.chainHint}</p>
      <Chain why={why} />
    </section>
  );
}

export function WhyPage(props: PageProps) {
  const of = useSchool();
  const { query } = usePlace();
  const [why, setWhy] = useState<Explanation | null>(null);
  const devices = useLoad<Device[]>(async () => (await api.get('/api/v1/devices')).data.devices);
  const first: Asked = {
    name: query.get('name') ?? '',
    who: query.get('client') !== null ? 'client' : query.get('device') !== null ? 'device' : 'group',
    group: query.get('group') ?? '',
    device: query.get('device') ?? '',
    client: query.get('client') ?? '',
    at: query.get('at') ?? '',
  };
  const form = useForm<Asked>(first, { keep: false });
  const { values } = form;
  useEffect(() => {
    const usual = usualGroup(of.groups);
    if (values.group === '' && usual !== undefined) form.set('group', usual.id);
  }, [of.groups]);
  const run = (asked: Asked) =>
    form.submit(
      async () => {
        setWhy(null);
        setWhy(await ask(asked, of.zone));
        const shown = new URLSearchParams({ name: asked.name });
        const who = asked.who as 'group' | 'device' | 'client';
        if (asked[who] !== '') shown.set(who, asked[who]);
        if (asked.at !== '') shown.set('at', asked.at);
        go(`/why?${shown}`, true);
      },
      { name: w.why.nameMissing },
    );
  useEffect(() => {
    if (first.name !== '' && of.loaded) void run({ ...values, group: values.group || (usualGroup(of.groups)?.id ?? '') });
  }, [of.loaded]);
  return (
    <Page title={w.why.title}>
      <div class="sg-narrow sg-noprint">
        <Form form={form} onSubmit={() => run(values)} button={w.why.button}>
          <TextField form={form} name="name" label={w.why.name} hint={w.why.nameHint} inputMode="url" />
          <Choices
            form={form}
            name="who"
            label={w.why.forWhom}
            inline
            choices={[
              { value: 'group', text: w.why.aGroup },
              ...((devices.data?.length ?? 0) > 0 ? [{ value: 'device', text: w.why.aDevice }] : []),
              { value: 'client', text: w.why.anAddress },
            ]}
          />
          {values.who === 'group' && <SelectField form={form} name="group" label={w.why.group} choices={of.groups.map((group) => ({ value: group.id, text: group.name }))} />}
          {values.who === 'device' && (
            <SelectField form={form} name="device" label={w.why.device} none={w.why.choose} choices={(devices.data ?? []).map((device) => ({ value: device.id, text: device.name || device.id }))} />
          )}
          {values.who === 'client' && <TextField form={form} name="client" label={w.why.address} hint={w.why.addressHint} width={20} />}
          <Details summary={w.why.anotherTime} open={values.at !== ''}>
            <TextField form={form} name="at" type="datetime-local" label={w.why.at} hint={w.why.atHint} width={20} />
            {values.at === '' && (
              <button type="button" class="sg-link-button" onClick={() => form.set('at', toLocalInput(new Date(), of.zone))}>
                {w.why.now}
              </button>
            )}
          </Details>
        </Form>
      </div>
      {why !== null && <Result why={why} role={props.role} />}
    </Page>
  );
}

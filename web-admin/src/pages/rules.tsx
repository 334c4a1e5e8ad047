// The school's own rules: a name, with everything below it, allowed or blocked for some groups or for all, until somebody
// removes the rule. For a lesson there are unblocks, which end by themselves.
import { useState } from 'preact/hooks';
import { api } from '../api/client';
import type { Preview, Receipt, Rule } from '../api/types';
import { AskReason, ChangeForm, type ChangeOptions, Done } from '../parts/change';
import { Choices, TextField, useForm } from '../parts/form';
import { Wait, useLoad } from '../parts/load';
import { Details, Groups, Tag } from '../parts/small';
import { Table } from '../parts/table';
import { nameOf } from '../policy/names';
import { inOrder, useSchool } from '../school';
import { can } from '../session';
import { Page } from '../shell/page';
import type { PageProps } from '../shell/pages';
import { usePlace } from '../shell/router';
import { w } from '../words/en';

const most_shown = 200; // a school has some dozens; who has more looks for one

interface Told {
  text: string;
  serial: number;
}

function Add(props: { name: string; done: (told: Told) => Promise<void> }) {
  const of = useSchool();
  const form = useForm({ action: 'block', name: props.name, groups: [] as string[], reason: '' });
  const send = async (values: typeof form.values, options: ChangeOptions): Promise<Preview | Receipt> => {
    const name = nameOf(values.name);
    const body = { action: values.action as Rule['action'], name, groups: values.groups, reason: values.reason };
    const { data } = await api.post('/api/v1/rules', body, { query: { preview: options.preview || undefined } });
    if (!options.preview) {
      form.clear();
      await props.done({ text: w.rules.added[body.action](name), serial: (data as Receipt).serial });
    }
    return data as Preview | Receipt;
  };
  return (
    <ChangeForm form={form} send={send} basedOn={null} done={() => undefined} newest={() => undefined} required={{ name: w.rules.nameMissing, reason: w.forms.reasonMissing }}>
      <TextField form={form} name="name" label={w.rules.name} hint={w.rules.nameHint} inputMode="url" />
      <Choices form={form} name="action" label={w.rules.action} choices={(['block', 'allow'] as const).map((value) => ({ value, text: w.rules.actions[value], hint: w.rules.actionHints[value] }))} />
      <Choices form={form} name="groups" label={w.rules.groups} hint={w.rules.groupsHint} several inline choices={of.groups.map((group) => ({ value: group.id, text: group.name }))} />
    </ChangeForm>
  );
}

function Remove(props: { rule: Rule; cancel: () => void; done: (told: Told) => Promise<void> }) {
  const form = useForm({ reason: '' });
  const { rule } = props;
  return (
    <AskReason
      form={form}
      title={w.rules.removeTitle(rule.name)}
      text={w.rules.removeText[rule.action]}
      button={w.rules.remove}
      cancel={props.cancel}
      send={async (reason) => {
        const { data } = await api.remove('/api/v1/rules/{id}', reason, { ids: { id: rule.id } });
        await props.done({ text: w.rules.removed(rule.name), serial: data.serial });
      }}
    />
  );
}

export function RulesPage(props: PageProps) {
  const asked = usePlace().query.get('name') ?? '';
  const rules = useLoad(async () => (await api.get('/api/v1/rules')).data.rules);
  const search = useForm({ text: '' }, { keep: false });
  const [open, setOpen] = useState<string | null>(null);
  const [done, setDone] = useState<Told | null>(null);
  const may = can(props.role, 'network_manager');
  const finish = async (told: Told) => {
    setOpen(null);
    setDone(told);
    await rules.reload();
    window.scrollTo(0, 0);
  };
  return (
    <Page title={w.rules.title} lead={w.rules.lead}>
      {done !== null && <Done text={done.text} serial={done.serial} />}
      {may && (
        <Details summary={w.rules.add} open={asked !== ''}>
          <Add name={asked} done={finish} />
        </Details>
      )}
      <Wait of={rules}>
        {(all) => {
          const wanted = search.values.text.trim().toLowerCase();
          const found = inOrder(all.filter((rule) => rule.name.includes(wanted)));
          return (
            <>
              <TextField form={search} name="text" label={w.rules.search} width={20} />
              <p class="govuk-body" aria-live="polite">
                {w.rules.count(Math.min(found.length, most_shown), all.length)}
              </p>
              <Table
                caption={w.rules.title}
                captionHidden
                none={w.rules.none}
                rows={found.slice(0, most_shown)}
                keyOf={(rule) => rule.id}
                columns={[
                  { title: w.rules.site, head: true, cell: (rule) => <span class="sg-name">{rule.name}</span> },
                  { title: w.rules.action, cell: (rule) => <Tag tone={rule.action === 'allow' ? 'good' : 'bad'}>{w.rules.is[rule.action]}</Tag> },
                  { title: w.unblocks.forWhom, cell: (rule) => <Groups ids={rule.groups} /> },
                  ...(may
                    ? [
                        {
                          title: w.people.actions,
                          hidden: true,
                          cell: (rule: Rule) => (
                            <button type="button" class="sg-link-button" aria-expanded={open === rule.id} onClick={() => setOpen(open === rule.id ? null : rule.id)}>
                              {w.rules.remove} <span class="govuk-visually-hidden">{rule.name}</span>
                            </button>
                          ),
                        },
                      ]
                    : []),
                ]}
                after={(rule) => open === rule.id && <Remove rule={rule} cancel={() => setOpen(null)} done={finish} />}
              />
            </>
          );
        }}
      </Wait>
    </Page>
  );
}

// One device: its name, its group, and how it is found.
import { useState } from 'preact/hooks';
import { api } from '../api/client';
import type { Device, Preview, Receipt } from '../api/types';
import { AskReason, ChangeForm, Done } from '../parts/change';
import { SelectField, TextArea, TextField, type Values, linesOf, useForm } from '../parts/form';
import { Wait, useLoad } from '../parts/load';
import { Facts, LinkButton } from '../parts/small';
import { idFrom } from '../policy/names';
import { groupName, useSchool } from '../school';
import { can } from '../session';
import { Page } from '../shell/page';
import type { PageProps } from '../shell/pages';
import { go } from '../shell/router';
import { w } from '../words/en';

type DeviceForm = Values & { name: string; group: string; macs: string; addresses: string; hosts: string; reason: string };

function Editor(props: { device: Device | null; taken: string[]; serial: number | null; saved: (id: string, serial: number) => Promise<void>; newest: () => unknown }) {
  const of = useSchool();
  const { device } = props;
  const form = useForm<DeviceForm>({
    name: device?.name ?? '',
    group: device?.group ?? '',
    macs: device?.macs.join('\n') ?? '',
    addresses: device?.addresses.join('\n') ?? '',
    hosts: device?.hosts.join('\n') ?? '',
    reason: '',
  });
  const id = device?.id ?? idFrom(form.values.name, props.taken);
  const send = async (values: DeviceForm, options: { preview: boolean; basedOn: number | null }): Promise<Preview | Receipt> => {
    const body = {
      name: values.name,
      group: values.group === '' ? null : values.group,
      macs: linesOf(values.macs),
      addresses: linesOf(values.addresses),
      hosts: linesOf(values.hosts),
      reason: values.reason,
    };
    const { data } = await api.put('/api/v1/devices/{id}', body, { ids: { id }, query: { preview: options.preview || undefined }, basedOn: options.basedOn });
    if (!options.preview) await props.saved(id, (data as Receipt).serial);
    return data as Preview | Receipt;
  };
  return (
    <div class="sg-narrow">
      <ChangeForm form={form} send={send} basedOn={props.serial} done={() => undefined} newest={props.newest} required={{ name: w.device.nameMissing, reason: w.forms.reasonMissing }}>
        <TextField form={form} name="name" label={w.device.name} hint={w.device.nameHint} />
        <SelectField form={form} name="group" label={w.devices.group} none={w.devices.byAddress} choices={of.groups.map((group) => ({ value: group.id, text: group.name }))} />
        <TextArea form={form} name="macs" label={w.device.macs} hint={w.device.macsHint} rows={2} />
        <TextArea form={form} name="addresses" label={w.device.addresses} hint={w.device.addressesHint} rows={2} />
        <TextArea form={form} name="hosts" label={w.device.hosts} hint={w.device.hostsHint} rows={2} />
      </ChangeForm>
    </div>
  );
}

function Remove(props: { device: Device; serial: number | null }) {
  const [open, setOpen] = useState(false);
  const form = useForm({ reason: '' });
  if (!open)
    return (
      <button type="button" class="govuk-button govuk-button--warning" onClick={() => setOpen(true)}>
        {w.device.forget}
      </button>
    );
  return (
    <AskReason
      form={form}
      title={w.device.forgetTitle(props.device.name || props.device.id)}
      button={w.device.forget}
      cancel={() => setOpen(false)}
      send={async (reason) => {
        await api.remove('/api/v1/devices/{id}', reason, { ids: { id: props.device.id }, basedOn: props.serial });
        go('/devices');
      }}
    />
  );
}

export function DevicePage(props: PageProps) {
  const of = useSchool();
  const id = props.ids.id ?? '';
  const isNew = id === 'new';
  const devices = useLoad(() => api.get('/api/v1/devices'));
  const [done, setDone] = useState<number | null>(null);
  const [turn, setTurn] = useState(0);
  const newest = async () => {
    await devices.reload();
    setTurn((n) => n + 1);
  };
  const device = devices.data?.data.devices.find((each) => each.id === id) ?? null;
  const editable = can(props.role, 'network_manager');
  return (
    <Page title={isNew ? w.devices.add : device?.name || id} back={{ href: '/devices', text: w.devices.title }}>
      {done !== null && <Done text={w.device.saved} serial={done} />}
      <Wait of={devices}>
        {({ data, serial }) => {
          if (device === null && !isNew) return <p class="govuk-body">{w.device.notThere(id)}</p>;
          if (!editable && device !== null) {
            return (
              <Facts
                facts={[
                  { term: w.devices.group, value: device.group === null ? w.devices.byAddress : groupName(of, device.group) },
                  { term: w.device.macs, value: device.macs.join(', ') || w.words.none },
                  { term: w.device.addresses, value: device.addresses.join(', ') || w.words.none },
                  { term: w.device.hosts, value: device.hosts.join(', ') || w.words.none },
                ]}
              />
            );
          }
          return (
            <>
              {device !== null && (
                <LinkButton href={`/why?device=${encodeURIComponent(device.id)}`} secondary>
                  {w.device.why}
                </LinkButton>
              )}
              <Editor
                key={turn}
                device={device}
                taken={data.devices.map((each) => each.id)}
                serial={serial}
                newest={newest}
                saved={async (saved, number) => {
                  if (isNew) return go(`/devices/${saved}`);
                  setDone(number);
                  await newest();
                  window.scrollTo(0, 0);
                }}
              />
              {device !== null && <Remove device={device} serial={serial} />}
            </>
          );
        }}
      </Wait>
    </Page>
  );
}

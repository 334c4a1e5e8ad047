// Devices that the school knows, those that are off the internet, and who tries to go round the filter.
import { useState } from 'preact/hooks';
import { api } from '../api/client';
import type { Device, Quarantine } from '../api/types';
import { AskReason, Done } from '../parts/change';
import { Form, ReasonField, TextField, useForm } from '../parts/form';
import { Wait, useLoad } from '../parts/load';
import { LinkButton, Names, Tag, number } from '../parts/small';
import { Table } from '../parts/table';
import { groupName, inOrder, useSchool } from '../school';
import { can } from '../session';
import { Page } from '../shell/page';
import type { PageProps } from '../shell/pages';
import { fromLocalInput, momentText, toApi } from '../time';
import { w } from '../words/en';

const foundBy = (device: Device): string[] => [...device.macs, ...device.addresses, ...device.hosts, ...device.identities];

async function read(withAttempts: boolean) {
  const [devices, quarantines, attempts] = await Promise.all([
    api.get('/api/v1/devices'),
    api.get('/api/v1/quarantines'),
    withAttempts ? api.get('/api/v1/attempts') : Promise.resolve(null),
  ]);
  return { devices: devices.data.devices, quarantines: quarantines.data.quarantines, attempts: attempts?.data.attempts ?? null };
}

type Done_ = (text: string, serial: number) => Promise<void>;

export function TakeOff(props: { device: { known?: string; device?: string; title: string }; cancel: () => void; done: Done_ }) {
  const { zone } = useSchool();
  const form = useForm({ until: '', reason: '' });
  const send = () =>
    form.submit(
      async (values) => {
        const { title, ...which } = props.device;
        const until = values.until === '' ? null : fromLocalInput(values.until, zone);
        const { data } = await api.post('/api/v1/quarantines', { ...which, suspension: true, reason: values.reason, ...(until !== null ? { until: toApi(until) } : {}) });
        await props.done(w.devices.isSuspended(title), data.serial);
      },
      { reason: w.forms.reasonMissing },
    );
  return (
    <div class="sg-ask">
      <h3 class="govuk-heading-s">{w.devices.suspendTitle(props.device.title)}</h3>
      <Form
        form={form}
        onSubmit={send}
        warning
        button={w.devices.suspend}
        beside={
          <button type="button" class="sg-link-button" onClick={props.cancel}>
            {w.forms.cancel}
          </button>
        }
      >
        <TextField form={form} name="until" type="datetime-local" label={w.devices.until} hint={w.devices.untilHint} width={20} />
        <ReasonField form={form} />
      </Form>
    </div>
  );
}

export function Release(props: { quarantine: Quarantine; title: string; cancel: () => void; done: Done_ }) {
  const form = useForm({ reason: '' });
  return (
    <AskReason
      form={form}
      warning={false}
      title={w.devices.releaseTitle(props.title)}
      button={w.devices.release}
      cancel={props.cancel}
      send={async (reason) => {
        const { data } = await api.remove('/api/v1/quarantines/{id}', reason, { ids: { id: props.quarantine.id } });
        await props.done(w.devices.released(props.title), data.serial);
      }}
    />
  );
}

export function DevicesPage(props: PageProps) {
  const of = useSchool();
  const seesAttempts = can(props.role, 'network_manager', 'safeguarding_lead', 'leadership', 'governor');
  const all = useLoad(() => read(seesAttempts), [seesAttempts]);
  const [open, setOpen] = useState<string | null>(null);
  const [done, setDone] = useState<{ text: string; serial: number } | null>(null);
  const search = useForm({ text: '' }, { keep: false });
  const may = can(props.role, 'network_manager');
  const maySuspend = can(props.role, 'network_manager', 'safeguarding_lead');
  const finish: Done_ = async (text, serial) => {
    setOpen(null);
    setDone({ text, serial });
    await all.reload();
  };
  const wanted = search.values.text.trim().toLowerCase();
  const isWanted = (device: Device) => wanted === '' || [device.name, device.id, groupName(of, device.group ?? ''), ...foundBy(device)].some((part) => part.toLowerCase().includes(wanted));
  const act = (key: string, text: string, name: string) => (
    <button type="button" class="sg-link-button" aria-expanded={open === key} onClick={() => setOpen(open === key ? null : key)}>
      {text} <span class="govuk-visually-hidden">{name}</span>
    </button>
  );
  return (
    <Page title={w.devices.title} lead={w.devices.lead}>
      {done !== null && <Done text={done.text} serial={done.serial} />}
      {may && <LinkButton href="/devices/new">{w.devices.add}</LinkButton>}
      <Wait of={all}>
        {({ devices, quarantines, attempts }) => {
          const off = (device: Device) => quarantines.find((each) => each.known === device.id);
          const others = quarantines.filter((each) => !devices.some((device) => device.id === each.known));
          return (
            <>
              {devices.length > 10 && <TextField form={search} name="text" label={w.devices.search} width={20} />}
              <Table
                caption={w.devices.known(devices.length)}
                none={w.devices.none}
                rows={inOrder(devices.filter(isWanted))}
                keyOf={(device) => device.id}
                columns={[
                  {
                    title: w.devices.device,
                    head: true,
                    cell: (device) => (
                      <a class="govuk-link" href={`/devices/${encodeURIComponent(device.id)}`}>
                        {device.name || device.id}
                      </a>
                    ),
                  },
                  { title: w.devices.group, cell: (device) => (device.group === null ? w.devices.byAddress : groupName(of, device.group)) },
                  { title: w.devices.foundBy, cell: (device) => <Names names={foundBy(device)} most={2} /> },
                  {
                    title: w.devices.state,
                    cell: (device) => {
                      const held = off(device);
                      if (held === undefined) return w.devices.online;
                      return <Tag tone="bad">{held.until !== undefined ? w.devices.suspendedUntil(momentText(held.until, of.zone)) : w.devices.suspended}</Tag>;
                    },
                  },
                  ...(maySuspend
                    ? [
                        {
                          title: w.devices.actions,
                          hidden: true,
                          cell: (device: Device) => act(device.id, off(device) ? w.devices.release : w.devices.suspend, device.name || device.id),
                        },
                      ]
                    : []),
                ]}
                after={(device) => {
                  if (open !== device.id) return null;
                  const held = off(device);
                  const title = device.name || device.id;
                  return held !== undefined ? (
                    <Release quarantine={held} title={title} cancel={() => setOpen(null)} done={finish} />
                  ) : (
                    <TakeOff device={{ known: device.id, title }} cancel={() => setOpen(null)} done={finish} />
                  );
                }}
              />
              {others.length > 0 && (
                <Table
                  caption={w.devices.quarantined}
                  rows={others}
                  keyOf={(each) => each.id}
                  columns={[
                    { title: w.devices.device, head: true, cell: (each) => each.device ?? each.known ?? each.id },
                    { title: w.devices.until, cell: (each) => (each.until !== undefined ? momentText(each.until, of.zone) : w.devices.untilReleased) },
                    ...(maySuspend ? [{ title: w.devices.actions, hidden: true, cell: (each: Quarantine) => act(`q-${each.id}`, w.devices.release, each.device ?? each.id) }] : []),
                  ]}
                  after={(each) => open === `q-${each.id}` && <Release quarantine={each} title={each.device ?? each.id} cancel={() => setOpen(null)} done={finish} />}
                />
              )}
              {attempts !== null && (
                <>
                  <Table
                    caption={w.devices.attempts}
                    none={w.devices.noAttempts}
                    rows={attempts.slice(0, 50)}
                    keyOf={(each) => each.client}
                    columns={[
                      {
                        title: w.devices.device,
                        head: true,
                        cell: (each) => (
                          <>
                            {each.device_name || each.host || each.client}
                            {(each.device_name || each.host) && <span class="sg-below">{each.client}</span>}
                          </>
                        ),
                      },
                      { title: w.devices.group, cell: (each) => groupName(of, each.group) },
                      { title: w.devices.bypassNames, number: true, cell: (each) => number(each.names) },
                      { title: w.devices.signals, number: true, cell: (each) => number(each.signals) },
                      { title: w.devices.lastSeen, cell: (each) => momentText(each.last, of.zone) },
                      ...(maySuspend ? [{ title: w.devices.actions, hidden: true, cell: (each: { client: string }) => act(`a-${each.client}`, w.devices.suspend, each.client) }] : []),
                    ]}
                    after={(each) =>
                      open === `a-${each.client}` && (
                        <TakeOff
                          device={each.device ? { known: each.device, title: each.device_name ?? each.device } : { device: each.client, title: each.client }}
                          cancel={() => setOpen(null)}
                          done={finish}
                        />
                      )
                    }
                  />
                  <p class="govuk-body sg-quiet">{w.devices.attemptsHint}</p>
                </>
              )}
            </>
          );
        }}
      </Wait>
    </Page>
  );
}

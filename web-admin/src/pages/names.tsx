// The school's own names: records that are answered here, and zones that are asked of the school's own servers.
import { useState } from 'preact/hooks';
import { api } from '../api/client';
import type { ForwardZone, LocalRecord, Preview, Receipt } from '../api/types';
import { AskReason, ChangeForm, Done } from '../parts/change';
import { SelectField, TextArea, TextField, linesOf, useForm } from '../parts/form';
import { Wait, useLoad } from '../parts/load';
import { Details } from '../parts/small';
import { Table } from '../parts/table';
import { idFrom } from '../policy/names';
import { can } from '../session';
import { Page } from '../shell/page';
import type { PageProps } from '../shell/pages';
import { w } from '../words/en';

const types = ['A', 'AAAA', 'CNAME', 'PTR', 'SRV', 'TXT'] as const;
type Finished = (text: string, serial: number) => Promise<void>;
interface Sending {
  preview: boolean;
  basedOn: number | null;
}

function RecordForm(props: { taken: string[]; done: Finished }) {
  const form = useForm({ name: '', type: 'A', value: '', ttl: '300', reason: '' });
  const send = async (values: typeof form.values, options: Sending): Promise<Preview | Receipt> => {
    const body = { name: values.name, type: values.type as 'A', value: values.value, ttl: Number(values.ttl), reason: values.reason };
    const id = idFrom(`${values.name}-${values.type}`, props.taken);
    const { data } = await api.put('/api/v1/local-records/{id}', body, { ids: { id }, query: { preview: options.preview || undefined }, basedOn: options.basedOn });
    if (!options.preview) {
      form.clear();
      await props.done(w.names.recordAdded(values.name), (data as Receipt).serial);
    }
    return data as Preview | Receipt;
  };
  return (
    <ChangeForm form={form} send={send} basedOn={null} done={() => undefined} newest={() => undefined} required={{ name: w.names.nameMissing, value: w.names.valueMissing, reason: w.forms.reasonMissing }}>
      <TextField form={form} name="name" label={w.names.name} hint={w.names.nameHint} />
      <SelectField form={form} name="type" label={w.names.type} choices={types.map((type) => ({ value: type, text: w.names.types[type] }))} />
      <TextField form={form} name="value" label={w.names.value} hint={w.names.valueHint[form.values.type as 'A']} />
      <TextField form={form} name="ttl" label={w.names.ttl} inputMode="numeric" width={5} />
    </ChangeForm>
  );
}

function ZoneForm(props: { taken: string[]; done: Finished }) {
  const form = useForm({ zone: '', servers: '', reason: '' });
  const send = async (values: typeof form.values, options: Sending): Promise<Preview | Receipt> => {
    const body = { zone: values.zone, servers: linesOf(values.servers), reason: values.reason };
    const { data } = await api.put('/api/v1/forward-zones/{id}', body, {
      ids: { id: idFrom(values.zone, props.taken) },
      query: { preview: options.preview || undefined },
      basedOn: options.basedOn,
    });
    if (!options.preview) {
      form.clear();
      await props.done(w.names.zoneAdded(values.zone), (data as Receipt).serial);
    }
    return data as Preview | Receipt;
  };
  return (
    <ChangeForm form={form} send={send} basedOn={null} done={() => undefined} newest={() => undefined} required={{ zone: w.names.zoneMissing, servers: w.names.serversMissing, reason: w.forms.reasonMissing }}>
      <TextField form={form} name="zone" label={w.names.zone} hint={w.names.zoneHint} />
      <TextArea form={form} name="servers" label={w.names.servers} hint={w.names.serversHint} rows={2} />
    </ChangeForm>
  );
}

function Remove(props: { title: string; send: (reason: string) => Promise<number>; cancel: () => void; done: Finished }) {
  const form = useForm({ reason: '' });
  return (
    <AskReason
      form={form}
      title={w.names.removeTitle(props.title)}
      button={w.names.remove}
      cancel={props.cancel}
      send={async (reason) => props.done(w.names.removed(props.title), await props.send(reason))}
    />
  );
}

export function NamesPage(props: PageProps) {
  const both = useLoad(async () => {
    const [records, zones] = await Promise.all([api.get('/api/v1/local-records'), api.get('/api/v1/forward-zones')]);
    return { records: records.data.local_records, zones: zones.data.forward_zones, serial: records.serial };
  });
  const [open, setOpen] = useState<string | null>(null);
  const [done, setDone] = useState<{ text: string; serial: number } | null>(null);
  const may = can(props.role, 'network_manager');
  const finish: Finished = async (text, serial) => {
    setOpen(null);
    setDone({ text, serial });
    await both.reload();
    window.scrollTo(0, 0);
  };
  const action = (key: string, name: string) => (
    <button type="button" class="sg-link-button" aria-expanded={open === key} onClick={() => setOpen(open === key ? null : key)}>
      {w.names.remove} <span class="govuk-visually-hidden">{name}</span>
    </button>
  );
  return (
    <Page title={w.names.title} lead={w.names.lead}>
      {done !== null && <Done text={done.text} serial={done.serial} />}
      <Wait of={both}>
        {({ records, zones, serial }) => (
          <>
            <Table
              caption={w.names.records}
              none={w.names.noRecords}
              rows={records}
              keyOf={(record) => record.id}
              columns={[
                { title: w.names.name, head: true, cell: (record) => <span class="sg-name">{record.name}</span> },
                { title: w.names.type, cell: (record) => record.type },
                { title: w.names.value, cell: (record) => <span class="sg-name">{record.value}</span> },
                ...(may ? [{ title: w.names.actions, hidden: true, cell: (record: LocalRecord) => action(`r-${record.id}`, record.name) }] : []),
              ]}
              after={(record) =>
                open === `r-${record.id}` && (
                  <Remove
                    title={record.name}
                    cancel={() => setOpen(null)}
                    done={finish}
                    send={async (reason) => (await api.remove('/api/v1/local-records/{id}', reason, { ids: { id: record.id }, basedOn: serial })).data.serial}
                  />
                )
              }
            />
            {may && (
              <Details summary={w.names.addRecord}>
                <RecordForm taken={records.map((record) => record.id)} done={finish} />
              </Details>
            )}
            <Table
              caption={w.names.zones}
              none={w.names.noZones}
              rows={zones}
              keyOf={(zone) => zone.id}
              columns={[
                { title: w.names.zone, head: true, cell: (zone) => <span class="sg-name">{zone.zone}</span> },
                { title: w.names.servers, cell: (zone) => zone.servers.join(', ') },
                ...(may ? [{ title: w.names.actions, hidden: true, cell: (zone: ForwardZone) => action(`z-${zone.id}`, zone.zone) }] : []),
              ]}
              after={(zone) =>
                open === `z-${zone.id}` && (
                  <Remove
                    title={zone.zone}
                    cancel={() => setOpen(null)}
                    done={finish}
                    send={async (reason) => (await api.remove('/api/v1/forward-zones/{id}', reason, { ids: { id: zone.id }, basedOn: serial })).data.serial}
                  />
                )
              }
            />
            {may && (
              <Details summary={w.names.addZone}>
                <ZoneForm taken={zones.map((zone) => zone.id)} done={finish} />
              </Details>
            )}
          </>
        )}
      </Wait>
    </Page>
  );
}

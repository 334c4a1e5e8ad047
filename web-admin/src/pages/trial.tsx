// A trial: a request's sites are open on one test device for some minutes. What else that device is refused is shown as it
// happens, and what of it belongs to the sites is added to the request, so that one approval covers all.
import { useState } from 'preact/hooks';
import { api } from '../api/client';
import type { Device, Request, TrialReport } from '../api/types';
import { Done } from '../parts/change';
import { Choices, Form, ReasonField, SelectField, TextField, useForm } from '../parts/form';
import { useLive } from '../parts/live';
import { Wait, useLoad, useRefresh } from '../parts/load';
import { Details, Groups, Names, Verdict } from '../parts/small';
import { Table } from '../parts/table';
import { companionsOf, reached } from '../policy/trial';
import { Page } from '../shell/page';
import type { PageProps } from '../shell/pages';
import { leftText } from '../time';
import { w } from '../words/en';

// Somebody opens a site on the device beside them and looks at what comes: the appliance tells no event of it.
const look_seconds = 2;
const most_minutes = 10; // openapi.yaml, NewTrial

type Told = (text: string, serial: number) => Promise<void>;

function Start(props: { request: Request; devices: Device[]; done: () => Promise<void> }) {
  const { devices } = props;
  const form = useForm({ how: devices.length > 0 ? 'known' : 'address', known: '', device: '', minutes: String(most_minutes) });
  const known = form.values.how === 'known';
  const start = () =>
    form.submit(
      async (values) => {
        const which = known ? { known: values.known } : { device: values.device.trim() };
        await api.post('/api/v1/requests/{id}/trial', { ...which, minutes: Number(values.minutes) }, { ids: { id: props.request.id } });
        await props.done();
      },
      known ? { known: w.trial.deviceMissing } : { device: w.trial.deviceMissing },
    );
  return (
    <div class="sg-narrow">
      <Form form={form} onSubmit={start} button={w.trial.start}>
        {devices.length > 0 && (
          <Choices
            form={form}
            name="how"
            label={w.trial.device}
            choices={[
              { value: 'known', text: w.trial.known },
              { value: 'address', text: w.trial.byAddress },
            ]}
          />
        )}
        {known ? (
          <SelectField form={form} name="known" label={w.trial.known} none={w.trial.choose} choices={devices.map((device) => ({ value: device.id, text: device.name || device.id }))} />
        ) : (
          <TextField form={form} name="device" label={w.trial.address} hint={w.trial.addressHint} width={20} />
        )}
        <TextField form={form} name="minutes" label={w.trial.minutes} hint={w.trial.minutesHint(most_minutes)} inputMode="numeric" width={4} />
      </Form>
    </div>
  );
}

function Running(props: { report: TrialReport; deviceName: string; end: () => Promise<void> }) {
  const [busy, setBusy] = useState(false);
  return (
    <Verdict tone="good" title={w.trial.running(props.deviceName)}>
      <p class="govuk-body">{w.trial.left(leftText(props.report.trial?.until ?? ''))}</p>
      <button
        type="button"
        class="govuk-button govuk-button--secondary govuk-!-margin-bottom-0"
        aria-disabled={busy}
        onClick={() => {
          if (busy) return;
          setBusy(true);
          void props.end().finally(() => setBusy(false));
        }}
      >
        {w.trial.end}
      </button>
    </Verdict>
  );
}

/** Ticking is kept while more names come. */
function Companions(props: { request: Request; report: TrialReport; done: Told }) {
  const form = useForm<{ names: string[]; reason: string }>({ names: [], reason: w.trial.reason });
  const found = companionsOf(props.report);
  if (found.length === 0) return <p class="govuk-body">{props.report.running ? w.trial.noCompanionsYet : w.trial.noCompanions}</p>;
  const send = () =>
    form.submit(
      async ({ names, reason }) => {
        const { data } = await api.post('/api/v1/requests/{id}/companions', { names, reason, version: props.report.version }, { ids: { id: props.request.id } });
        form.clear();
        await props.done(w.trial.added, data.serial);
      },
      { names: w.trial.noneTicked, reason: w.forms.reasonMissing },
    );
  return (
    <Form form={form} onSubmit={send} button={w.trial.add}>
      <Choices form={form} name="names" several label={w.trial.needed} hint={w.trial.neededHint} choices={found.map((seen) => ({ value: seen.name, text: w.trial.tick(seen.name, seen.times), hint: seen.tier }))} />
      <ReasonField form={form} />
      {props.request.sign_offs.length > 0 && <p class="govuk-inset-text">{w.trial.again}</p>}
    </Form>
  );
}

function Answered(props: { report: TrialReport }) {
  const rows = reached(props.report);
  if (rows.length === 0) return null;
  return (
    <Details summary={`${w.trial.reached}: ${w.trial.reachedSay(rows.length)}`}>
      <Table
        caption={w.trial.reached}
        captionHidden
        rows={rows}
        keyOf={(seen) => seen.name}
        columns={[
          { title: w.trial.site, head: true, cell: (seen) => <span class="sg-name">{seen.name}</span> },
          { title: w.trial.times, number: true, cell: (seen) => seen.times },
        ]}
      />
    </Details>
  );
}

export function TrialPage(props: PageProps) {
  const id = props.ids.id ?? '';
  const [done, setDone] = useState<{ text: string; serial: number } | null>(null);
  const request = useLoad<Request>(async () => (await api.get('/api/v1/requests/{id}', { ids: { id } })).data, [id]);
  const report = useLoad<TrialReport>(async () => (await api.get('/api/v1/requests/{id}/trial', { ids: { id } })).data, [id]);
  const devices = useLoad<Device[]>(async () => (await api.get('/api/v1/devices')).data.devices);
  const both = async () => void (await Promise.all([request.reload(), report.reload()]));
  useLive(request.reload, ['request'], 30);
  useRefresh(report.reload, look_seconds);
  const nameOfDevice = (trial: NonNullable<TrialReport['trial']>) => devices.data?.find((device) => device.id === trial.known)?.name ?? trial.known ?? trial.device ?? '';
  const end = async () => {
    const { data } = await api.remove('/api/v1/requests/{id}/trial', '', { ids: { id } });
    setDone({ text: w.trial.ended, serial: data.serial });
    await both();
  };
  return (
    <Page title={w.trial.title} lead={w.trial.lead} back={{ href: `/requests/${id}`, text: w.trial.back }}>
      {done !== null && <Done text={done.text} serial={done.serial} />}
      <Wait of={request}>
        {(asked) => (
          <>
            <p class="govuk-body">
              <strong>
                <Names names={asked.names} most={12} />
              </strong>{' '}
              <Groups ids={asked.groups} />
            </p>
            <Wait of={report}>
              {(seen) => (
                <>
                  {seen.trial !== undefined && <Running report={seen} deviceName={nameOfDevice(seen.trial)} end={end} />}
                  {asked.state !== 'requested' ? (
                    <p class="govuk-inset-text">{w.trial.decided}</p>
                  ) : (
                    seen.trial === undefined && devices.data !== null && <Start request={asked} devices={devices.data} done={both} />
                  )}
                  {(seen.running || seen.names.length > 0) && (
                    <>
                      <h2 class="govuk-heading-m">{w.trial.companions}</h2>
                      {asked.state === 'requested' && (
                        <Companions
                          key={seen.version}
                          request={asked}
                          report={seen}
                          done={async (text, serial) => {
                            setDone({ text, serial });
                            await both();
                            window.scrollTo(0, 0);
                          }}
                        />
                      )}
                      <Answered report={seen} />
                      {seen.left_out > 0 && <p class="govuk-body sg-quiet">{w.trial.leftOut(seen.left_out)}</p>}
                    </>
                  )}
                </>
              )}
            </Wait>
          </>
        )}
      </Wait>
    </Page>
  );
}

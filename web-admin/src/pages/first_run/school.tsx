// The school's name, which stands on every page, on the block page and in the governors' document; and its time zone.
import { useState } from 'preact/hooks';
import { api } from '../../api/client';
import { Done } from '../../parts/change';
import { Form, TextField, useForm } from '../../parts/form';
import { loadSchool } from '../../school';
import { w } from '../../words/en';
import type { StepProps } from './first_run';
import { Next } from './next';

export function SchoolStep(props: StepProps) {
  const { settings } = props.of;
  const form = useForm({ school: settings.school, zone: settings.zone });
  const [done, setDone] = useState<number | null>(null);
  const send = () =>
    form.submit(
      async (values) => {
        const { data } = await api.put('/api/v1/settings', { school: values.school, zone: values.zone, reason: w.firstRun.reason }, { basedOn: props.serial });
        setDone('serial' in data ? data.serial : 0);
        await Promise.all([loadSchool(), props.changed()]);
      },
      { school: w.settings.schoolMissing },
    );
  return (
    <>
      {done !== null && <Done text={w.settings.saved} serial={done} />}
      <div class="sg-narrow">
        <Form form={form} onSubmit={send} button={w.firstRun.save}>
          <TextField form={form} name="school" label={w.settings.school} spellcheck />
          <TextField form={form} name="zone" label={w.settings.zone} hint={w.settings.zoneHint} width={20} />
        </Form>
      </div>
      <Next after="school" secondary={done === null} />
    </>
  );
}

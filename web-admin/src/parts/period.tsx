// Which stretch of the log: a term or year of the school's calendar, or between two days.
import { type Period, calendar_periods } from '../policy/periods';
import { w } from '../words/en';
import { type FormState, SelectField, TextField, type Values } from './form';

export function PeriodFields<V extends Values & Period>(props: { form: FormState<V> }) {
  const { form } = props;
  const field = (name: keyof Period) => name as keyof V & string;
  return (
    <div class="sg-filters__row">
      <SelectField form={form} name={field('period')} label={w.export.period} choices={[...calendar_periods.map((value) => ({ value, text: w.export.periods[value] as string })), { value: 'dates', text: w.export.periods.dates }]} />
      {form.values.period === 'dates' && (
        <>
          <TextField form={form} name={field('from')} type="date" label={w.export.from} />
          <TextField form={form} name={field('to')} type="date" label={w.export.to} />
        </>
      )}
    </div>
  );
}

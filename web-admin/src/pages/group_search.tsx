// What a group says of search engines, and of a walled garden.
import { Choices, type FormState, TextArea } from '../parts/form';
import { Details } from '../parts/small';
import { w } from '../words/en';
import type { GroupForm } from './group_values';

export function Search(props: { form: FormState<GroupForm> }) {
  const { form } = props;
  const inherit = form.values.parent !== '' ? w.group.asParent : w.group.nothingSaid;
  const yesNo = [
    { value: '', text: inherit },
    { value: 'yes', text: w.words.on },
    { value: 'no', text: w.words.off },
  ];
  return (
    <section aria-labelledby="search">
      <h2 class="govuk-heading-m" id="search">
        {w.group.search}
      </h2>
      <Choices form={form} name="safe_search" label={w.group.safeSearch} hint={w.group.safeSearchHint} inline choices={yesNo} />
      <Choices form={form} name="other_engines_blocked" label={w.group.otherEngines} hint={w.group.otherEnginesHint} inline choices={yesNo} />
      <Choices
        form={form}
        name="youtube"
        label={w.group.youtube}
        inline
        choices={[
          { value: '', text: inherit },
          { value: 'strict', text: w.group.youtubeIs.strict },
          { value: 'moderate', text: w.group.youtubeIs.moderate },
          { value: 'off', text: w.group.youtubeIs.off },
        ]}
      />
    </section>
  );
}

export function Garden(props: { form: FormState<GroupForm>; bundles: { id: string; name: string }[] }) {
  const { form } = props;
  return (
    <Details summary={w.group.garden} open={form.values.walled_garden === 'yes'}>
      <Choices
        form={form}
        name="walled_garden"
        label={w.group.gardenOn}
        hint={w.group.gardenHint}
        inline
        choices={[
          { value: '', text: form.values.parent !== '' ? w.group.asParent : w.group.nothingSaid },
          { value: 'yes', text: w.words.on },
          { value: 'no', text: w.words.off },
        ]}
      />
      <TextArea form={form} name="garden" label={w.group.gardenNames} hint={w.newUnblock.namesHint} rows={5} />
      {props.bundles.length > 0 && (
        <Choices form={form} name="bundles" label={w.gardens.bundles} several inline choices={props.bundles.map((each) => ({ value: each.id, text: each.name }))} />
      )}
    </Details>
  );
}

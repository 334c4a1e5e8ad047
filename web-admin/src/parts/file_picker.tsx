// A file of the person's own machine. What they chose stays chosen when the page finds something wrong.
import { w } from '../words/en';

export function FilePicker(props: { id: string; label: string; hint: string; accept?: string; error?: string | undefined; onFile: (file: File | null) => void }) {
  const { id, error } = props;
  return (
    <div class={error === undefined ? 'govuk-form-group' : 'govuk-form-group govuk-form-group--error'}>
      <label class="govuk-label" for={id}>
        {props.label}
      </label>
      <div class="govuk-hint" id={`${id}-hint`}>
        {props.hint}
      </div>
      {error !== undefined && (
        <p class="govuk-error-message" id={`${id}-error`}>
          <span class="govuk-visually-hidden">{w.forms.error} </span>
          {error}
        </p>
      )}
      <input
        class="sg-file"
        type="file"
        id={id}
        accept={props.accept}
        aria-describedby={error === undefined ? `${id}-hint` : `${id}-hint ${id}-error`}
        onChange={(event) => props.onFile(event.currentTarget.files?.[0] ?? null)}
      />
    </div>
  );
}

// What the appliance shows this once: a token, a secret, a link. It stands there to be copied, and is kept nowhere.
import { useState } from 'preact/hooks';
import { w } from '../words/en';

export function CopyButton(props: { text: string; what: string }) {
  const [told, setTold] = useState('');
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(props.text);
      setTold(w.shownOnce.copied);
    } catch {
      setTold(w.shownOnce.copyByHand); // the browser may not allow it
    }
  };
  return (
    <>
      <button type="button" class="govuk-button govuk-button--secondary sg-noprint" onClick={() => void copy()}>
        {w.shownOnce.copy} <span class="govuk-visually-hidden">{props.what}</span>
      </button>
      <span class="sg-quiet sg-noprint" role="status">
        {told}
      </span>
    </>
  );
}

export function ShownOnce(props: { what: string; text: string; hint?: string }) {
  return (
    <div class="sg-once">
      <p class="govuk-body govuk-!-margin-bottom-1">{props.hint ?? w.shownOnce.now(props.what)}</p>
      <p class="govuk-body">
        <span class="sg-password">{props.text}</span>
      </p>
      <div class="govuk-button-group">
        <CopyButton text={props.text} what={props.what} />
      </div>
    </div>
  );
}

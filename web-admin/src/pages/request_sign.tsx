// An approver's sign-off: the risk as they see it, what it would open, and their word. It is of the version that is shown.
import { useEffect, useState } from 'preact/hooks';
import { api } from '../api/client';
import { Problem } from '../api/problem';
import type { Preview, Receipt, Request, RequestMade, Role } from '../api/types';
import { ChangeForm } from '../parts/change';
import { useForm } from '../parts/form';
import { RiskFields, halfRated, ratingOf } from '../parts/risk';
import { standingRating } from '../policy/requests';
import { w } from '../words/en';

function doneText(state: Request['state'] | undefined): string {
  if (state === 'active') return w.sign.doneOpen;
  return state === 'approved' ? w.sign.doneLater : w.sign.done;
}

/** Above which rating leadership consents too; null until it is read. */
function useThreshold(): number | null {
  const [above, setAbove] = useState<number | null>(null);
  useEffect(() => {
    api
      .get('/api/v1/settings')
      .then(({ data }) => setAbove(data.consent_above))
      .catch(() => undefined); // a hint: the appliance asks for the consent anyway
  }, []);
  return above;
}

export function SignForm(props: { request: Request; role: Role; done: (text: string, serial: number) => Promise<void>; newest: () => Promise<void> }) {
  const { request } = props;
  const stands = standingRating(request);
  const form = useForm({ likelihood: stands.likelihood, impact: stands.impact, reason: '' });
  const above = useThreshold();
  const only_product = stands.rating > 0 && stands.likelihood === '';
  const send = async (values: typeof form.values, options: { preview: boolean }): Promise<Preview | Receipt> => {
    const body = { version: request.version, ...ratingOf(values), ...(values.reason.trim() === '' ? {} : { reason: values.reason }) };
    try {
      const { data } = await api.post('/api/v1/requests/{id}/sign', body, { ids: { id: request.id }, query: { preview: options.preview || undefined } });
      if (!options.preview) await props.done(doneText((data as RequestMade).request?.state), data.serial);
      return data;
    } catch (fault) {
      // Another version, or decided by somebody else: the page shows what it is now.
      if (fault instanceof Problem && fault.status === 409) await props.newest();
      throw fault;
    }
  };
  return (
    <section aria-labelledby="sign">
      <h2 class="govuk-heading-m" id="sign">
        {w.sign.title}
      </h2>
      <p class="govuk-body">
        {w.sign.whose[props.role]} {w.sign.last}
      </p>
      <ChangeForm
        form={form}
        send={send}
        basedOn={null}
        done={() => undefined}
        newest={props.newest}
        look={w.sign.look}
        button={w.sign.button}
        reason={{ label: w.sign.reason, hint: w.sign.reasonHint }}
        required={only_product ? halfRated(form.values) : { likelihood: w.risk.bothMissing, impact: w.risk.bothMissing }}
      >
        {above !== null && <p class="govuk-body sg-quiet">{w.risk.threshold(above)}</p>}
        {only_product && <p class="govuk-body">{w.sign.confirms(stands.rating)}</p>}
        <RiskFields form={form} />
      </ChangeForm>
    </section>
  );
}

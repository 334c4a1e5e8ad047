// Enrolling a second factor (RFC 6238): a key for an authenticator app, the code that proves it is there, and the recovery
// codes for the day when the phone is not. Network managers who have none see this and nothing else.
import { useEffect, useState } from 'preact/hooks';
import { api } from '../api/client';
import { Problem } from '../api/problem';
import { Done } from '../parts/change';
import { Form, TextField, useForm } from '../parts/form';
import { QrCode } from '../parts/qr_code';
import { CopyButton } from '../parts/shown_once';
import { Details } from '../parts/small';
import { reread, session } from '../session';
import { Page } from '../shell/page';
import type { PageProps } from '../shell/pages';
import { guardLeaving } from '../shell/router';
import { useStore } from '../store';
import { w } from '../words/en';

interface Key {
  key: string;
  address: string;
}
interface Codes {
  codes: string[];
  serial: number;
}

function Begin(props: { begun: (key: Key) => void }) {
  const form = useForm({ current_password: '' }, { keep: false });
  const [withPassword, setWithPassword] = useState(false);
  const send = () =>
    form.submit(async (values) => {
      try {
        const { data } = await api.post('/api/v1/session/factor', values.current_password === '' ? {} : { current_password: values.current_password });
        props.begun(data);
      } catch (fault) {
        // Soon after the sign-in no password is asked for; later it is.
        if (fault instanceof Problem && fault.errors.some((error) => error.pointer === '/current_password')) setWithPassword(true);
        throw fault;
      }
    });
  return (
    <>
      <p class="govuk-body">{w.factor.apps}</p>
      <Form form={form} onSubmit={send} button={w.factor.begin}>
        {withPassword && <TextField form={form} name="current_password" type="password" label={w.account.current} autoComplete="current-password" width={20} />}
      </Form>
    </>
  );
}

function Confirm(props: { offered: Key; confirmed: (codes: Codes) => void }) {
  const { offered } = props;
  const form = useForm({ code: '' });
  const send = () =>
    form.submit(
      async (values) => {
        const { data } = await api.post('/api/v1/session/factor/confirm', { code: values.code.replace(/\s/g, '') });
        props.confirmed({ codes: data.recovery_codes, serial: data.serial });
      },
      { code: w.factor.codeMissing },
    );
  return (
    <>
      <h2 class="govuk-heading-m">{w.factor.scan}</h2>
      <QrCode text={offered.address} label={w.factor.picture} />
      <Details summary={w.factor.cannotScan}>
        <p class="govuk-body">{w.factor.typeKey}</p>
        <p class="govuk-body">
          <span class="sg-password">{(offered.key.match(/.{1,4}/g) ?? []).join(' ')}</span>
        </p>
        <div class="govuk-button-group">
          <CopyButton text={offered.key} what={w.factor.key} />
        </div>
      </Details>
      <Form form={form} onSubmit={send} button={w.factor.confirm}>
        <TextField form={form} name="code" label={w.factor.code} hint={w.factor.codeHint} autoComplete="one-time-code" inputMode="numeric" width={10} autoFocus />
      </Form>
    </>
  );
}

/** Shown this once, so leaving asks first. */
function RecoveryCodes(props: { made: Codes; user: string; kept: () => void }) {
  const { made } = props;
  useEffect(() => {
    guardLeaving(() => w.factor.leave);
    return () => guardLeaving(null);
  }, []);
  return (
    <>
      <Done text={w.factor.inForce} serial={made.serial} />
      <h2 class="govuk-heading-m">{w.factor.recovery}</h2>
      <p class="govuk-body">{w.factor.recoveryText}</p>
      <p class="govuk-body sg-onpaper">{w.factor.recoveryOf(props.user)}</p>
      <ol class="sg-recovery">
        {made.codes.map((code) => (
          <li key={code}>
            <span class="sg-code">{code}</span>
          </li>
        ))}
      </ol>
      <div class="govuk-button-group">
        <button type="button" class="govuk-button govuk-button--secondary" onClick={() => window.print()}>
          {w.factor.print}
        </button>
        <CopyButton text={made.codes.join('\n')} what={w.factor.recovery} />
      </div>
      <button
        type="button"
        class="govuk-button"
        onClick={() => {
          guardLeaving(null);
          props.kept();
        }}
      >
        {w.factor.kept}
      </button>
    </>
  );
}

export function SecondFactorPage(props: PageProps & { duty?: string }) {
  const who = useStore(session).session;
  const [offered, setOffered] = useState<Key | null>(null);
  const [made, setMade] = useState<Codes | null>(null);
  const [kept, setKept] = useState(false);
  const first = props.duty !== undefined;
  const back = first ? undefined : { href: '/account', text: w.account.title };
  return (
    <Page title={first ? w.factor.firstTitle : w.factor.title} lead={made !== null ? undefined : first ? w.factor.firstLead : w.factor.lead} back={back}>
      <div class="sg-narrow">
        {kept && (
          <p class="govuk-body">
            <a class="govuk-link" href="/account">
              {w.account.title}
            </a>
          </p>
        )}
        {offered === null && !kept && <Begin begun={setOffered} />}
        {offered !== null && made === null && <Confirm offered={offered} confirmed={setMade} />}
        {made !== null && !kept && (
          <RecoveryCodes
            made={made}
            user={who?.user ?? ''}
            kept={() => {
              setKept(true);
              // Only now: what stood in the way goes, and the codes with it.
              void reread().catch(() => undefined);
            }}
          />
        )}
      </div>
    </Page>
  );
}

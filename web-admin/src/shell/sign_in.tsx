// Signing in: as a page, and over a page whose session has ended.
import { useEffect, useRef, useState } from 'preact/hooks';
import { canSignInWithSchool, school_sign_in_address, whyNoSchoolSignIn } from '../api/client';
import { Problem } from '../api/problem';
import { session, signIn } from '../session';
import { useStore } from '../store';
import { w } from '../words/en';
import { Form, TextField, useForm } from '../parts/form';
import { ProblemBox, useLoad } from '../parts/load';
import { Page } from './page';
import { usePlace } from './router';

function SignInForm(props: { user?: string; autoFocus?: boolean }) {
  const form = useForm({ user: props.user ?? '', password: '', totp: '' }, { keep: false });
  const [withCode, setWithCode] = useState(false);
  const send = () =>
    form.submit(
      async (values) => {
        try {
          await signIn(values.user.trim(), values.password, values.totp.trim());
        } catch (fault) {
          const needed = fault instanceof Problem && (fault.type === '/problems/second-factor-needed' || fault.errors.some((error) => error.pointer === '/totp'));
          // The hint is for programs; the button for it stands below.
          if (fault instanceof Problem && fault.status === 403) throw new Problem({ status: 403, type: fault.type, detail: w.signIn.onlySchool });
          if (!needed) throw fault;
          // The password was right: the next step, beside its own field.
          setWithCode(true);
          const detail = values.totp.trim() === '' ? w.signIn.codeMissing : w.signIn.codeWrong;
          throw new Problem({ status: 401, type: fault.type, detail, errors: [{ pointer: '/totp', detail }] });
        }
      },
      { user: w.signIn.userMissing, password: w.signIn.passwordMissing },
    );
  return (
    <Form form={form} onSubmit={send} button={w.signIn.button}>
      <TextField form={form} name="user" label={w.signIn.user} autoComplete="username" width={20} spellcheck={false} readOnly={props.user !== undefined} />
      <TextField form={form} name="password" label={w.signIn.password} type="password" autoComplete="current-password" width={20} autoFocus={props.autoFocus} />
      {withCode ? (
        <TextField form={form} name="totp" label={w.signIn.code} hint={w.signIn.codeHint} autoComplete="one-time-code" width={20} />
      ) : (
        <p class="govuk-body">
          <button type="button" class="sg-link-button" onClick={() => setWithCode(true)}>
            {w.signIn.haveCode}
          </button>
        </p>
      )}
    </Form>
  );
}

/** OpenID Connect: asked first, so that what is wrong is said on this page and not in the browser's own words. */
function SchoolSignIn() {
  const [problem, setProblem] = useState<Problem | null>(null);
  const [leaving, setLeaving] = useState(false);
  const leave = async () => {
    setLeaving(true);
    const why = await whyNoSchoolSignIn();
    if (why === null) return window.location.assign(school_sign_in_address);
    setLeaving(false);
    setProblem(why);
  };
  return (
    <>
      {problem !== null && <ProblemBox problem={problem} />}
      <button type="button" class="govuk-button govuk-button--secondary" aria-disabled={leaving} onClick={() => !leaving && void leave()}>
        {leaving ? w.forms.busy : w.signIn.withSchool}
      </button>
    </>
  );
}

/** Why the appliance sent somebody back from signing in with the school's account. */
function SentBack() {
  const word = usePlace().query.get('sign-in');
  if (word === null) return null;
  const said = w.signIn.sentBack[word] ?? w.signIn.sentBack.unconfirmed;
  return <ProblemBox problem={new Problem({ title: w.signIn.sentBackTitle, ...said })} />;
}

export function SignInPage() {
  const withSchool = useLoad(canSignInWithSchool).data ?? false;
  return (
    <Page title={w.signIn.title}>
      <div class="sg-narrow">
        <SentBack />
        <SignInForm />
        {withSchool && <SchoolSignIn />}
        <p class="govuk-body sg-quiet">{w.signIn.forgotten}</p>
      </div>
    </Page>
  );
}

export function SignInAgain() {
  const dialog = useRef<HTMLDialogElement>(null);
  const user = useStore(session).session?.user ?? '';
  useEffect(() => {
    const before = document.activeElement as HTMLElement | null;
    dialog.current?.showModal();
    return () => before?.focus?.();
  }, []);
  return (
    <dialog class="sg-dialog" ref={dialog} aria-labelledby="again-title" onCancel={(event) => event.preventDefault()}>
      <h2 class="govuk-heading-m" id="again-title">
        {w.signIn.againTitle}
      </h2>
      <p class="govuk-body">{w.signIn.againText}</p>
      <SignInForm user={user} autoFocus />
    </dialog>
  );
}

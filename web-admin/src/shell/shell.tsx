// What stands around every page: skip link, header with the school's name, navigation, footer; and, over it, the form
// that asks to sign in again.
import { useEffect, useRef } from 'preact/hooks';
import { useSchool } from '../school';
import { session, signOut } from '../session';
import { useStore } from '../store';
import { w } from '../words/en';
import { AccountPage } from '../pages/account';
import { IdleWarning } from './idle';
import { Navigation } from './navigation';
import { Page } from './page';
import { pages } from './pages';
import { match, usePlace } from './router';
import { SetUpPage } from './set_up';
import { SignInAgain, SignInPage } from './sign_in';

function Header(props: { signedIn: boolean }) {
  const { name } = useSchoolWhen(props.signedIn);
  const who = useStore(session).session;
  return (
    <header class="sg-header">
      <div class="sg-width sg-header__inner">
        <a class="sg-header__product" href="/">
          <svg class="sg-header__mark" aria-hidden="true" focusable="false" viewBox="0 0 32 32" width="28" height="28">
            <path d="M7 26V13a9 9 0 0 1 18 0v13M12 26V13M16 26V10M20 26V13M5 26h22" fill="none" stroke="currentColor" stroke-width="2.4" stroke-linecap="round" />
          </svg>
          {w.shell.product}
        </a>
        {name !== '' && <span class="sg-header__school">{name}</span>}
        {props.signedIn && who !== null && (
          <div class="sg-header__who">
            <a class="sg-header__link" href="/account">
              <span class="govuk-visually-hidden">{w.shell.signedInAs} </span>
              {who.name}
            </a>
            <button type="button" class="sg-header__link sg-header__out" onClick={() => void signOut()}>
              {w.shell.signOut}
            </button>
          </div>
        )}
      </div>
    </header>
  );
}

/** Before somebody is signed in there is nothing to ask the appliance for. */
function useSchoolWhen(signedIn: boolean): { name: string } {
  const none = { name: '' };
  return signedIn ? useSchool() : none;
}

function Content() {
  const { path } = usePlace();
  const state = useStore(session);
  const role = state.session?.role;
  if (role === undefined) return null;
  if (state.session?.must_change_password) return <AccountPage ids={{}} role={role} />;
  for (const entry of pages) {
    const ids = match(entry.path, path);
    if (ids === null) continue;
    if (!entry.roles.includes(role)) return <Refused />;
    const Shown = entry.page;
    return <Shown key={path} ids={ids} role={role} />;
  }
  return (
    <Page title={w.notFound.title}>
      <p class="govuk-body">{w.notFound.text}</p>
      <p class="govuk-body">
        <a class="govuk-link" href="/">
          {w.notFound.home}
        </a>
      </p>
    </Page>
  );
}

function Refused() {
  return (
    <Page title={w.refused.title}>
      <p class="govuk-body">{w.refused.text}</p>
    </Page>
  );
}

function Footer() {
  return (
    <footer class="sg-footer">
      <div class="sg-width">
        <p class="govuk-body-s govuk-!-margin-bottom-0">
          {w.shell.footer}{' '}
          <a class="govuk-link" href="/api/v1/openapi.yaml">
            {w.shell.apiDescription}
          </a>
        </p>
      </div>
    </footer>
  );
}

export function Shell() {
  const state = useStore(session);
  const main = useRef<HTMLElement>(null);
  const signedIn = state.phase === 'signed-in' || state.phase === 'lost';
  const lost = state.phase === 'lost';
  const under = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (under.current !== null) under.current.inert = lost;
  }, [lost]);
  const bare = state.session?.must_change_password ?? false;
  return (
    <>
      <div ref={under}>
        <a class="govuk-skip-link" href="#main" onClick={() => main.current?.focus()}>
          {w.shell.skip}
        </a>
        <Header signedIn={signedIn && !bare} />
        <div class={signedIn && !bare ? 'sg-width sg-columns' : 'sg-width'}>
          {signedIn && !bare && state.session !== null && <Navigation role={state.session.role} />}
          <main class="sg-main" id="main" tabIndex={-1} ref={main}>
            {state.phase === 'starting' && <p class="govuk-body">{w.shell.starting}</p>}
            {state.phase === 'new' && <SetUpPage />}
            {state.phase === 'signed-out' && <SignInPage />}
            {signedIn && <Content />}
          </main>
        </div>
        <Footer />
      </div>
      {lost && <SignInAgain />}
      {state.phase === 'signed-in' && <IdleWarning />}
    </>
  );
}

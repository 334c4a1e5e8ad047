// What stands around every page: skip link, header with the school's name, navigation, footer; and, over it, the form
// that asks to sign in again.
import { useEffect, useRef } from 'preact/hooks';
import { useSchool } from '../school';
import { firstDuty, session, signOut } from '../session';
import { useStore } from '../store';
import { w } from '../words/en';
import { InvitationPage } from '../pages/invitation';
import { FirstDuty } from './first_duty';
import { IdleWarning } from './idle';
import { Navigation } from './navigation';
import { Page } from './page';
import { pages } from './pages';
import { match, usePlace } from './router';
import { SetUpPage } from './set_up';
import { SignInAgain, SignInPage } from './sign_in';

/** The page that an invitation's link opens: for somebody who has no account yet. */
const invitation_path = '/invitation';

/** `bare`: something must be done first, so there is nowhere to go but out. */
function Header(props: { signedIn: boolean; bare: boolean }) {
  const { name } = useSchool();
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
            {!props.bare && (
              <a class="sg-header__link" href="/account">
                <span class="govuk-visually-hidden">{w.shell.signedInAs} </span>
                {who.name}
              </a>
            )}
            <button type="button" class="sg-header__link sg-header__out" onClick={() => void signOut()}>
              {w.shell.signOut}
            </button>
          </div>
        )}
      </div>
    </header>
  );
}

function Content() {
  const { path } = usePlace();
  const state = useStore(session);
  const role = state.session?.role;
  if (role === undefined) return null;
  const duty = firstDuty(state.session);
  if (duty !== null) return <FirstDuty ids={{}} role={role} duty={duty} />;
  let refused = false;
  for (const entry of pages) {
    const ids = match(entry.path, path);
    if (ids === null) continue;
    if (entry.roles.includes(role)) {
      const Shown = entry.page;
      return <Shown key={path} ids={ids} role={role} />;
    }
    refused = true; // unless the address has a page for this role as well
  }
  if (refused) return <Refused />;
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
  const bare = firstDuty(state.session) !== null;
  const invited = usePlace().path === invitation_path;
  const withPages = signedIn && !bare && !invited;
  return (
    <>
      <div ref={under}>
        <a class="govuk-skip-link" href="#main" onClick={() => main.current?.focus()}>
          {w.shell.skip}
        </a>
        <Header signedIn={signedIn} bare={bare} />
        {/* Nothing that is there already may move when the page comes: until then there is a line of text alone. */}
        {state.phase === 'starting' ? (
          <p key="starting" class="govuk-body sg-width sg-starting">
            {w.shell.starting}
          </p>
        ) : (
          <div key="page" class={withPages ? 'sg-width sg-columns' : 'sg-width'}>
            {withPages && state.session !== null && <Navigation role={state.session.role} />}
            <main class="sg-main" id="main" tabIndex={-1} ref={main}>
              {invited && <InvitationPage />}
              {state.phase === 'new' && <SetUpPage />}
              {state.phase === 'signed-out' && !invited && <SignInPage />}
              {signedIn && !invited && <Content />}
            </main>
          </div>
        )}
        {state.phase !== 'starting' && <Footer />}
      </div>
      {lost && <SignInAgain />}
      {state.phase === 'signed-in' && <IdleWarning />}
    </>
  );
}

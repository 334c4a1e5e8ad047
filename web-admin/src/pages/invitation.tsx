// What an invitation's link opens: somebody without an account chooses a password, and has one. The code stands behind the
// link's '#', which browsers send to no server; it is taken out of the address bar at once.
import { useState } from 'preact/hooks';
import { api } from '../api/client';
import { Form, TextField, useForm } from '../parts/form';
import { NewPassword, checkNewPassword } from '../parts/new_password';
import { session, signOut } from '../session';
import { Page } from '../shell/page';
import { go } from '../shell/router';
import { useStore } from '../store';
import { w } from '../words/en';

function inLink(): { user: string; code: string } {
  const found = new URLSearchParams(window.location.hash.slice(1));
  if (window.location.hash !== '') window.history.replaceState(null, '', window.location.pathname);
  return { user: found.get('user') ?? '', code: found.get('code') ?? '' };
}

export function InvitationPage() {
  const [link] = useState(inLink);
  const [taken, setTaken] = useState<string | null>(null);
  const signedIn = useStore(session).session !== null;
  const form = useForm({ user: link.user, code: link.code, password: '', again: '' });
  const complete = link.user !== '' && link.code !== '';
  const send = () =>
    form.submit(
      async (values) => {
        checkNewPassword(values);
        const { data } = await api.post('/api/v1/invitations/{user}/take', { code: values.code.trim(), password: values.password }, { ids: { user: values.user.trim().toLowerCase() } });
        form.clear();
        setTaken(data.user);
      },
      { user: w.signIn.userMissing, code: w.invitation.codeMissing, password: w.account.newMissing },
    );
  if (taken !== null)
    return (
      <Page title={w.invitation.ready} lead={w.invitation.readyLead(taken)}>
        {/* Whoever is signed in here meanwhile is somebody else. */}
        <button type="button" class="govuk-button" onClick={() => (signedIn ? void signOut() : go('/'))}>
          {w.signIn.title}
        </button>
      </Page>
    );
  return (
    <Page title={w.invitation.title} lead={complete ? w.invitation.lead(link.user) : w.invitation.leadWithout}>
      <div class="sg-narrow">
        <Form form={form} onSubmit={send} button={w.invitation.button}>
          {!complete && (
            <>
              <TextField form={form} name="user" label={w.signIn.user} width={20} autoComplete="username" />
              <TextField form={form} name="code" label={w.invitation.code} hint={w.invitation.codeHint} width={20} />
            </>
          )}
          <NewPassword form={form} user={form.values.user} />
        </Form>
      </div>
    </Page>
  );
}

// One's own account: who one is here, and how one signs in.
import { useState } from 'preact/hooks';
import { request } from '../api/client';
import type { Session } from '../api/types';
import { AskReason, Done } from '../parts/change';
import { Form, ReasonField, TextField, useForm } from '../parts/form';
import { Facts, Tag } from '../parts/small';
import { useSchool } from '../school';
import { reread, session, signOutEverywhere } from '../session';
import { Page } from '../shell/page';
import type { PageProps } from '../shell/pages';
import { useStore } from '../store';
import { momentText, spanText } from '../time';
import { w } from '../words/en';

const few_recovery_codes = 3;

function FactorState(props: { factor: Session['second_factor'] }) {
  const { zone } = useSchool();
  const left = props.factor?.recovery_codes_left ?? 0;
  const needed = props.factor?.needed_from;
  return props.factor?.enrolled ? (
    <>
      <Tag tone="good">{w.words.on}</Tag>
      <span class={left < few_recovery_codes ? 'sg-below sg-error-text' : 'sg-below'}>{w.factor.codesLeft(left)}</span>
    </>
  ) : (
    <>
      <Tag tone={needed === undefined ? 'quiet' : 'warn'}>{w.words.off}</Tag>
      {needed !== undefined && <span class="sg-below">{w.factor.neededFrom(momentText(needed, zone))}</span>}
    </>
  );
}

/** The password is asked for when the sign-in was a while ago: the appliance says when. */
function RemoveFactor(props: { done: (serial: number) => void; cancel: () => void }) {
  const form = useForm({ reason: '', current_password: '' });
  const send = () =>
    form.submit(
      async (values) => {
        const { serial } = await (await request('DELETE', '/api/v1/session/factor', values)).json();
        await reread();
        props.done(serial);
      },
      { reason: w.forms.reasonMissing, current_password: w.account.currentMissing },
    );
  return (
    <div class="sg-ask">
      <h2 class="govuk-heading-s">{w.factor.removeTitle}</h2>
      <p class="govuk-body">{w.factor.removeText}</p>
      <Form
        form={form}
        onSubmit={send}
        button={w.factor.remove}
        warning
        beside={
          <button type="button" class="sg-link-button" onClick={props.cancel}>
            {w.forms.cancel}
          </button>
        }
      >
        <TextField form={form} name="current_password" type="password" label={w.account.current} autoComplete="current-password" width={20} />
        <ReasonField form={form} />
      </Form>
    </div>
  );
}

export function AccountPage(props: PageProps) {
  const { zone } = useSchool();
  const who = useStore(session).session;
  const [asking, setAsking] = useState<'factor' | 'out' | null>(null);
  const [done, setDone] = useState<number | null>(null);
  const leave = useForm({ reason: '' });
  if (who === null) return null;
  const enrolled = who.second_factor?.enrolled ?? false;
  return (
    <Page title={w.account.title}>
      {done !== null && <Done text={w.factor.removed} serial={done} />}
      <Facts
        facts={[
          { term: w.people.name, value: who.name },
          { term: w.people.user, value: who.user },
          { term: w.people.role, value: w.roles[props.role] },
          ...(who.ends !== undefined ? [{ term: w.account.session, value: w.account.sessionEnds(momentText(who.ends, zone), spanText((who.ends_when_idle_for_seconds ?? 0) * 1000)) }] : []),
          {
            term: w.people.password,
            value: w.account.passwordSet,
            action: (
              <a class="govuk-link" href="/account/password">
                {w.account.changePassword}
              </a>
            ),
          },
          {
            term: w.factor.name,
            value: <FactorState factor={who.second_factor} />,
            action: (
              <>
                <a class="govuk-link" href="/account/second-factor">
                  {enrolled ? w.factor.anew : w.factor.setUp}
                </a>
                {enrolled && (
                  <button type="button" class="sg-link-button sg-beside" onClick={() => setAsking('factor')}>
                    {w.factor.remove}
                  </button>
                )}
              </>
            ),
          },
          {
            term: w.tokens.title,
            value: w.account.tokensFor,
            action: (
              <a class="govuk-link" href="/account/tokens">
                {w.account.seeTokens}
              </a>
            ),
          },
        ]}
      />
      {asking === 'factor' && (
        <RemoveFactor
          cancel={() => setAsking(null)}
          done={(serial) => {
            setAsking(null);
            setDone(serial);
          }}
        />
      )}
      {asking === 'out' ? (
        <AskReason form={leave} title={w.account.outTitle} text={w.account.outText} button={w.account.out} cancel={() => setAsking(null)} send={signOutEverywhere} />
      ) : (
        <button type="button" class="govuk-button govuk-button--secondary" onClick={() => setAsking('out')}>
          {w.account.out}
        </button>
      )}
    </Page>
  );
}

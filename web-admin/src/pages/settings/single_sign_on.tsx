// Signing in with the school's own accounts: OpenID Connect, in the shapes of Google Workspace and Microsoft Entra.
import { useState } from 'preact/hooks';
import { api } from '../../api/client';
import type { ProviderReport, SingleSignOn } from '../../api/types';
import { Done } from '../../parts/change';
import { Choices, Form, TextArea, TextField, useForm } from '../../parts/form';
import { Wait } from '../../parts/load';
import { type Editing, SaveForm, useEditing } from '../../parts/save';
import { Details, Facts, Verdict } from '../../parts/small';
import { Page } from '../../shell/page';
import type { PageProps } from '../../shell/pages';
import { w } from '../../words/en';
import { SignInNames } from './sign_in_names';

export type ReadSingleSignOn = Awaited<ReturnType<typeof read>>;
const read = () => api.get('/api/v1/single-sign-on');
const callback_path = '/api/v1/session/oidc/callback'; // as openapi.yaml says
const switches = ['enabled', 'required', 'create_teachers'] as const;
const providers = ['google', 'entra', 'other'] as const;

function Provider(props: { is: SingleSignOn; serial: number | null; editing: Editing<ReadSingleSignOn> }) {
  const { is } = props;
  const form = useForm({
    provider: is.provider as string,
    issuer: is.issuer,
    client_id: is.client_id,
    client_secret: '',
    redirect_uri: is.redirect_uri === '' ? window.location.origin + callback_path : is.redirect_uri,
    domain: is.domain,
    tenant: is.tenant,
    authority: '',
    client_authentication: is.client_authentication as string,
    switches: switches.filter((each) => is[each]) as string[],
    reason: '',
  });
  const { provider } = form.values;
  const send = async (values: typeof form.values, basedOn: number | null) => {
    const body = {
      ...Object.fromEntries(switches.map((each) => [each, values.switches.includes(each)])),
      provider: values.provider as SingleSignOn['provider'],
      client_id: values.client_id.trim(),
      client_authentication: values.client_authentication as SingleSignOn['client_authentication'],
      redirect_uri: values.redirect_uri.trim(),
      domain: values.domain.trim(),
      // Google's and Microsoft's issuers are known to the appliance; what is not asked for is not sent.
      ...(values.provider === 'other' ? { issuer: values.issuer.trim() } : {}),
      ...(values.provider === 'entra' ? { tenant: values.tenant.trim() } : {}),
      ...(values.client_secret === '' ? {} : { client_secret: values.client_secret }),
      ...(values.authority.trim() === '' ? {} : { authority: values.authority }),
      reason: values.reason,
    };
    return (await api.put('/api/v1/single-sign-on', body, { basedOn })).data.serial;
  };
  return (
    <SaveForm form={form} send={send} basedOn={props.serial} editing={props.editing}>
      <Choices form={form} name="provider" label={w.sso.provider} choices={providers.map((value) => ({ value, text: w.sso.providers[value], hint: w.sso.providerHints[value] }))} />
      {provider === 'other' && <TextField form={form} name="issuer" label={w.sso.issuer} hint={w.sso.issuerHint} inputMode="url" />}
      {provider === 'entra' && <TextField form={form} name="tenant" label={w.sso.tenant} hint={w.sso.tenantHint} />}
      <TextField form={form} name="redirect_uri" label={w.sso.redirect} hint={w.sso.redirectHint} inputMode="url" />
      <TextField form={form} name="client_id" label={w.sso.client} hint={w.sso.clientHint} />
      <TextField form={form} name="client_secret" type="password" label={w.sso.secret} hint={is.has_secret ? w.sso.secretThere : w.sso.secretHint} autoComplete="off" />
      <TextField form={form} name="domain" label={w.sso.domain} hint={w.sso.domainHint} />
      <Choices form={form} name="switches" label={w.sso.rules} several choices={switches.map((value) => ({ value, text: w.sso.switches[value], hint: w.sso.switchHints[value] }))} />
      <Details summary={w.sso.special}>
        <Choices
          form={form}
          name="client_authentication"
          label={w.sso.authentication}
          choices={[
            { value: 'client_secret_basic', text: 'client_secret_basic' },
            { value: 'client_secret_post', text: 'client_secret_post' },
          ]}
        />
        <TextArea form={form} name="authority" label={w.mail.authority} hint={is.has_authority ? w.mail.authorityThere : w.mail.authorityHint} rows={4} />
      </Details>
    </SaveForm>
  );
}

function Report(props: { of: ProviderReport }) {
  const { of } = props;
  return (
    <>
      <Verdict tone={of.works ? 'good' : 'bad'} title={of.works ? w.sso.works : w.sso.worksNot}>
        {of.problem !== undefined && <p class="govuk-body govuk-!-margin-bottom-0">{[of.problem, of.hint].filter(Boolean).join(' ')}</p>}
      </Verdict>
      <Facts
        facts={[
          { term: w.sso.secret, value: w.sso.secretIs[of.secret] },
          { term: w.sso.keys, value: String(of.keys) },
          ...(of.authorization_endpoint !== undefined ? [{ term: w.sso.leads, value: <span class="sg-origin">{of.authorization_endpoint}</span> }] : []),
        ]}
      />
    </>
  );
}

function Test() {
  const form = useForm({}, { keep: false });
  const [report, setReport] = useState<ProviderReport | null>(null);
  return (
    <>
      <Form form={form} button={w.sso.test} onSubmit={() => form.submit(async () => setReport((await api.post('/api/v1/single-sign-on/test', undefined as never)).data))}>
        <p class="govuk-body">{w.sso.testText}</p>
      </Form>
      <div role="status">{report !== null && <Report of={report} />}</div>
    </>
  );
}

export function SingleSignOnPage(_: PageProps) {
  const editing = useEditing(read);
  return (
    <Page title={w.sso.title} lead={w.sso.lead} back={{ href: '/settings', text: w.settings.title }}>
      {editing.done !== null && <Done text={w.sso.saved} serial={editing.done} />}
      <Wait of={editing.loaded}>
        {({ data, serial }) => (
          <>
            <div class="sg-narrow">
              <Provider key={editing.turn} is={data} serial={serial} editing={editing} />
              {data.client_id !== '' && (
                <>
                  <h2 class="govuk-heading-m">{w.sso.testTitle}</h2>
                  <Test />
                </>
              )}
            </div>
            {data.client_id !== '' && <SignInNames links={data.links} domain={data.domain} editing={editing} />}
          </>
        )}
      </Wait>
    </Page>
  );
}

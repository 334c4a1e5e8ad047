// Is this export what the appliance wrote? Checked here, in the browser; the file is sent nowhere.
import { useRef, useState } from 'preact/hooks';
import { api } from '../api/client';
import { FilePicker } from '../parts/file_picker';
import { useLoad } from '../parts/load';
import { Facts, Verdict, number } from '../parts/small';
import { useSchool } from '../school';
import { Page } from '../shell/page';
import type { PageProps } from '../shell/pages';
import { momentText } from '../time';
import { NotVerified, type Verified, verifyExport } from '../verify/export';
import { NoEd25519 } from '../verify/note';
import type { Octets } from '../verify/octets';
import { w } from '../words/en';

type Result = { is: 'good'; verified: Verified } | { is: 'bad'; text: string } | null;

function faultText(fault: NotVerified['fault']): string {
  const say = (w.verify.faults as Record<string, string | ((entry: number, other: number) => string)>)[fault.is];
  if (say === undefined) return w.verify.faults.header;
  return typeof say === 'string' ? say : say(fault.entry ?? 0, fault.other ?? 0);
}

async function octetsOf(file: File): Promise<Octets> {
  return new Uint8Array(await file.arrayBuffer());
}

const export_files = '.csv,.jsonl,.json,.txt';

function Good(props: { verified: Verified; appliance: string }) {
  const { zone } = useSchool();
  const { verified } = props;
  const ours = props.appliance === verified.key;
  return (
    <>
      <Verdict tone={ours ? 'good' : 'warn'} title={ours ? w.verify.good : w.verify.goodOther}>
        <p class="govuk-body govuk-!-margin-bottom-0">{verified.first === 0 ? w.verify.none : w.verify.range(number(verified.first), number(verified.last), number(verified.size))}</p>
      </Verdict>
      <Facts
        facts={[
          { term: w.verify.log, value: <span class="sg-name">{verified.origin}</span> },
          { term: w.verify.key, value: <span class="sg-code">{verified.key}</span> },
          { term: w.verify.sameKey, value: ours ? w.verify.yesSameKey : w.verify.noOtherKey },
          { term: w.verify.generated, value: momentText(verified.generated, zone) },
          { term: w.verify.extends, value: verified.extendsPrevious ? w.verify.yesExtends : w.verify.notAsked },
          { term: w.verify.checkpoint, value: <pre class="sg-note">{verified.checkpoint}</pre> },
        ]}
      />
    </>
  );
}

export function VerifyPage(_: PageProps) {
  const [files, setFiles] = useState<{ file: File | null; previous: File | null }>({ file: null, previous: null });
  const [busy, setBusy] = useState<string | null>(null);
  const [result, setResult] = useState<Result>(null);
  const box = useRef<HTMLDivElement>(null);
  const key = useLoad(async () => (await api.get('/api/v1/changes/checkpoint')).data.public_key);
  const run = async () => {
    if (files.file === null) {
      setResult({ is: 'bad', text: w.verify.choose });
      return;
    }
    setBusy(w.verify.reading);
    setResult(null);
    const told = (done: number, of: number) => setBusy(w.verify.progress(number(done), number(of)));
    try {
      const earlier = files.previous === null ? null : await verifyExport(await octetsOf(files.previous));
      setResult({ is: 'good', verified: await verifyExport(await octetsOf(files.file), earlier, told) });
    } catch (fault) {
      if (fault instanceof NotVerified) setResult({ is: 'bad', text: faultText(fault.fault) });
      else setResult({ is: 'bad', text: fault instanceof NoEd25519 ? w.verify.noEd25519 : w.verify.failed });
    } finally {
      setBusy(null);
      box.current?.focus();
    }
  };
  return (
    <Page title={w.verify.title} lead={w.verify.lead} back={{ href: '/changes', text: w.changes.title }}>
      <form
        class="sg-narrow sg-noprint"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void run();
        }}
      >
        <FilePicker accept={export_files} id="file" label={w.verify.file} hint={w.verify.fileHint} onFile={(file) => setFiles({ ...files, file })} />
        <FilePicker accept={export_files} id="previous" label={w.verify.previous} hint={w.verify.previousHint} onFile={(previous) => setFiles({ ...files, previous })} />
        <button type="submit" class="govuk-button" aria-disabled={busy !== null}>
          {w.verify.button}
        </button>
      </form>
      <div ref={box} tabIndex={-1} role="status" class="sg-quietfocus">
        {busy !== null && <p class="govuk-body">{busy}</p>}
        {result?.is === 'bad' && (
          <Verdict tone="bad" title={w.verify.bad}>
            <p class="govuk-body govuk-!-margin-bottom-0">{result.text}</p>
          </Verdict>
        )}
        {result?.is === 'good' && <Good verified={result.verified} appliance={key.data ?? ''} />}
      </div>
    </Page>
  );
}

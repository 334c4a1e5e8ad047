import { launch, open } from './browser.mjs';
const b = await launch(); const p = await open(b, process.env.BASE);
p.on('response', r => console.log(r.status(), r.url())); p.on('requestfailed', r => console.log('failed', r.url(), r.failure()?.errorText));
await p.goto('/'); await new Promise(r => setTimeout(r, 4000)); console.log(p.faults, (await p.content()).slice(0, 900)); await b.close();

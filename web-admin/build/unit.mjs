// The pages' own functions, tested with node's test runner. Node 18 cannot read TypeScript, so each test is bundled first.
import { build } from 'esbuild';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';

const folder = mkdtempSync(join('node_modules', '.unit-'));
try {
  const tests = readdirSync('tests').filter((name) => name.endsWith('.test.ts'));
  await build({
    entryPoints: tests.map((name) => join('tests', name)),
    outdir: folder,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node18',
    logLevel: 'warning',
    external: ['typescript'],
    banner: { js: `import { createRequire as requireFrom } from 'node:module'; const require = requireFrom(${JSON.stringify(join(process.cwd(), 'package.json'))});` },
  });
  // Node 18 has WebCrypto's Ed25519 and the crypto global behind switches that later versions ignore or lack.
  const old = Number(process.versions.node.split('.')[0]) < 20 ? ['--experimental-global-webcrypto'] : [];
  const done = spawnSync(process.execPath, [...old, '--test', '--test-reporter=tap', ...tests.map((name) => join(folder, name.replace(/\.ts$/, '.mjs')))], { stdio: 'inherit', env: { ...process.env, TZ: 'America/New_York' } });
  process.exitCode = done.status ?? 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}

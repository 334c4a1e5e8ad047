// Writes package-lock.json anew and takes out where each package was fetched from: whoever builds uses the registry that
// their own npm is set to. The packages' hashes stay.
import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';

rmSync('package-lock.json', { force: true });
execFileSync('npm', ['install', '--package-lock-only', '--ignore-scripts'], { stdio: 'inherit' });
const lock = JSON.parse(readFileSync('package-lock.json', 'utf8'));
for (const each of Object.values(lock.packages)) {
  delete each.resolved;
  delete each.funding;
}
writeFileSync('package-lock.json', `${JSON.stringify(lock, null, 1)}\n`);

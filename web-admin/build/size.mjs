// Fails when the pages, as they are sent (gzip), are larger than they may be: a teacher's phone on a bad line waits for them.
import { readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

const most = 120 * 1024;
const folder = process.env.SCHOOLGATE_WEB_OUT ?? 'dist';
const filesIn = (at) => readdirSync(at).flatMap((name) => (statSync(join(at, name)).isDirectory() ? filesIn(join(at, name)) : [join(at, name)]));
let sum = 0;
for (const file of filesIn(folder)) {
  const size = gzipSync(readFileSync(file), { level: 9 }).length;
  sum += size;
  console.log(`${String(size).padStart(7)}  ${file}`);
}
console.log(`${String(sum).padStart(7)}  of ${most} octets`);
if (sum > most) {
  console.error('The pages have grown too large: leave something out, or find what brought it in.');
  process.exit(1);
}

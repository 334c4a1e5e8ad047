// Writes what Vite made as C++: every file as it is, and as gzip. The names of admin-api/routes/pages.h.
import { createHash } from 'node:crypto';
import { readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { dirname, extname, join, relative } from 'node:path';
import { gzipSync } from 'node:zlib';

const folder = process.env.SCHOOLGATE_WEB_OUT ?? 'dist';
const types = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
};
const filesIn = (at) => readdirSync(at).flatMap((name) => (statSync(join(at, name)).isDirectory() ? filesIn(join(at, name)) : [join(at, name)]));
const array = (name, octets) => `constexpr unsigned char ${name}[] = {${octets.join(',')}};\n`;

let arrays = '';
const rows = [];
for (const [n, file] of filesIn(folder).sort().entries()) {
  const octets = readFileSync(file);
  const type = types[extname(file)];
  if (type === undefined) throw new Error(`${file}: what type is it?`);
  const name = `/${relative(folder, file)}`;
  const path = name === '/index.html' ? '/' : name;
  const etag = createHash('sha256').update(octets).digest('hex').slice(0, 32);
  arrays += array(`plain_${n}`, octets) + array(`gzip_${n}`, gzipSync(octets, { level: 9 }));
  rows.push(`    {"${path}", "${type}", "\\"${etag}\\"", ${path !== '/'}, plain_${n}, gzip_${n}},\n`);
}
writeFileSync(
  join(dirname(folder), 'assets.cc'),
  `#include "admin-api/routes/pages.h"\n\nnamespace schoolgate::routes {\nnamespace {\n\n${arrays}\nconstexpr WebAsset assets[] = {\n${rows.join('')}};\n\n}  // namespace\n\n` +
    'std::span<const WebAsset> web_assets() { return assets; }\n\n}  // namespace schoolgate::routes\n',
);

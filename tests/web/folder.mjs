// The pages of a folder that `npm run build` wrote, in place of those that the binary carries: while one works on the pages,
// no C++ is compiled between a word and the test of it. The API is the binary's; what a page may load stands in the same
// policy, which is read where the binary has it from.
import { existsSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';

const types = { '.html': 'text/html; charset=utf-8', '.js': 'text/javascript; charset=utf-8', '.css': 'text/css; charset=utf-8', '.svg': 'image/svg+xml' };
const of_the_binary = /^\/(api|healthz|metrics)(\/|$)/;
const source = readFileSync(new URL('../../admin-api/routes/pages.cc', import.meta.url), 'utf8');
const policy = [.../page_policy =([^;]|;(?= |"))*/.exec(source)[0].matchAll(/"([^"]*)"/g)].map((part) => part[1]).join('');

export async function servePagesFrom(context, folder) {
  await context.route(
    (url) => !of_the_binary.test(url.pathname),
    (route) => {
      const file = join(folder, new URL(route.request().url()).pathname);
      if (extname(file) !== '') {
        if (!existsSync(file)) return route.fulfill({ status: 404 });
        return route.fulfill({ contentType: types[extname(file)], body: readFileSync(file) });
      }
      return route.fulfill({ headers: { 'content-security-policy': policy }, contentType: types['.html'], body: readFileSync(join(folder, 'index.html')) });
    },
  );
}

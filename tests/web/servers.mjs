// Servers that the appliance talks to, on this machine: one that takes mail, one that takes webhooks.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer as createHttps } from 'node:https';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const listening = (server) => new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server.address().port)));

/** The least of RFC 5321 that a sender needs. What it took is in `messages`. */
export async function mailServer() {
  const messages = [];
  const server = createServer((socket) => {
    let text = '';
    let inData = false;
    const say = (line) => socket.write(`${line}\r\n`);
    say('220 mail.school.example');
    const take = (line) => {
      const verb = line.slice(0, 4).toUpperCase();
      if (verb === 'DATA') {
        inData = true;
        return say('354 go on');
      }
      say(verb === 'QUIT' ? '221 bye' : '250 good');
      if (verb === 'QUIT') socket.end();
    };
    socket.on('error', () => undefined);
    socket.on('data', (piece) => {
      text += piece;
      for (let end = text.indexOf(inData ? '\r\n.\r\n' : '\r\n'); end >= 0; end = text.indexOf(inData ? '\r\n.\r\n' : '\r\n')) {
        const part = text.slice(0, end);
        text = text.slice(end + (inData ? 5 : 2));
        if (!inData) take(part);
        else {
          messages.push(part);
          inData = false;
          say('250 taken as 4711');
        }
      }
    });
  });
  const port = await listening(server);
  return { address: `smtp://127.0.0.1:${port}`, messages, close: () => server.close() };
}

/** HTTPS with a certificate of its own, which is the authority to trust. */
export async function webhookServer() {
  const folder = mkdtempSync(join(tmpdir(), 'schoolgate-webhook-'));
  const [key, certificate] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
  execFileSync('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2', '-subj', '/CN=hook', '-addext', 'subjectAltName=IP:127.0.0.1', '-keyout', key, '-out', certificate], { stdio: 'ignore' });
  const authority = readFileSync(certificate, 'utf8');
  const requests = [];
  const server = createHttps({ key: readFileSync(key), cert: authority }, (request, reply) => {
    let body = '';
    request.on('data', (piece) => (body += piece));
    request.on('end', () => {
      requests.push({ headers: request.headers, body });
      reply.writeHead(204).end();
    });
  });
  rmSync(folder, { recursive: true });
  const port = await listening(server);
  return { address: `https://127.0.0.1:${port}/hook`, authority, requests, close: () => server.close() };
}

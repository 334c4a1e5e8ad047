// A real OpenID Connect provider on loopback, for oidc_test.py: its own login form, a client that must use PKCE, and keys
// that can be changed while it runs.
// usage: node provider.mjs CERTIFICATE KEY REDIRECT_URI CLIENT_SECRET
// Prints {"port": N} when it listens. A line {"rotate": true} on standard input changes the signing key; it answers {}.
import crypto from "node:crypto";
import fs from "node:fs";
import https from "node:https";
import readline from "node:readline";

import Provider from "oidc-provider";

const [certificate, key, redirectUri, clientSecret] = process.argv.slice(2);

// Sign-in name at the provider: what it says of the account. "impostor" has another subject and somebody's mail address.
const accounts = {
  teacher: { sub: "subject-1", email: "j.smith@school.example", email_verified: true, name: "Jo Smith" },
  impostor: { sub: "subject-2", email: "j.smith@school.example", email_verified: true, name: "Jo Smith" },
  leaver: { sub: "subject-3", email: "l.eaver@school.example", email_verified: true, name: "Lee Aver" },
  pupil: { sub: "subject-4", email: "p.upil@school.example", email_verified: true, name: "Pat Upil" },
  outsider: { sub: "subject-5", email: "j.smith@elsewhere.example", email_verified: true, name: "Jo Smith" },
  unverified: { sub: "subject-6", email: "j.smith@school.example", email_verified: false, name: "Jo Smith" },
  newcomer: { sub: "subject-7", email: "n.ewcomer@school.example", email_verified: true, name: "Nell Ewcomer" },
};

function signingKey() {
  const { privateKey } = crypto.generateKeyPairSync("rsa", { modulusLength: 2048 });
  return { ...privateKey.export({ format: "jwk" }), kid: crypto.randomUUID(), use: "sig", alg: "RS256" };
}

function makeProvider(issuer) {
  return new Provider(issuer, {
    clients: [{ client_id: "schoolgate", client_secret: clientSecret, redirect_uris: [redirectUri] }],
    jwks: { keys: [signingKey()] },
    cookies: { keys: [crypto.randomUUID()] },
    claims: { openid: ["sub"], email: ["email", "email_verified"], profile: ["name"] },
    conformIdTokenClaims: false, // the claims are in the ID token, as Google and Microsoft have them
    pkce: { required: () => true, methods: ["S256"] },
    features: { devInteractions: { enabled: true } },
    findAccount: (context, name) =>
      accounts[name] && { accountId: name, claims: () => accounts[name] },
  });
}

const server = https.createServer({ cert: fs.readFileSync(certificate), key: fs.readFileSync(key) });
server.listen(0, "127.0.0.1", () => {
  const { port } = server.address();
  const issuer = `https://localhost:${port}`;
  let handle = makeProvider(issuer).callback();
  server.on("request", (request, response) => handle(request, response));
  readline.createInterface({ input: process.stdin }).on("line", (line) => {
    if (JSON.parse(line).rotate) handle = makeProvider(issuer).callback();
    console.log("{}");
  });
  process.stdin.on("end", () => process.exit(0)); // the test has ended
  console.log(JSON.stringify({ port }));
});

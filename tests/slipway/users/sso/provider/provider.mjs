// A real OpenID provider (certified implementation) on a loopback port: people and their groups come from PEOPLE (JSON).
// Anybody logs in by the name alone; it prints its issuer when it answers.
import { createServer } from 'node:http';
import Provider from 'oidc-provider';

const people = JSON.parse(process.env.PEOPLE);
const client = JSON.parse(process.env.CLIENT);
const server = createServer();
await new Promise((resolve) => server.listen(Number(process.env.PORT ?? 0), '127.0.0.1', resolve));
const issuer = `http://127.0.0.1:${server.address().port}`;

const provider = new Provider(issuer, {
  clients: [
    {
      ...client,
      grant_types: ['authorization_code'],
      response_types: ['code'],
      token_endpoint_auth_method: client.client_secret ? 'client_secret_basic' : 'none',
    },
  ],
  claims: { openid: ['sub'], profile: ['name', 'preferred_username'], groups: ['groups'] },
  scopes: ['openid', 'profile', 'groups'],
  pkce: { required: () => true },
  features: { devInteractions: { enabled: true } },
  conformIdTokenClaims: process.env.CLAIMS_IN === 'userinfo',
  findAccount: (_context, id) =>
    people[id] && {
      accountId: id,
      claims: () => ({ sub: people[id].sub ?? id, ...people[id] }),
    },
});
server.on('request', provider.callback());
process.stdout.write(`${issuer}\n`);

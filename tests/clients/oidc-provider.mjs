// An OpenID provider for the tests: npm oidc-provider, certified, in memory, on a free port of the loopback address.
//
// Whose browser it is says its cookie `account`, for tests that type nothing; a browser without one gets a page on which to
// sign in. `--host=` says where it listens, `--alg=` with what it signs (RS256, ES256). The first line of its output is its issuer. POST /test/rotate makes it sign with a new key (and publish that one
// alone), POST /test/redirect?<address> moves the redirect URI of its clients, POST /test/hang lets it answer nothing more,
// POST /test/resume lets it answer again.
import { Provider } from "oidc-provider";
import { generateKeyPairSync } from "node:crypto";
import { createServer } from "node:http";

const manners = process.argv.slice(3).map((manner) => manner.replace(/^--/, "").split("="));
const { host, alg } = { host: "127.0.0.1", alg: "RS256", ...Object.fromEntries(manners) };
// What whoever signs in on the page must type, whoever they are.
const password = "heslo jen pro testy";

let redirect = process.argv[2];

const pair = () => (alg === "ES256"
  ? generateKeyPairSync("ec", { namedCurve: "P-256" })
  : generateKeyPairSync("rsa", { modulusLength: 2048 }));
const key = (kid) => ({ ...pair().privateKey.export({ format: "jwk" }), kid, alg, use: "sig" });

const made = (issuer, keys) => {
  const provider = new Provider(issuer, {
    jwks: { keys },
    clients: [
      {
        client_id: "centrum",
        redirect_uris: [redirect],
        token_endpoint_auth_method: "none",
        grant_types: ["authorization_code"],
        response_types: ["code"],
      },
      {
        client_id: "centrum-confidential",
        client_secret: "a-secret-that-only-tests-know-0123456789",
        redirect_uris: [redirect],
        grant_types: ["authorization_code"],
        response_types: ["code"],
      },
      {
        client_id: "another",
        redirect_uris: ["http://127.0.0.1:1/elsewhere"],
        token_endpoint_auth_method: "none",
        grant_types: ["authorization_code"],
        response_types: ["code"],
      },
    ],
    clientDefaults: { id_token_signed_response_alg: alg },
    // Also in the identity token, for who would believe an address.
    claims: { openid: ["sub", "email", "email_verified"] },
    conformIdTokenClaims: false,
    cookies: { keys: ["only for tests"] },
    features: {
      devInteractions: { enabled: false },
      resourceIndicators: {
        enabled: true,
        getResourceServerInfo: (_, resource) => ({
          scope: "use",
          audience: resource,
          accessTokenFormat: "jwt",
          accessTokenTTL: 600,
          jwt: { sign: { alg } },
        }),
        useGrantedResource: () => true,
      },
    },
    interactions: { url: (_, interaction) => `/test/interaction/${interaction.uid}` },
    findAccount: (_, id) => ({
      accountId: id,
      claims: () => ({ sub: id, email: id.includes("@") ? id : `${id}@demo.invalid`, email_verified: true }),
    }),
    ttl: { AccessToken: 600, AuthorizationCode: 60, IdToken: 600, Interaction: 600, Session: 600, Grant: 600 },
    pkce: { required: () => true },
  });
  return provider;
};

let keys = [key("first")];
let rotations = 0;
let hanging = [];
let isHanging = false;
let provider;
let answer;

const account = (request) => /(?:^|;\s*)account=([^;]*)/.exec(request.headers.cookie ?? "")?.[1];

const signInPage = (response, notice) => {
  response.setHeader("content-type", "text/html; charset=utf-8");
  response.end(`<!doctype html><html lang="cs"><meta charset="utf-8"><title>Přihlášení u poskytovatele</title>
<link rel="icon" href="data:,"><h1>Přihlášení u poskytovatele</h1><p role="alert">${notice}</p><form method="post">
<label>Účet <input name="account" autocomplete="username"></label>
<label>Heslo <input name="password" type="password" autocomplete="current-password"></label>
<button name="choice" value="sign-in">Přihlásit</button> <button name="choice" value="decline">Nechci</button></form>`);
};

// What was typed on the page: whose account it is; or "declines"; or nothing, when nobody is known by it.
const typed = async (request) => {
  let body = "";
  for await (const chunk of request) body += chunk;
  const form = new URLSearchParams(body);
  if (form.get("choice") === "decline") return "declines";
  return form.get("password") === password ? form.get("account") : undefined;
};

const interact = async (request, response) => {
  const details = await provider.interactionDetails(request, response);
  if (details.prompt.name !== "login") {
    const grant = new provider.Grant({ accountId: details.session.accountId, clientId: details.params.client_id });
    grant.addOIDCScope("openid email");
    if (details.params.resource) grant.addResourceScope(details.params.resource, "use");
    return provider.interactionFinished(request, response, { consent: { grantId: await grant.save() } });
  }
  const who = account(request) ?? (request.method === "POST" ? await typed(request) : undefined);
  if (!who) return signInPage(response, request.method === "POST" ? "Účet nebo heslo nesouhlasí." : "");
  const declined = { error: "access_denied" };
  const finished = who === "declines" ? declined : { login: { accountId: who } };
  return provider.interactionFinished(request, response, finished);
};

const server = createServer(async (request, response) => {
  const [path, query] = request.url.split("?");
  if (request.method === "POST" && path === "/test/rotate") {
    rotations += 1;
    keys = [key(`rotated-${rotations}`)];
    provider = made(issuer, keys);
    answer = provider.callback();
    return response.end();
  }
  if (request.method === "POST" && path === "/test/redirect") {
    redirect = query;
    provider = made(issuer, keys);
    answer = provider.callback();
    return response.end();
  }
  if (request.method === "POST" && path === "/test/hang") {
    isHanging = true;
    return response.end();
  }
  if (request.method === "POST" && path === "/test/resume") {
    isHanging = false;
    hanging.forEach((held) => held.destroy());
    hanging = [];
    return response.end();
  }
  if (isHanging) return hanging.push(response);
  if (path.startsWith("/test/interaction/")) {
    return interact(request, response).catch((error) => {
      console.error(error);
      response.statusCode = 500;
      response.end();
    });
  }
  return answer(request, response);
});

let issuer;
server.listen(0, host, () => {
  issuer = `http://${host}:${server.address().port}`;
  provider = made(issuer, keys);
  answer = provider.callback();
  console.log(issuer);
});
// Whoever started it holds its standard input: it goes with them.
process.stdin.resume().on("end", () => process.exit(0));

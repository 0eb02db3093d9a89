// An issuer that says what a real provider never would: for tests of what is refused. It signs everybody in as the account
// that their cookie names. Which lie it tells next says POST /test/manner?<manner>; GET /test/access?<manner> is an access
// token, well made or not. `--alg=` says with what it signs by its key `own`; `curve` is another of its keys, for ES256.
// `--keys=bare`: it publishes them without their algorithm and use. The first line of its output is its issuer.
import { SignJWT, UnsecuredJWT, exportJWK, exportSPKI, generateKeyPair } from "jose";
import { createServer } from "node:http";
import { KeyObject, createHmac, sign } from "node:crypto";

const audience = "https://centrum.example.cz";
const manners = process.argv.slice(3).map((given) => given.replace(/^--/, "").split("="));
const { alg, keys } = { alg: "RS256", keys: "said", ...Object.fromEntries(manners) };
const pair = (of) => generateKeyPair(of, { extractable: true });
const [own, foreign, curve, foreignCurve] = [await pair(alg), await pair(alg), await pair("ES256"), await pair("ES256")];
// What a key is for and with what it signs may stand beside it, or not.
const publish = async ({ publicKey }, kid, of) => ({
  ...(await exportJWK(publicKey)), kid, ...(keys === "bare" ? {} : { use: "sig", alg: of }),
});
const published = [await publish(own, "own", alg), await publish(curve, "curve", "ES256")];
const publicText = await exportSPKI(own.publicKey);
const curveText = await exportSPKI(curve.publicKey);

let issuer;
let manner = "good";
let asked = {};

const base64url = (value) => Buffer.from(JSON.stringify(value)).toString("base64url");

// As a library would that takes a public key for a secret.
const withPublicKeyAsSecret = (header, claims, text) => {
  const message = `${base64url({ ...header, alg: "HS256" })}.${base64url(claims)}`;
  return `${message}.${createHmac("sha256", text).update(message).digest("base64url")}`;
};

// With a signature by nobody's library: `made` gets what is signed, and answers bytes.
const withSignature = (header, claims, made) => {
  const message = `${base64url(header)}.${base64url(claims)}`;
  return `${message}.${made(Buffer.from(message)).toString("base64url")}`;
};

const jws = (claims, header, key) => new SignJWT(claims).setProtectedHeader(header).sign(key);

// Signed by one kind of key and named as the other, or not signed as the algorithm wants it.
const crossed = (header, claims, how) => {
  const [rsa, ec] = [{ ...header, alg: "RS256", kid: "own" }, { ...header, alg: "ES256", kid: "curve" }];
  const ecdsa = (dsaEncoding, of = curve) => (message) =>
    sign("sha256", message, { key: KeyObject.from(of.privateKey), dsaEncoding });
  switch (how) {
    case "es256-good":
      return jws(claims, ec, curve.privateKey);
    case "es256-another-key":
      return jws(claims, ec, foreignCurve.privateKey);
    case "es256-named-as-rsa":
      return jws(claims, { ...ec, kid: "own" }, curve.privateKey);
    case "rs256-named-as-es256":
      return jws(claims, { ...rsa, kid: "curve" }, own.privateKey);
    case "rs256-that-says-es256":
      return withSignature({ ...ec, kid: "own" }, claims, (message) => sign("sha256", message, KeyObject.from(own.privateKey)));
    case "es256-that-says-rs256":
      return withSignature({ ...rsa, kid: "curve" }, claims, ecdsa("ieee-p1363"));
    case "es256-that-says-es384":
      return withSignature({ ...ec, alg: "ES384" }, claims, ecdsa("ieee-p1363"));
    case "es256-of-zeros":
      return withSignature(ec, claims, () => Buffer.alloc(64));
    case "es256-in-der":
      return withSignature(ec, claims, ecdsa("der"));
    case "es256-key-as-secret":
      return withPublicKeyAsSecret({ ...header, kid: "curve" }, claims, curveText);
    default:
      return undefined;
  }
};

const signed = async (header, claims, how) => {
  const plain = { alg, ...header };
  switch (how) {
    case "alg-none":
      return new UnsecuredJWT(claims).encode();
    case "alg-none-typed":
      return `${base64url({ ...header, alg: "none" })}.${base64url(claims)}.`;
    case "public-key-as-secret":
      return withPublicKeyAsSecret(header, claims, publicText);
    case "another-key":
      return jws(claims, plain, foreign.privateKey);
    case "key-of-its-own":
      return jws(claims, { ...plain, jwk: await exportJWK(foreign.publicKey) }, foreign.privateKey);
    case "unknown-key":
      return jws(claims, { ...plain, kid: "unknown" }, foreign.privateKey);
    case "critical":
      return jws(claims, { ...plain, b64: true, crit: ["b64"] }, own.privateKey);
    default:
      return (await crossed(header, claims, how)) ?? jws(claims, plain, own.privateKey);
  }
};

const now = () => Math.floor(Date.now() / 1000);

const identityToken = ({ account, nonce }) => {
  const claims = { iss: issuer, sub: account, aud: "centrum", iat: now(), exp: now() + 600, nonce, email: account };
  if (manner === "wrong-nonce") claims.nonce = "another";
  if (manner === "no-nonce") delete claims.nonce;
  if (manner === "expired") claims.exp = now() - 65;
  if (manner === "expired-a-moment-ago") claims.exp = now() - 20;
  if (manner === "another-audience") claims.aud = "another";
  if (manner === "two-audiences") claims.aud = ["centrum", "another"];
  if (manner === "another-issuer") claims.iss = "https://login.example.cz";
  if (manner === "no-subject") delete claims.sub;
  if (manner === "empty-subject") claims.sub = "";
  if (manner === "long-subject") claims.sub = "a".repeat(256);
  if (manner === "nul-subject") claims.sub = `${account}\0`;
  return signed({ kid: "own" }, claims, manner);
};

const accessToken = (how, account) => {
  const claims = { iss: issuer, sub: account, aud: audience, iat: now(), exp: now() + 600, client_id: "x", jti: "1" };
  const header = { kid: "own", typ: "at+jwt" };
  if (how === "expired") claims.exp = now() - 65;
  if (how === "expired-a-moment-ago") claims.exp = now() - 20;
  if (how === "no-expiry") delete claims.exp;
  if (how === "not-yet") claims.nbf = now() + 120;
  if (how === "in-a-moment") claims.nbf = now() + 20;
  if (how === "another-audience") claims.aud = "https://elsewhere.example.cz";
  if (how === "no-audience") delete claims.aud;
  if (how === "several-audiences") claims.aud = ["https://elsewhere.example.cz", audience];
  if (how === "another-issuer") claims.iss = "https://login.example.cz";
  if (how === "no-issuer") delete claims.iss;
  if (how === "no-subject") delete claims.sub;
  if (how === "nul-subject") claims.sub = `${account}\0`;
  if (how === "identity-token") header.typ = "JWT";
  if (how === "no-type") delete header.typ;
  if (how === "long-type") header.typ = "application/at+jwt";
  if (how === "claims-a-tenant") Object.assign(claims, { tenant: "nation", tenant_id: "nation", roles: ["NATIONAL_COORDINATOR"] });
  return signed(header, claims, how);
};

const document = () => ({
  issuer: manner === "lies-about-its-issuer" ? "https://login.example.cz" : issuer,
  authorization_endpoint: manner === "sends-browsers-to-scripts" ? "javascript:alert(1)" : `${issuer}/auth`,
  token_endpoint: manner === "token-endpoint-inside" ? "http://169.254.169.254/latest" : `${issuer}/token`,
  jwks_uri: manner === "keys-inside" ? "http://127.0.0.1:1/keys" : `${issuer}/jwks`,
  response_types_supported: ["code"],
  subject_types_supported: ["public"],
  id_token_signing_alg_values_supported: ["RS256", "HS256", "none"],
  authorization_response_iss_parameter_supported: manner !== "doesnt-name-itself",
  ...(manner === "oversized" ? { padding: "x".repeat(300 * 1024) } : {}),
});

const json = (response, value, status = 200) => {
  response.statusCode = status;
  response.setHeader("content-type", "application/json");
  response.end(JSON.stringify(value));
};

const routes = {
  "/.well-known/openid-configuration": (_, response) => {
    if (manner === "redirects") {
      response.writeHead(302, { location: `${issuer}/elsewhere` });
      return response.end();
    }
    if (manner === "fails") return json(response, {}, 500);
    if (manner === "is-no-json") return response.end("<html>");
    json(response, document());
  },
  "/elsewhere": (_, response) => json(response, { ...document(), issuer }),
  "/jwks": (_, response) => json(response, { keys: published }),
  "/auth": (request, response, query) => {
    const account = /(?:^|;\s*)account=([^;]*)/.exec(request.headers.cookie ?? "")?.[1] ?? "nobody";
    const code = base64url({ account, nonce: query.get("nonce") });
    const back = new URLSearchParams({ code, state: query.get("state"), iss: issuer });
    response.writeHead(302, { location: `${query.get("redirect_uri")}?${back}` });
    response.end();
  },
  "/token": async (request, response) => {
    let body = "";
    for await (const chunk of request) body += chunk;
    const code = JSON.parse(Buffer.from(new URLSearchParams(body).get("code"), "base64url").toString());
    const answer = { access_token: "opaque", token_type: "Bearer", expires_in: 600 };
    if (manner === "no-token") return json(response, answer);
    json(response, { ...answer, id_token: await identityToken(code) });
  },
  "/test/access": async (_, response, query) => {
    const [[how]] = query;
    response.end(await accessToken(how, query.get("account")));
  },
  "/test/asked": (_, response) => json(response, asked),
  "/test/manner": (_, response, query) => {
    [[manner]] = query;
    response.end();
  },
};

const server = createServer((request, response) => {
  const [path, query] = request.url.split("?");
  asked[path] = (asked[path] ?? 0) + 1;
  const route = routes[path];
  if (!route) return json(response, {}, 404);
  Promise.resolve(route(request, response, new URLSearchParams(query))).catch((error) => {
    console.error(error);
    json(response, {}, 500);
  });
});

server.listen(0, "127.0.0.1", () => {
  issuer = `http://127.0.0.1:${server.address().port}`;
  console.log(issuer);
});
// Whoever started it holds its standard input: it goes with them.
process.stdin.resume().on("end", () => process.exit(0));

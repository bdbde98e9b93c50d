import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { eventually, startWireroom } from "../support/wireroom.mjs";
import { Face, bearer, outcome, scopeRequired, unauthorized } from "./support/face.mjs";

let wireroom, face, login;
before(async () => {
  wireroom = await startWireroom();
  face = new Face(wireroom);
  login = await wireroom.account.setLogin();
});
after(() => wireroom.stop());

const refresh = (token, json) => face.call("POST", "/3rdparty/v1/auth/token/refresh", { as: bearer(token), json });
const revoke = (id, as = login.basic) => face.call("DELETE", `/3rdparty/v1/auth/token/${id}`, { as });
const devices = (token) => face.call("GET", "/3rdparty/v1/devices", { as: bearer(token) });
const claimsOf = (token) => JSON.parse(Buffer.from(token.split(".")[1], "base64url").toString());

test("a pair is returned in both spellings that published clients read", async () => {
  const answer = await face.call("POST", "/3rdparty/v1/auth/token", {
    as: login.basic,
    json: { scopes: ["devices:list"], ttl: 60 },
  });
  assert.equal(answer.status, 201);
  assert.equal(answer.headers.get("content-type"), "application/json");
  const { body } = answer;
  for (const [snake, camel] of [
    ["access_token", "accessToken"],
    ["refresh_token", "refreshToken"],
    ["token_type", "tokenType"],
    ["expires_at", "expiresAt"],
  ]) {
    assert.equal(body[snake], body[camel]);
  }
  assert.equal(body.token_type, "Bearer");
  assert.match(body.id, /^[A-Za-z0-9_-]{21}$/);
  assert.match(body.expires_at, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
  const claims = claimsOf(body.access_token);
  assert.deepEqual(
    { ...claims, iat: 0, exp: claims.exp - claims.iat },
    {
      jti: body.id,
      iss: "sms-gate.app",
      sub: login.login,
      user_id: login.login,
      scopes: ["devices:list"],
      account: wireroom.account.id,
      iat: 0,
      exp: 60,
    },
  );
  assert.equal((await devices(body.access_token)).status, 200);
});

test("a lifetime above the configured one is capped, and none or zero means the configured one", async () => {
  for (const ttl of [undefined, 0, null, 900, 901, 10 ** 12]) {
    const { access_token: token } = await face.tokens(login.basic, ["devices:list"], { ttl });
    const { iat, exp } = claimsOf(token);
    assert.equal(exp - iat, 900, `ttl ${ttl}`);
  }
});

test("a request without scopes, or with a wrong shape, is refused", async () => {
  const wrong = [
    {},
    { scopes: [] },
    { scopes: [""] },
    { scopes: Array(65).fill("a") },
    { scopes: ["a".repeat(65)] },
    null,
  ];
  for (const json of wrong) {
    const { status, body } = await face.call("POST", "/3rdparty/v1/auth/token", { as: login.basic, json });
    assert.equal(status, 400, JSON.stringify(json));
    assert.match(body.message, /^failed to validate: /);
  }
  for (const json of [{ scopes: "devices:list" }, { scopes: ["devices:list"], ttl: -1 }, "text"]) {
    const { status, body } = await face.call("POST", "/3rdparty/v1/auth/token", { as: login.basic, json });
    assert.equal(status, 400, JSON.stringify(json));
    assert.match(body.message, /^failed to parse body: /);
  }
});

test("a caller cannot grant a scope that it lacks", async () => {
  const { access_token: token } = await face.tokens(login.basic, ["tokens:manage", "devices:list"]);
  const ask = (scopes, as = bearer(token)) => face.call("POST", "/3rdparty/v1/auth/token", { as, json: { scopes } });
  assert.equal((await ask(["devices:list"])).status, 201);
  assert.deepEqual(outcome(await ask(["devices:list", "messages:send"])), scopeRequired("messages:send"));
  assert.deepEqual(outcome(await ask(["all:any"])), scopeRequired("all:any"));
  assert.deepEqual(outcome(await ask(["tokens:refresh"], login.basic)), scopeRequired("tokens:refresh"));
});

test("a refresh token gives a new pair with the same scopes, once", async () => {
  const first = await face.tokens(login.basic, ["devices:list"]);
  // Published clients send an empty object, or no body.
  const second = await refresh(first.refresh_token, {});
  assert.equal(second.status, 201);
  assert.notEqual(second.body.id, first.id);
  assert.deepEqual(claimsOf(second.body.access_token).scopes, ["devices:list"]);
  assert.deepEqual(outcome(await refresh(first.refresh_token)), unauthorized);
  // The access token of the same pair stays valid.
  assert.equal((await devices(first.access_token)).status, 200);
  assert.equal((await refresh(second.body.refresh_token)).status, 201);
});

test("of many concurrent uses of one refresh token, one gets a pair", async () => {
  const { refresh_token: token } = await face.tokens(login.basic, ["devices:list"]);
  const answers = await Promise.all(Array.from({ length: 16 }, () => refresh(token)));
  const statuses = answers.map(({ status }) => status).sort();
  assert.deepEqual(statuses, [201, ...Array(15).fill(401)]);
});

test("an access token cannot refresh", async () => {
  const { access_token: token } = await face.tokens(login.basic, ["all:any"]);
  assert.deepEqual(outcome(await refresh(token)), scopeRequired("tokens:refresh"));
});

test("revoking an access token also ends its refresh token, and revoking an unknown one succeeds", async () => {
  const pair = await face.tokens(login.basic, ["devices:list"]);
  assert.equal((await devices(pair.access_token)).status, 200);
  const revoked = await revoke(pair.id);
  assert.deepEqual(outcome(revoked), { status: 204, body: "" });
  assert.deepEqual(outcome(await devices(pair.access_token)), unauthorized);
  assert.deepEqual(outcome(await refresh(pair.refresh_token)), unauthorized);
  assert.equal((await revoke("unknown")).status, 204);
});

test("revoking a refresh token keeps its access token valid", async () => {
  const pair = await face.tokens(login.basic, ["devices:list"]);
  assert.equal((await revoke(claimsOf(pair.refresh_token).jti)).status, 204);
  assert.deepEqual(outcome(await refresh(pair.refresh_token)), unauthorized);
  assert.equal((await devices(pair.access_token)).status, 200);
});

test("another account cannot revoke this account's tokens", async () => {
  const theirs = await (await wireroom.createAccount("theirs")).setLogin();
  const pair = await face.tokens(login.basic, ["devices:list"]);
  assert.equal((await revoke(pair.id, theirs.basic)).status, 204);
  assert.equal((await devices(pair.access_token)).status, 200);
  assert.equal((await refresh(pair.refresh_token)).status, 201);
});

test("a token expires at its stated time", async () => {
  const { access_token: token } = await face.tokens(login.basic, ["devices:list"], { ttl: 1 });
  await eventually(async () => (await devices(token)).status === 401, { what: "the token is over" });
});

test("a token that is not in the database is invalid", async () => {
  const pair = await face.tokens(login.basic, ["devices:list"]);
  await wireroom.rows("DELETE FROM token_pairs WHERE id = ?", pair.id);
  assert.deepEqual(outcome(await devices(pair.access_token)), unauthorized);
  assert.deepEqual(outcome(await refresh(pair.refresh_token)), unauthorized);
});

test("expired tokens are swept an hour later, and others are kept", async () => {
  const pair = await face.tokens(login.basic, ["devices:list"]);
  const count = async () => (await wireroom.rows("SELECT id FROM token_pairs WHERE id = ?", pair.id)).length;
  const expiresAtMs = claimsOf(pair.refresh_token).exp * 1000;
  await wireroom.cronQuarter(new Date(expiresAtMs));
  assert.equal(await count(), 1);
  await wireroom.cronQuarter(new Date(expiresAtMs + 3_600_001));
  assert.equal(await count(), 0);
});

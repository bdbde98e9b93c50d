import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { startSmsGate, userWithIdlePhone } from "../support/user.mjs";

let wireroom;
let user;
before(async () => {
  wireroom = await startSmsGate({ vars: { JWT_ACCESS_TTL: "15m", JWT_REFRESH_TTL: "720h", JWT_ISSUER: "tests" } });
  user = await userWithIdlePhone(wireroom);
});
after(() => wireroom.stop());

const request = (scopes, more = {}, one = user) => one.call("POST", "/auth/token", { json: { scopes, ...more } });
const pairOf = async (...scopes) => (await request(scopes)).body;
const bearer = (token) => ({ authorization: `Bearer ${token}` });
const refresh = (token) => user.call("POST", "/auth/token/refresh", bearer(token));
const claimsOf = (token) => JSON.parse(Buffer.from(token.split(".")[1], "base64url"));
const works = async (token, path = "/devices") => (await user.call("GET", path, bearer(token))).status;

test("a pair of tokens is returned in both spellings, with the contract's claims", async () => {
  const { status, body } = await request(["messages:read", "devices:list"]);
  assert.equal(status, 201);
  assert.deepEqual(
    [body.accessToken, body.refreshToken, body.tokenType, body.expiresAt],
    [body.access_token, body.refresh_token, body.token_type, body.expires_at],
  );
  assert.equal(body.token_type, "Bearer");
  const access = claimsOf(body.access_token);
  assert.equal(access.jti, body.id);
  assert.match(access.jti, /^[A-Za-z0-9_-]{21}$/);
  assert.deepEqual(
    [access.iss, access.sub, access.user_id, access.scopes],
    ["tests", user.login, user.login, ["messages:read", "devices:list"]],
  );
  assert.equal(access.exp - access.iat, 15 * 60);
  assert.ok(Math.abs(Date.parse(body.expires_at) / 1000 - access.exp) <= 1);
  const renewing = claimsOf(body.refresh_token);
  assert.deepEqual(
    [renewing.scopes, renewing.original_scopes],
    [["tokens:refresh"], ["messages:read", "devices:list"]],
  );
  assert.equal(renewing.exp - renewing.iat, 720 * 3600);
  const header = JSON.parse(Buffer.from(body.access_token.split(".")[0], "base64url"));
  assert.equal(header.alg, "HS256");
});

test("a shorter lifetime is granted, and a longer one is not", async () => {
  for (const [ttl, secs] of [
    [60, 60],
    [0, 900],
    [10_000_000, 900],
  ]) {
    const { body } = await request(["all:any"], { ttl });
    const { iat, exp } = claimsOf(body.access_token);
    assert.equal(exp - iat, secs, String(ttl));
  }
});

test("a token allows its scopes, and all:any everything except refreshing", async () => {
  const { access_token: narrow } = await pairOf("devices:list");
  assert.deepEqual([await works(narrow), await works(narrow, "/webhooks")], [200, 403]);
  const { access_token: wide } = await pairOf("all:any");
  assert.deepEqual(
    [await works(wide), await works(wide, "/webhooks"), await works(wide, "/messages"), await works(wide, "/settings")],
    [200, 200, 200, 200],
  );
  assert.equal((await refresh(wide)).status, 403);
});

test("a token needs the scope to create tokens, and a token without scopes is refused", async () => {
  const { access_token: narrow } = await pairOf("devices:list");
  const made = await user.call("POST", "/auth/token", { json: { scopes: ["devices:list"] }, ...bearer(narrow) });
  assert.deepEqual([made.status, made.body], [403, { message: "scope required: tokens:manage" }]);
  for (const scopes of [[], [""], undefined, "all:any"])
    assert.equal((await request(scopes)).status, 400, String(scopes));
});

test("a refresh returns a new pair with the same scopes, once; the old refresh token is used up", async () => {
  const first = await pairOf("devices:list");
  const { status, body: second } = await refresh(first.refresh_token);
  assert.equal(status, 201);
  assert.deepEqual(claimsOf(second.access_token).scopes, ["devices:list"]);
  assert.notEqual(second.id, first.id);
  assert.equal(await works(second.access_token), 200);
  const replayed = await refresh(first.refresh_token);
  assert.deepEqual([replayed.status, replayed.body], [401, { message: "Unauthorized" }]);
  assert.equal((await refresh(second.refresh_token)).status, 201);
});

test("of two concurrent refreshes one succeeds", async () => {
  const { refresh_token } = await pairOf("devices:list");
  const statuses = (await Promise.all(Array.from({ length: 8 }, () => refresh(refresh_token)))).map(
    ({ status }) => status,
  );
  assert.deepEqual(statuses.sort(), [201, 401, 401, 401, 401, 401, 401, 401]);
});

test("a refresh token is valid only for refreshing", async () => {
  const { refresh_token } = await pairOf("all:any");
  assert.equal(await works(refresh_token), 403);
});

test("a refresh accepts an empty JSON body, which one client sends", async () => {
  const { refresh_token } = await pairOf("devices:list");
  assert.equal((await user.call("POST", "/auth/token/refresh", { json: {}, ...bearer(refresh_token) })).status, 201);
});

test("both tokens of a revoked pair are invalid, and revoking an unknown token succeeds", async () => {
  const { id, access_token, refresh_token } = await pairOf("all:any");
  assert.equal(await works(access_token), 200);
  assert.equal((await user.call("DELETE", `/auth/token/${id}`)).status, 204);
  assert.equal(await works(access_token), 401);
  assert.equal((await refresh(refresh_token)).status, 401);
  for (const unknown of [id, "nothing"])
    assert.equal((await user.call("DELETE", `/auth/token/${unknown}`)).status, 204);
});

test("another user's token cannot be revoked", async () => {
  const other = await userWithIdlePhone(wireroom);
  const { id, access_token } = await pairOf("all:any");
  assert.equal((await other.call("DELETE", `/auth/token/${id}`)).status, 204);
  assert.equal(await works(access_token), 200);
});

test("a token that was altered, signed differently, or belongs to no user is refused", async () => {
  const { access_token } = await pairOf("all:any");
  const [header, claims, signature] = access_token.split(".");
  const encode = (value) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const more = encode({ ...claimsOf(access_token), scopes: ["all:any", "tokens:refresh"] });
  const tampered = [
    `${header}.${more}.${signature}`,
    `${encode({ alg: "none", typ: "JWT" })}.${claims}.`,
    `${encode({ alg: "HS512", typ: "JWT" })}.${claims}.${signature}`,
    `${header}.${claims}.${signature.slice(0, -2)}`,
    `${header}.${claims}`,
    "x".repeat(10_000),
  ];
  for (const token of tampered) assert.equal(await works(token), 401, token.slice(0, 40));
});

test("a server without a secret issues no tokens and accepts none", async () => {
  const { access_token } = await pairOf("all:any");
  const without = await startSmsGate({ vars: { JWT_SECRET: "" }, secrets: { JWT_SECRET: "" } });
  try {
    const one = await userWithIdlePhone(without);
    const message = "token service disabled, contact your administrator";
    for (const [method, path, options] of [
      ["POST", "/auth/token", { json: { scopes: ["all:any"] } }],
      ["DELETE", "/auth/token/x", {}],
    ]) {
      const { status, body } = await one.call(method, path, options);
      assert.deepEqual([status, body], [501, { message }], path);
    }
    assert.equal((await one.call("GET", "/devices", bearer(access_token))).status, 401);
    assert.equal((await one.call("GET", "/devices")).status, 200);
  } finally {
    await without.stop();
  }
});

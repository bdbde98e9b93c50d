import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Face, bearer } from "../smsgate/support/face.mjs";
import { startWireroom } from "../support/wireroom.mjs";

let wireroom, face;
before(async () => {
  wireroom = await startWireroom();
  face = new Face(wireroom);
});
after(() => wireroom.stop());

const call = (account, method, path, json) =>
  wireroom.request(method, `/api/v1/admin${path}`, { key: account.key, json });

/** Creates an account with a login. */
async function tenant(name) {
  const account = await wireroom.createAccount(name);
  return Object.assign(account, { login: await account.setLogin() });
}

const issue = (account) => face.tokens(account.login.basic, ["messages:list"]);
const statusOf = async (token) => (await face.call("GET", "/3rdparty/v1/messages", { as: bearer(token) })).status;

test("an account lists and removes only its own login", async () => {
  const [one, other] = [await tenant("logins one"), await tenant("logins other")];
  const { status, body } = await call(one, "GET", "/logins");
  assert.equal(status, 200);
  assert.deepEqual(
    body.logins.map(({ login }) => login),
    [one.login.login],
  );
  assert.deepEqual(Object.keys(body.logins[0]), ["changed_at", "created_at", "login"]);
  const unknown = { error: "Login not found" };
  for (const login of [other.login.login, "NOBODY", "a b"])
    assert.deepEqual((await call(one, "DELETE", `/logins/${encodeURIComponent(login)}`)).body, unknown);
  const { access_token } = await issue(one);
  assert.equal(await statusOf(access_token), 200);
  assert.equal((await call(one, "DELETE", `/logins/${one.login.login.toLowerCase()}`)).status, 204);
  assert.equal((await call(one, "DELETE", `/logins/${one.login.login}`)).status, 404);
  assert.equal(await statusOf(access_token), 401);
  assert.deepEqual((await call(one, "GET", "/logins")).body, { logins: [] });
  assert.equal((await call(other, "GET", "/logins")).body.logins.length, 1);
});

test("a token of a removed login stays void when the account gets a new login", async () => {
  const account = await tenant("logins again");
  const { access_token, refresh_token } = await issue(account);
  await call(account, "DELETE", `/logins/${account.login.login}`);
  account.login = await account.setLogin();
  assert.equal(await statusOf(access_token), 401);
  const refreshed = await face.call("POST", "/3rdparty/v1/auth/token/refresh", { as: bearer(refresh_token) });
  assert.equal(refreshed.status, 401);
  assert.equal(await statusOf((await issue(account)).access_token), 200);
});

test("tokens are listed without secrets, page by page, and revoked one by one", async () => {
  const [one, other] = [await tenant("tokens one"), await tenant("tokens other")];
  const issued = [await issue(one), await issue(one), await issue(one)];
  await issue(other);
  const listed = [];
  for (let cursor = ""; cursor !== null; ) {
    const { status, body, text } = await call(one, "GET", `/tokens?limit=2&cursor=${cursor}`);
    assert.equal(status, 200, text);
    for (const { access_token, refresh_token } of issued)
      assert.ok(!text.includes(access_token) && !text.includes(refresh_token));
    listed.push(...body.tokens);
    cursor = body.next_cursor;
  }
  assert.deepEqual(listed.map(({ id }) => id).sort(), issued.map(({ id }) => id).sort());
  assert.ok(listed.every(({ active, refreshable, revoked_at }) => active && refreshable && revoked_at === null));

  const [first, second] = issued;
  const unknown = { error: "Token not found" };
  assert.deepEqual((await call(other, "POST", `/tokens/${first.id}/revoke`)).body, unknown);
  assert.deepEqual((await call(one, "POST", "/tokens/unknown/revoke")).body, unknown);
  for (const _ of [1, 2])
    assert.deepEqual((await call(one, "POST", `/tokens/${first.id}/revoke`)).body, { success: true });
  assert.deepEqual([await statusOf(first.access_token), await statusOf(second.access_token)], [401, 200]);
  const { body } = await call(one, "GET", "/tokens");
  const now = body.tokens.find(({ id }) => id === first.id);
  assert.deepEqual([now.active, now.refreshable], [false, false]);
  assert.notEqual(now.revoked_at, null);
});

test("all tokens of an account are revoked at once, and its password issues new ones", async () => {
  const [one, other] = [await tenant("all tokens one"), await tenant("all tokens other")];
  const [mine, theirs] = [await issue(one), await issue(other)];
  assert.deepEqual((await call(one, "POST", "/tokens/revoke")).body, { success: true });
  assert.deepEqual([await statusOf(mine.access_token), await statusOf(theirs.access_token)], [401, 200]);
  const { body } = await call(one, "GET", "/tokens");
  assert.deepEqual([body.tokens[0].active, body.tokens[0].refreshable], [false, false]);
  assert.equal(await statusOf((await issue(one)).access_token), 200);
});

test("logins and tokens need the permission to manage the account", async () => {
  const key = await wireroom.account.createKey("client", { permissions: ["send_sms", "manage_gateways"] });
  for (const [method, path] of [
    ["GET", "/logins"],
    ["DELETE", "/logins/ANY"],
    ["GET", "/tokens"],
    ["POST", "/tokens/revoke"],
    ["POST", "/tokens/any/revoke"],
  ])
    assert.equal((await wireroom.request(method, `/api/v1/admin${path}`, { key })).status, 403, `${method} ${path}`);
});

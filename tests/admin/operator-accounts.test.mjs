import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { CableSocket } from "../support/cable-socket.mjs";
import { basicOf, startWireroom } from "../support/wireroom.mjs";

let wireroom;
before(async () => (wireroom = await startWireroom()));
after(() => wireroom.stop());

const accounts = "/api/v1/operator/accounts";
const unknown = { status: 404, body: { error: "Account not found" } };

async function create(name, more = {}) {
  const { status, body, text } = await wireroom.operator("POST", accounts, { json: { name, ...more } });
  assert.equal(status, 201, text);
  return body.account;
}

/** Creates a client key of an account as the operator does. */
async function newKey(account) {
  const json = { name: "made by the operator", permissions: { manage_account: true, send_sms: true } };
  const { status, body, text } = await wireroom.operator("POST", "/api/v1/admin/keys", { accountId: account.id, json });
  assert.equal(status, 201, text);
  return body.api_key;
}

const outcome = ({ status, body }) => ({ status, body });

test("an account is created, shown, renamed and moved to another country", async () => {
  const account = await create("Große Firma", { country: "gb" });
  assert.match(account.id, /^[0-9a-f]{16}$/);
  assert.deepEqual(account, {
    country: "GB",
    created_at: account.created_at,
    default: false,
    disabled_at: null,
    id: account.id,
    login: null,
    name: "Große Firma",
  });
  const path = `${accounts}/${account.id}`;
  assert.deepEqual((await wireroom.operator("GET", path)).body, { account });
  const renamed = await wireroom.operator("PATCH", path, { json: { name: "Firma" } });
  assert.deepEqual(outcome(renamed), { status: 200, body: { account: { ...account, name: "Firma" } } });
  const moved = await wireroom.operator("PATCH", path, { json: { country: "default" } });
  assert.deepEqual(moved.body.account, { ...account, name: "Firma", country: null });
  const same = await wireroom.operator("PATCH", path, { json: {} });
  assert.deepEqual(same.body, moved.body);
});

test("only the first account of a deployment is the default one", async () => {
  await create("a later one");
  const { body } = await wireroom.operator("GET", `${accounts}?limit=100`);
  assert.deepEqual(
    body.accounts.filter((account) => account.default).map(({ id }) => id),
    [wireroom.account.id],
  );
});

test("accounts are listed page by page in the order of their ids, or by name", async () => {
  const made = [];
  for (let number = 0; number < 5; number += 1) made.push(await create(`listed ${number}`));
  const ids = [];
  for (let cursor = ""; cursor !== null; ) {
    const { body } = await wireroom.operator("GET", `${accounts}?limit=2&cursor=${cursor}`);
    assert.ok(body.accounts.length <= 2);
    ids.push(...body.accounts.map(({ id }) => id));
    cursor = body.next_cursor;
  }
  assert.deepEqual(ids, [...ids].sort());
  assert.ok(made.every(({ id }) => ids.includes(id)));
  const named = await wireroom.operator("GET", `${accounts}?name=${encodeURIComponent("listed 3")}`);
  assert.deepEqual(named.body, { accounts: [made[3]], next_cursor: null });
  const nobody = await wireroom.operator("GET", `${accounts}?name=nobody`);
  assert.deepEqual(nobody.body, { accounts: [], next_cursor: null });
});

test("a taken or malformed name and an unknown country are refused, and nothing changes", async () => {
  const account = await create("taken");
  const other = await create("free");
  const path = `${accounts}/${other.id}`;
  const taken = { status: 409, body: { error: "Name has already been taken" } };
  assert.deepEqual(outcome(await wireroom.operator("POST", accounts, { json: { name: account.name } })), taken);
  const renamed = await wireroom.operator("PATCH", path, { json: { name: account.name } });
  assert.deepEqual(outcome(renamed), taken);
  assert.deepEqual(renamed.explanation.code, "account_exists");
  assert.deepEqual(renamed.explanation.param, "name");
  for (const name of ["-", "a/b", "x".repeat(65)]) {
    assert.equal((await wireroom.operator("POST", accounts, { json: { name } })).status, 422, name);
    assert.equal((await wireroom.operator("PATCH", path, { json: { name } })).status, 422, name);
  }
  assert.equal((await wireroom.operator("POST", accounts, { json: {} })).status, 400);
  for (const country of ["XX", "Great Britain"]) {
    const answer = await wireroom.operator("PATCH", path, { json: { country } });
    assert.deepEqual([answer.status, answer.explanation.param], [422, "country"]);
  }
  assert.deepEqual((await wireroom.operator("GET", path)).body, { account: other });
});

test("concurrent twins of a creation make one account", async () => {
  const answers = await Promise.all(
    Array.from({ length: 8 }, () => wireroom.operator("POST", accounts, { json: { name: "twins" } })),
  );
  assert.deepEqual(answers.map(({ status }) => status).sort(), [201, ...Array(7).fill(409)]);
});

test("an unknown account is not found by any route", async () => {
  for (const id of ["0".repeat(16), "default", "x"]) {
    const calls = [
      ["GET", ""],
      ["PATCH", "", { name: "renamed" }],
      ["POST", "/disable"],
      ["POST", "/enable"],
      ["PUT", "/login", {}],
      ["DELETE", "/login"],
    ];
    for (const [method, rest, json] of calls)
      assert.deepEqual(outcome(await wireroom.operator(method, `${accounts}/${id}${rest}`, { json })), unknown);
  }
});

test("a key of an account reaches no route of the deployment", async () => {
  const expected = { status: 403, body: { error: "Insufficient permissions" } };
  const { key } = wireroom.account;
  for (const path of [accounts, `${accounts}/${wireroom.account.id}`, "/api/v1/operator/settings"])
    assert.deepEqual(outcome(await wireroom.request("GET", path, { key })), expected, path);
  const disabling = await wireroom.request("POST", `${accounts}/${wireroom.account.id}/disable`, { key });
  assert.deepEqual(outcome(disabling), expected);
  assert.equal((await wireroom.request("GET", accounts)).status, 401);
});

test("a disabled account's keys, login and sockets are cut off, and enabling brings them back", async () => {
  const account = await create("switched");
  const key = await newKey(account);
  const path = `${accounts}/${account.id}`;
  const { body: login } = await wireroom.operator("PUT", `${path}/login`, { json: {} });
  const token = await wireroom.operator("POST", "/api/v1/admin/keys", {
    accountId: account.id,
    json: { name: "phones", kind: "registration" },
  });
  const phone = await wireroom.register("a phone of a switched account", { token: token.body.api_key });
  const socket = await CableSocket.open(wireroom, { key: phone.api_key });
  await socket.subscribe();
  const send = () =>
    wireroom.request("POST", "/api/v1/sms/send", { key, json: { to: "+12025550123", message: "Hello" } });
  const logIn = async () =>
    (
      await fetch(`${wireroom.url}/api/3rdparty/v1/messages`, {
        headers: { authorization: basicOf(login.login, login.password) },
      })
    ).status;
  assert.equal((await send()).status, 202);
  assert.equal(await logIn(), 200);

  const disabled = await wireroom.operator("POST", `${path}/disable`);
  assert.equal(disabled.status, 200, disabled.text);
  assert.notEqual(disabled.body.account.disabled_at, null);
  assert.equal((await send()).status, 401);
  assert.equal(await logIn(), 401);
  const frame = await socket.next(({ type }) => type === "disconnect");
  assert.deepEqual(frame, { type: "disconnect", reason: "unauthorized", reconnect: false });
  await socket.closed();
  const again = await CableSocket.open(wireroom, { key: phone.api_key });
  assert.equal((await again.next()).type, "disconnect");
  const repeated = await wireroom.operator("POST", `${path}/disable`);
  assert.deepEqual(repeated.body, disabled.body);
  assert.equal((await wireroom.operator("GET", "/api/v1/admin/keys", { accountId: account.id })).status, 403);

  const enabled = await wireroom.operator("POST", `${path}/enable`);
  assert.deepEqual([enabled.status, enabled.body.account.disabled_at], [200, null]);
  assert.equal((await send()).status, 202);
  assert.equal(await logIn(), 200);
  const back = await CableSocket.open(wireroom, { key: phone.api_key });
  assert.deepEqual(await back.next(), { type: "welcome" });
  back.close();
  assert.equal((await wireroom.operator("POST", `${path}/enable`)).status, 200);
});

test("disabling one account leaves the others", async () => {
  const [one, other] = [await create("one of two"), await create("other of two")];
  const [oneKey, otherKey] = [await newKey(one), await newKey(other)];
  await wireroom.operator("POST", `${accounts}/${one.id}/disable`);
  const list = (key) => wireroom.request("GET", "/api/v1/admin/keys", { key });
  assert.deepEqual([(await list(oneKey)).status, (await list(otherKey)).status], [401, 200]);
});

test("a login is set, kept, replaced and removed", async () => {
  const account = await create("with a login");
  const path = `${accounts}/${account.id}/login`;
  const set = async (json) => {
    const { status, body, text } = await wireroom.operator("PUT", path, { json });
    assert.equal(status, 200, text);
    return body;
  };
  const logIn = async ({ login, password }) =>
    (
      await fetch(`${wireroom.url}/api/3rdparty/v1/messages`, {
        headers: { authorization: basicOf(login, password) },
      })
    ).status;
  const generated = await set({});
  assert.match(generated.login, /^[A-Z2-9]{6}$/);
  assert.match(generated.password, /^[a-z2-9]{16}$/);
  assert.equal(await logIn(generated), 200);
  const renewed = await set({});
  assert.equal(renewed.login, generated.login);
  assert.deepEqual([await logIn(renewed), await logIn(generated)], [200, 401]);
  const password = "chosen by a person";
  assert.deepEqual(await set({ login: "acme", password }), { login: "ACME", password: null });
  assert.deepEqual([await logIn({ login: "acme", password }), await logIn(renewed)], [200, 401]);
  assert.equal((await wireroom.operator("GET", `${accounts}/${account.id}`)).body.account.login, "ACME");

  const other = await create("without a login");
  const taken = await wireroom.operator("PUT", `${accounts}/${other.id}/login`, { json: { login: "Acme" } });
  assert.deepEqual(outcome(taken), { status: 409, body: { error: "Login has already been taken" } });
  for (const json of [{ login: "a b" }, { login: "a:b" }, { password: "thirteen char" }, { password: "x".repeat(257) }])
    assert.equal((await wireroom.operator("PUT", path, { json })).status, 422, JSON.stringify(json));
  assert.equal(await logIn({ login: "acme", password }), 200);

  for (const _ of [1, 2]) assert.equal((await wireroom.operator("DELETE", path)).status, 204);
  assert.equal(await logIn({ login: "acme", password }), 401);
});

test("a second default account is refused", async () => {
  const answer = await wireroom.operator("POST", accounts, { json: { name: "second default", default: true } });
  assert.deepEqual(outcome(answer), { status: 409, body: { error: "Another account is the default one" } });
  assert.equal(answer.explanation.param, "default");
});

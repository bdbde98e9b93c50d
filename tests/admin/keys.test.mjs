import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { allPermissions } from "../../scripts/lib/credentials.mjs";
import { keyDigest, startWireroom } from "../support/wireroom.mjs";

let wireroom;
before(async () => (wireroom = await startWireroom()));
after(() => wireroom.stop());

const call = async (key, method, path, json) => {
  const { status, body } = await wireroom.request(method, `/api/v1/admin/keys${path}`, { key, json });
  return { status, body };
};
const list = async ({ key }, query = "") => (await call(key, "GET", query)).body;
const send = async (key) =>
  (await wireroom.request("POST", "/api/v1/sms/send", { key, json: { to: "+12025550123", message: "hi" } })).status;

test("a created key works within its permissions and is stored as a digest", async () => {
  const account = await wireroom.createAccount("creating");
  const { status, body } = await call(account.key, "POST", "", {
    name: " Console ",
    permissions: { send_sms: true, receive_sms: false },
  });
  assert.equal(status, 201);
  const {
    api_key,
    key: { created_at, ...key },
    success,
  } = body;
  assert.match(api_key, /^api_live_[0-9a-f]{64}$/);
  assert.match(created_at, /Z$/);
  assert.deepEqual(
    [success, key],
    [
      true,
      {
        id: key.id,
        kind: "client",
        name: "Console",
        prefix: key.prefix,
        permissions: { send_sms: true },
        expires_at: null,
      },
    ],
  );
  assert.equal(await send(api_key), 202);
  assert.equal((await wireroom.request("GET", "/api/v1/sms/received", { key: api_key })).status, 403);
  const rows = await wireroom.rows("SELECT * FROM api_keys WHERE id = ?", key.id);
  assert.equal(rows[0].digest, keyDigest(api_key));
  assert.equal(JSON.stringify(rows).includes(api_key), false);
});

test("a listing of keys shows their properties and never the keys themselves", async () => {
  const account = await wireroom.createAccount("listing");
  const created = await call(account.key, "POST", "", {
    name: "listed",
    permissions: { send_sms: true },
    expires_at: "2100-01-01T00:00:00Z",
  });
  const phone = await wireroom.register("phone", { token: await account.createKey("registration") });
  const { keys, next_cursor } = await list(account);
  assert.equal(next_cursor, null);
  assert.deepEqual(keys.map(({ kind, gateway_id }) => [kind, gateway_id]).sort(), [
    ["client", null],
    ["client", null],
    ["gateway", "phone"],
    ["registration", null],
  ]);
  const { created_at, ...key } = keys.find(({ name }) => name === "listed");
  assert.deepEqual(key, {
    id: created.body.key.id,
    kind: "client",
    name: "listed",
    prefix: created.body.key.prefix,
    permissions: { send_sms: true },
    gateway_id: null,
    active: true,
    expires_at: "2100-01-01T00:00:00Z",
    revoked_at: null,
    last_used_at: null,
  });
  for (const secret of [created.body.api_key, phone.api_key, account.key])
    assert.equal(JSON.stringify(keys).includes(secret), false);
});

test("the pages of a listing contain every key exactly once", async () => {
  const account = await wireroom.createAccount("paging");
  for (let index = 0; index < 6; index += 1) await call(account.key, "POST", "", { name: `key ${index}` });
  const whole = (await list(account)).keys;
  assert.equal(whole.length, 7);
  const found = [];
  let cursor;
  do {
    const page = await list(account, `?limit=3${cursor ? `&cursor=${cursor}` : ""}`);
    found.push(...page.keys);
    cursor = page.next_cursor;
  } while (cursor);
  assert.deepEqual(found, whole);
});

test("a created registration token admits a phone", async () => {
  const account = await wireroom.createAccount("token");
  const { status, body } = await call(account.key, "POST", "", { name: "phones", kind: "registration" });
  assert.equal(status, 201);
  assert.match(body.api_key, /^reg_live_/);
  assert.equal((await wireroom.register("phone", { token: body.api_key })).gateway.active, true);
});

test("a revoked key is refused at once by the isolate that revoked it, and revoking again changes nothing", async () => {
  const account = await wireroom.createAccount("revoking");
  const {
    body: {
      api_key,
      key: { id },
    },
  } = await call(account.key, "POST", "", { name: "short-lived", permissions: { send_sms: true } });
  assert.equal(await send(api_key), 202);
  const revoked = { status: 200, body: { success: true, key: { id, active: false } } };
  assert.deepEqual(await call(account.key, "POST", `/${id}/revoke`), revoked);
  assert.equal(await send(api_key), 401);
  const { revoked_at } = (await list(account)).keys.find((key) => key.id === id);
  assert.match(revoked_at, /Z$/);
  assert.deepEqual(await call(account.key, "POST", `/${id}/revoke`), revoked);
  assert.equal((await list(account)).keys.find((key) => key.id === id).revoked_at, revoked_at);
});

test("a key expires at its stated time", async () => {
  const account = await wireroom.createAccount("expiring");
  const {
    body: {
      api_key,
      key: { id },
    },
  } = await call(account.key, "POST", "", {
    name: "k",
    permissions: { send_sms: true },
    expires_at: "2100-01-01T00:00:00Z",
  });
  await wireroom.rows("UPDATE api_keys SET expires_at_ms = ? WHERE id = ?", Date.now() - 1, id);
  assert.equal(await send(api_key), 401);
  assert.equal((await list(account)).keys.find((key) => key.id === id).active, false);
});

test("a key cannot grant permissions that it lacks", async () => {
  const account = await wireroom.createAccount("granting");
  for (const held of [["manage_account"], ["manage_account", "send_sms"]]) {
    const key = await account.createKey("client", { permissions: held });
    for (const permission of allPermissions) {
      const { status } = await call(key, "POST", "", { name: "k", permissions: { [permission]: true } });
      assert.equal(status, held.includes(permission) ? 201 : 403, `${held} granting ${permission}`);
    }
    assert.equal((await call(key, "POST", "", { name: "k", kind: "registration" })).status, 403);
  }
});

test("invalid requests for keys are refused and create no key", async () => {
  const account = await wireroom.createAccount("bad keys");
  for (const [json, status, error] of [
    [{}, 422, "Name can't be blank"],
    [{ name: " " }, 422, "Name can't be blank"],
    [{ name: ["x"] }, 400, "Invalid name"],
    [{ name: "n".repeat(256) }, 422, "Name is too long (maximum is 255 characters)"],
    ...["gateway", "root", "Client"].map((kind) => [{ name: "k", kind }, 422, "Kind is not included in the list"]),
    ...["send_sms", ["send_sms"], true].map((permissions) => [
      { name: "k", permissions },
      422,
      "permissions must be an object",
    ]),
    [{ name: "k", permissions: { root: true } }, 422, "permissions name one that does not exist"],
    [{ name: "k", permissions: { send_sms: 1 } }, 422, "permissions must be true or false"],
    [
      { name: "k", kind: "registration", permissions: { send_sms: true } },
      422,
      "A registration token has no permissions",
    ],
    [{ name: "k", expires_at: "tomorrow" }, 400, "Invalid expires_at"],
    [{ name: "k", expires_at: "2020-01-01T00:00:00Z" }, 422, "expires_at must be in the future"],
  ]) {
    assert.deepEqual(
      await call(account.key, "POST", "", json),
      { status, body: { error } },
      JSON.stringify(json).slice(0, 100),
    );
  }
  assert.equal((await list(account)).keys.length, 1);
});

test("another account's keys are neither listed nor revoked", async () => {
  const [ours, theirs] = [await wireroom.createAccount("our keys"), await wireroom.createAccount("their keys")];
  const [{ id }] = (await list(ours)).keys;
  assert.equal(
    (await list(theirs)).keys.some((key) => key.id === id),
    false,
  );
  for (const path of [`/${id}/revoke`, "/key_0000000000000000/revoke", "/x/revoke", "/%FF/revoke"]) {
    assert.deepEqual(await call(theirs.key, "POST", path), { status: 404, body: { error: "Key not found" } }, path);
  }
  assert.equal(await send(ours.key), 202);
});

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { privateToken, startWireroom } from "../support/wireroom.mjs";
import { HttpGateway } from "./support/gateway.mjs";

let wireroom;
before(async () => (wireroom = await startWireroom({ vars: { ENVIRONMENT: "production" } })));
after(() => wireroom.stop());

/** Counter for the addresses of registrations, since one address may register only ten times a minute. */
let addresses = 0;
function register(device_id, key) {
  addresses += 1;
  const headers = { "cf-connecting-ip": `192.0.2.${addresses}` };
  return wireroom.request("POST", "/api/v1/gateway/register", { key, headers, json: { device_id, name: "Phone" } });
}

async function stored(deviceId) {
  return wireroom.rows("SELECT account_id, active, approved FROM gateways WHERE device_id = ?", deviceId);
}

test("a gateway that registers without a token is refused with the names of the accepted tokens", async () => {
  const { status, body } = await register("stranger");
  assert.equal(status, 401);
  assert.match(body.error, /GATEWAY_PRIVATE_TOKEN.*reg_live_.*Bearer/);
  assert.deepEqual(await stored("stranger"), []);
  assert.deepEqual(await wireroom.rows("SELECT id FROM pending_gateways"), []);
});

test("the private token registers an active gateway in the default account", async () => {
  const { status, body } = await register("by-token", privateToken);
  assert.deepEqual([status, body.gateway.active], [201, true]);
  assert.deepEqual(await stored("by-token"), [{ account_id: wireroom.account.id, active: 1, approved: 1 }]);
});

test("an account's registration key registers an active gateway in that account", async () => {
  const other = await wireroom.createAccount("other");
  const { status, body } = await register("by-key", await other.createKey("registration"));
  assert.deepEqual([status, body.gateway.active], [201, true]);
  assert.deepEqual(await stored("by-key"), [{ account_id: other.id, active: 1, approved: 1 }]);
  await new HttpGateway(wireroom, body.api_key).takes("+12025550123", "Hello", "2026-01-01T00:00:00Z");
  assert.equal((await other.received()).body.total, 1);
});

test("a wrong token registers nothing", async () => {
  const { status, body } = await register("wrong", "wrong");
  assert.deepEqual([status, body], [401, { error: "Invalid API key" }]);
  assert.deepEqual(await stored("wrong"), []);
});

test("without an enabled default account, only registration keys can register", async () => {
  const other = await wireroom.createAccount("unaffected");
  const key = await other.createKey("registration");
  for (const [index, change] of ["disabled_at_ms = 1", "disabled_at_ms = NULL, is_default = 0"].entries()) {
    await wireroom.rows(`UPDATE accounts SET ${change} WHERE id = ?`, wireroom.account.id);
    const { status, body } = await register("closed", privateToken);
    assert.deepEqual([status, body], [403, { error: "Registration is closed" }]);
    assert.deepEqual(await stored("closed"), []);
    assert.equal((await register(`open-${index}`, key)).status, 201);
  }
});

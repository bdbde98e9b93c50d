import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { eventually, privateToken, startWireroom } from "../support/wireroom.mjs";
import { HttpGateway, silentPhone } from "./support/gateway.mjs";

let wireroom;
before(async () => (wireroom = await startWireroom({ vars: { ENVIRONMENT: "production" } })));
after(() => wireroom.stop());

/** Each registration comes from an address of its own, since one address may try but ten times a minute. */
let addresses = 0;
function register(device_id, key) {
  addresses += 1;
  const headers = { "cf-connecting-ip": `192.0.2.${addresses}` };
  return wireroom.request("POST", "/api/v1/gateway/register", { key, headers, json: { device_id, name: "Phone" } });
}

async function online(deviceId, wanted) {
  await eventually(
    async () => {
      const [row] = await wireroom.rows("SELECT online FROM gateways WHERE device_id = ?", deviceId);
      return row.online === wanted;
    },
    { what: `${deviceId} has online = ${wanted}` },
  );
}

async function stored(deviceId) {
  return wireroom.rows("SELECT account_id, active, approved FROM gateways WHERE device_id = ?", deviceId);
}

test("a gateway that registers without a token waits for approval: heartbeats, and no traffic either way", async () => {
  const { account } = wireroom;
  const { status, body } = await register("stranger");
  assert.deepEqual([status, body.success, body.gateway.active, body.gateway.status], [201, true, false, "offline"]);
  const [row] = await stored("stranger");
  assert.deepEqual([row.account_id, row.approved], [account.id, 0]);

  const stranger = await silentPhone(wireroom, { deviceId: "stranger", apiKey: body.api_key });
  const commands = [];
  stranger.on("command", (command) => commands.push(command));
  const waiting = await account.sendAccepted("+12025550123", "For a gateway that is approved");

  const overHttp = new HttpGateway(wireroom, body.api_key);
  const heartbeat = await overHttp.heartbeat({ status: "online", battery_level: 50 });
  // What waits cannot be routed to it, so for this gateway nothing is pending.
  assert.deepEqual([heartbeat.status, heartbeat.body], [200, { success: true, pending_messages: 0 }]);
  const pinned = await account.sendAccepted("+12025550123", "For the stranger", { gateway_id: "stranger" });
  const received = await overHttp.receives({ sender: "+12025550123", message: "Hello", timestamp: "2026-01-01T00:00:00Z" });
  assert.deepEqual([received.status, received.body], [403, { error: "Gateway is not active" }]);
  stranger.receiveSms("+12025550123", "Hello", "2026-01-01T00:00:00Z");
  const report = await overHttp.reports(waiting, "delivered");
  assert.deepEqual([report.status, report.body], [404, { error: "Message not found" }]);

  const trusted = await silentPhone(wireroom, { deviceId: "trusted" });
  await account.reaches(waiting, "queued");
  assert.equal((await new HttpGateway(wireroom, trusted.apiKey).reports(waiting, "delivered")).status, 200);
  await account.projected(waiting, "delivered");

  // Once its leaving is known, all that its socket brought before has been dealt with.
  await online("stranger", 1);
  stranger.stop();
  await online("stranger", 0);
  assert.deepEqual((await account.received()).body, { messages: [], total: 0, page: 1, pages: 1 });
  assert.equal((await account.status(pinned)).status, "pending");
  assert.deepEqual(commands, []);
});

test("the private token makes an active gateway of the default account", async () => {
  const { status, body } = await register("by-token", privateToken);
  assert.deepEqual([status, body.gateway.active], [201, true]);
  assert.deepEqual(await stored("by-token"), [{ account_id: wireroom.account.id, active: 1, approved: 1 }]);
});

test("an account's registration key makes an active gateway of that account", async () => {
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

test("without a default account, or with a disabled one, registration is closed but to registration keys", async () => {
  const other = await wireroom.createAccount("unaffected");
  const key = await other.createKey("registration");
  for (const [index, change] of ["disabled_at_ms = 1", "disabled_at_ms = NULL, is_default = 0"].entries()) {
    await wireroom.rows(`UPDATE accounts SET ${change} WHERE id = ?`, wireroom.account.id);
    for (const token of [undefined, privateToken]) {
      const { status, body } = await register("closed", token);
      assert.deepEqual([status, body], [403, { error: "Registration is closed" }]);
    }
    assert.deepEqual(await stored("closed"), []);
    assert.equal((await register(`open-${index}`, key)).status, 201);
  }
});

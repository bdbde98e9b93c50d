import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { gatewayChannel } from "../support/cable-socket.mjs";
import { startWireroom } from "../support/wireroom.mjs";
import { framesSoFar, isData, openGateway, sendSms, welcomed } from "./fence.mjs";

const recipient = "+12025550123";

let wireroom;
before(async () => (wireroom = await startWireroom()));
after(() => wireroom.stop());

const sendVia = (deviceId, text) => wireroom.account.sendAccepted(recipient, text, { gateway_id: deviceId });
const isOnline = async (deviceId) =>
  (
    await wireroom.rows(
      "SELECT online FROM gateways WHERE account_id = ? AND device_id = ?",
      wireroom.account.id,
      deviceId,
    )
  )[0].online === 1;
const presence = (deviceId, online) =>
  wireroom.eventually(async () => (await isOnline(deviceId)) === online, {
    what: `${deviceId} is ${online ? "online" : "offline"} in D1`,
  });

test("unsubscribing takes the gateway offline without a frame, and messages wait for its return", async () => {
  const socket = await openGateway(wireroom, "leaver");
  await socket.subscribe();
  await presence("leaver", true);
  socket.send({ command: "unsubscribe", identifier: gatewayChannel });
  assert.deepEqual(await framesSoFar(socket), []);
  await presence("leaver", false);
  const id = await sendVia("leaver", "waits");
  assert.deepEqual(await framesSoFar(socket), []);
  assert.equal((await wireroom.account.status(id)).status, "pending");
  await socket.subscribe();
  assert.deepEqual(await socket.next(), sendSms(gatewayChannel, id, recipient, "waits"));
  await presence("leaver", true);
  socket.close();
});

for (const [how, end] of [
  ["closes", (socket) => socket.ws.close()],
  ["is torn off", (socket) => socket.close()],
]) {
  test(`a gateway whose only socket ${how} is offline, and messages wait`, async () => {
    const device = `socket ${how}`;
    const socket = await openGateway(wireroom, device);
    await socket.subscribe();
    await presence(device, true);
    end(socket);
    await presence(device, false);
    assert.equal((await wireroom.account.status(await sendVia(device, "waits"))).status, "pending");
  });
}

test("of two sockets the one that subscribed last gets the frame, and the older takes over when it closes", async () => {
  const older = await openGateway(wireroom, "two sockets");
  const newer = await welcomed(wireroom, { key: older.key });
  // The newest connection is not the newest subscription.
  await newer.subscribe();
  await older.subscribe();
  const first = await sendVia("two sockets", "to the last subscribed");
  assert.deepEqual(await older.next(), sendSms(gatewayChannel, first, recipient, "to the last subscribed"));
  assert.deepEqual(await framesSoFar(newer), []);
  older.ws.close();
  await older.closed();
  const second = await sendVia("two sockets", "to the one that is left");
  assert.deepEqual(await newer.next(isData), sendSms(gatewayChannel, second, recipient, "to the one that is left"));
  // A listing makes the account's Dispatcher project everything to D1.
  assert.equal((await wireroom.account.received()).status, 200);
  assert.ok(await isOnline("two sockets"));
  newer.close();
  await presence("two sockets", false);
});

test("a socket that only connects takes nothing from the subscribed one", async () => {
  const subscribed = await openGateway(wireroom, "mere connection");
  await subscribed.subscribe();
  const idle = await welcomed(wireroom, { key: subscribed.key });
  const id = await sendVia("mere connection", "to the subscribed");
  assert.deepEqual(await subscribed.next(), sendSms(gatewayChannel, id, recipient, "to the subscribed"));
  assert.deepEqual(await framesSoFar(idle), []);
  idle.close();
  subscribed.close();
});

test("subscriptions, their identifiers and their order survive eviction", async () => {
  const identifier = '{"label": "ü", "channel": "GatewayChannel"}';
  const older = await openGateway(wireroom, "evicted");
  await older.subscribe();
  const newer = await welcomed(wireroom, { key: older.key });
  await newer.subscribe(identifier);
  await wireroom.evict(wireroom.account, await wireroom.account.gatewayId("evicted"));
  const id = await sendVia("evicted", "after eviction");
  assert.deepEqual(await newer.next(), sendSms(identifier, id, recipient, "after eviction"));
  newer.perform({ action: "delivery_report", message_id: id, status: "delivered" }, identifier);
  await wireroom.account.reaches(id, "delivered");
  assert.deepEqual(await framesSoFar(older), []);
  older.close();
  newer.close();
});

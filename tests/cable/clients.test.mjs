import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { createCable } from "@anycable/core";
import WebSocket from "ws";
import { cableUrl } from "../phone-simulator/cable-client.mjs";
import { startWireroom } from "../support/wireroom.mjs";

const recipient = "+12025550123";
const wholeSecond = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/;

let wireroom;
before(async () => (wireroom = await startWireroom()));
after(() => wireroom.stop());

/** Asserts the end of every client's journey: the API's answer and the row in D1 agree on the delivery. */
async function assertDelivered(messageId, deviceId) {
  const { sent_at, delivered_at, ...rest } = await wireroom.account.reaches(messageId, "delivered");
  assert.deepEqual(rest, { message_id: messageId, status: "delivered", failed_at: null, error_message: null });
  assert.match(sent_at, wholeSecond);
  assert.match(delivered_at, wholeSecond);
  const { sent_at_ms, delivered_at_ms, created_at_ms, updated_at_ms, version, record, ...row } =
    await wireroom.account.projected(messageId, "delivered");
  assert.deepEqual(row, {
    account_id: wireroom.account.id,
    id: messageId,
    client_id: null,
    gateway_id: await wireroom.account.gatewayId(deviceId),
    state: "delivered",
    failed_at_ms: null,
    error: null,
    retry_count: 0,
  });
  assert.ok(created_at_ms <= sent_at_ms && sent_at_ms <= delivered_at_ms && delivered_at_ms <= updated_at_ms);
  assert.ok(version > 0);
  assert.equal(`${new Date(sent_at_ms).toISOString().slice(0, 19)}Z`, sent_at);
  assert.equal(`${new Date(delivered_at_ms).toISOString().slice(0, 19)}Z`, delivered_at);
  assert.deepEqual(
    JSON.parse(record).timeline.map(({ event }) => event),
    ["accepted", "leased", "sent", "delivered"],
  );
}

test("@rails/actioncable completes a journey: register, subscribe, send, frame, sent, delivered, status, row", async () => {
  const phone = await wireroom.phone({ deviceId: "rails" });
  const command = phone.next("command");
  const id = await wireroom.account.sendAccepted(recipient, "Hello, Rails", { gateway_id: "rails" });
  assert.deepEqual(await command, { action: "send_sms", message_id: id, recipient, message: "Hello, Rails" });
  await assertDelivered(id, "rails");
  assert.deepEqual(phone.onAir, [{ message_id: id, recipient, message: "Hello, Rails" }]);
  phone.stop();
});

test("@anycable/core completes a journey: register, subscribe, send, frame, sent, delivered, status, row", async () => {
  const { api_key: key } = await wireroom.register("anycable");
  const cable = createCable(cableUrl(wireroom.url, key), { websocketImplementation: WebSocket });
  const channel = cable.subscribeTo("GatewayChannel");
  const message = new Promise((resolve) => channel.on("message", resolve));
  await channel.ensureSubscribed();
  const id = await wireroom.account.sendAccepted(recipient, "Hello, AnyCable", { gateway_id: "anycable" });
  assert.deepEqual(await message, { action: "send_sms", message_id: id, recipient, message: "Hello, AnyCable" });
  await channel.perform("delivery_report", { message_id: id, status: "sent" });
  await channel.perform("delivery_report", { message_id: id, status: "delivered" });
  await assertDelivered(id, "anycable");
  await channel.perform("message_received", {
    sender: "+12025550199",
    message: "from AnyCable",
    timestamp: "2025-10-19T10:30:00Z",
  });
  const inbound = await wireroom.eventually(async () =>
    (await wireroom.account.received("?limit=100")).body.messages.find((it) => it.message === "from AnyCable"),
  );
  assert.deepEqual(
    { ...inbound, message_id: undefined },
    {
      message_id: undefined,
      from: "+12025550199",
      message: "from AnyCable",
      received_at: "2025-10-19T10:30:00Z",
    },
  );
  cable.disconnect();
});

test("@anycable/core sees that its key is refused and does not reconnect", async () => {
  const cable = createCable(cableUrl(wireroom.url, "gw_live_wrong"), { websocketImplementation: WebSocket });
  const closed = new Promise((resolve) => cable.on("close", resolve));
  await assert.rejects(cable.connect());
  assert.equal((await closed).reason, "unauthorized");
  assert.equal(cable.state, "closed");
});

test("@rails/actioncable reconnects after its socket was dropped, and waiting messages arrive", async () => {
  const phone = await wireroom.phone({ deviceId: "dropped" });
  const disconnected = phone.next("disconnected");
  const connected = phone.next("connected", { timeoutMs: 30_000 });
  phone.loseConnection();
  assert.equal((await disconnected).willAttemptReconnect, true);
  const id = await wireroom.account.sendAccepted(recipient, "while away", { gateway_id: "dropped" });
  assert.deepEqual(await connected, { reconnected: true });
  await assertDelivered(id, "dropped");
  assert.equal(phone.onAir.length, 1);
  phone.stop();
});

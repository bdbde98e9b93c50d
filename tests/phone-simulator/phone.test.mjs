import assert from "node:assert/strict";
import { afterEach, beforeEach, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { FakeCable } from "./fake-cable.mjs";
import { PhoneMemory } from "./memory.mjs";
import { Phone } from "./phone.mjs";

const prompt = { delaySentMs: 1, delayDeliveredMs: 5 };
let server;
let phones;

beforeEach(async () => {
  server = await FakeCable.listen();
  phones = [];
});

afterEach(async () => {
  for (const phone of phones) phone.stop();
  await server.close();
});

async function startPhone(options = {}) {
  const phone = new Phone({ url: server.origin, ...prompt, ...options });
  phones.push(phone);
  await phone.start();
  return phone;
}

const untilReported = (phone, messageId, status) =>
  phone.next("reported", { where: (report) => report.message_id === messageId && report.status === status });

async function deliver(phone, messageId) {
  const delivered = untilReported(phone, messageId, "delivered");
  server.sendSms(messageId);
  await delivered;
  await sleep(10);
}

test("a phone registers with its token, connects, sends, and reports sent and delivered", async () => {
  const phone = await startPhone({ registrationToken: "reg_live_x" });
  await deliver(phone, "msg_1");
  assert.deepEqual(server.registrations, ["Bearer reg_live_x"]);
  assert.deepEqual(server.reports(), [
    ["msg_1", "sent"],
    ["msg_1", "delivered"],
  ]);
  assert.deepEqual(phone.onAir, [{ message_id: "msg_1", recipient: "+12025550123", message: "hello" }]);
});

test("a repeated command is reported again and not sent again", async () => {
  const phone = await startPhone();
  await deliver(phone, "msg_1");
  const again = untilReported(phone, "msg_1", "delivered");
  server.sendSms("msg_1");
  await again;
  assert.equal(phone.onAir.length, 1);
});

test("a phone restarted with its memory keeps its key and does not send twice", async () => {
  const memory = new PhoneMemory();
  const first = await startPhone({ memory, dieAfterSend: 1 });
  const died = first.next("died");
  server.sendSms("msg_1");
  assert.deepEqual(await died, { message_id: "msg_1" });
  assert.deepEqual(server.reports(), []);
  const second = await startPhone({ memory });
  const reported = untilReported(second, "msg_1", "sent");
  server.sendSms("msg_1");
  await reported;
  assert.equal(first.onAir.length + second.onAir.length, 1);
  assert.equal(server.registrations.length, 1);
});

test("a phone that died before sending sends after its restart", async () => {
  const memory = new PhoneMemory();
  const first = await startPhone({ memory, dieBeforeSend: 1 });
  const died = first.next("died");
  server.sendSms("msg_1");
  await died;
  const second = await startPhone({ memory });
  await deliver(second, "msg_1");
  assert.equal(first.onAir.length, 0);
  assert.equal(second.onAir.length, 1);
});

test("the phone produces failures, duplicate reports and reordered reports on request", async () => {
  const failing = await startPhone({ failureRate: 1, apiKey: "gw_live_fake" });
  const failed = untilReported(failing, "msg_1", "failed");
  server.sendSms("msg_1");
  assert.equal((await failed).error_message, "simulated radio failure");
  failing.stop();
  const odd = await startPhone({ duplicateRate: 1, reorderRate: 1, apiKey: "gw_live_fake" });
  const sent = untilReported(odd, "msg_2", "sent");
  server.sendSms("msg_2");
  await sent;
  await sleep(20);
  assert.deepEqual(
    server
      .reports()
      .filter(([id]) => id === "msg_2")
      .map(([, status]) => status),
    ["delivered", "delivered", "sent", "sent"],
  );
});

test("the same seed loses the same reports", async () => {
  const lost = async () => {
    const phone = await startPhone({ dropRate: 0.5, seed: 7, apiKey: "gw_live_fake" });
    const dropped = [];
    phone.on("dropped", (report) => dropped.push(report));
    for (let index = 0; index < 20; index += 1) server.sendSms(`msg_${index}`);
    await sleep(200);
    phone.stop();
    return dropped.map(({ message_id, status }) => `${message_id} ${status}`).sort();
  };
  const first = await lost();
  assert.ok(first.length > 5 && first.length < 35, String(first.length));
  assert.deepEqual(await lost(), first);
});

test("inbound SMS and heartbeats reach the server, and a refused key ends the attempt", async () => {
  const phone = await startPhone();
  phone.receiveSms("+15550001111", "hi", "2026-01-01T06:00:00Z");
  phone.heartbeat({ battery_level: 3 });
  await sleep(20);
  assert.deepEqual(server.performed, [
    { action: "message_received", sender: "+15550001111", message: "hi", timestamp: "2026-01-01T06:00:00Z" },
    { action: "heartbeat", battery_level: 3, signal_strength: 4, messages_in_queue: 0 },
  ]);
  await assert.rejects(startPhone({ apiKey: "gw_live_unknown" }), /unauthorized/);
});

test("reports that are due while the connection is lost are sent after reconnecting", async () => {
  const phone = await startPhone({ delaySentMs: 100, delayDeliveredMs: 100 });
  const command = phone.next("command");
  server.sendSms("msg_1");
  await command;
  const disconnected = phone.next("disconnected");
  phone.loseConnection();
  await disconnected;
  await sleep(300);
  assert.deepEqual(server.reports(), []);
  const delivered = untilReported(phone, "msg_1", "delivered");
  phone.reconnect();
  await delivered;
  await sleep(10);
  assert.deepEqual(server.reports(), [
    ["msg_1", "sent"],
    ["msg_1", "delivered"],
  ]);
});

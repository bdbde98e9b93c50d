import assert from "node:assert/strict";
import { afterEach, beforeEach, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { decrypt } from "./encryption.mjs";
import { eventually } from "../../support/wireroom.mjs";
import { EventParser } from "./event-stream.mjs";
import { FakeServer } from "./fake-server.mjs";
import { DeviceMemory } from "./memory.mjs";
import { advance, aggregate, appTimestamp, takeOver } from "./message.mjs";
import { SmsGatePhone } from "./phone.mjs";
import { respond } from "../../support/scripted-server.mjs";

const prompt = {
  delayPickMs: 0,
  delaySentMs: 1,
  delayDeliveredMs: 1,
  reportRetryMs: 5,
  iterations: 100,
  reconnectDelayMs: () => 5,
};
let server;
let phones;

beforeEach(async () => {
  server = await FakeServer.listen();
  phones = [];
});

afterEach(async () => {
  for (const phone of phones) phone.die();
  await server.close();
});

function phone(options = {}) {
  const one = new SmsGatePhone({ url: server.origin, ...prompt, ...options });
  phones.push(one);
  return one;
}

const started = (options) => phone(options).start();
const reported = (one, id, state) => one.next("reported", { where: (item) => item.id === id && item.state === state });

/** Enqueues a message and waits until it is reported in this state. */
async function live(one, item, state) {
  const done = reported(one, item.id, state);
  server.enqueue(item);
  return done;
}

const statesOf = (id) => server.patches.filter((item) => item.id === id).map(({ state }) => state);

test("a phone starts like the app: address, registration, stream, fetch, webhooks and settings", async () => {
  await started({ register: { privateToken: "private" }, pushToken: undefined, version: "1.75.0" });
  const calls = server.calls.map(({ method, path, authorization }) => `${method} ${path} ${authorization ?? "-"}`);
  assert.deepEqual(calls.slice(0, 2), ["GET /device -", "POST /device Bearer private"]);
  assert.deepEqual(
    calls.slice(2).sort(),
    ["GET /events", "GET /message", "GET /settings", "GET /webhooks"].map((call) => `${call} Bearer token-1`),
  );
  assert.ok(server.calls.every(({ userAgent }) => userAgent === "me.capcom.smsgateway/1.75.0"));
});

test("a phone can register in each of the four ways", async () => {
  for (const [register, expected] of [
    [undefined, undefined],
    [{ privateToken: "private" }, "Bearer private"],
    [{ code: "abc234" }, "Code abc234"],
    [{ login: "ABCDEF", password: "pass" }, `Basic ${Buffer.from("ABCDEF:pass").toString("base64")}`],
  ]) {
    await started({ register });
    assert.equal(server.at("POST", "/device").at(-1).authorization, expected);
  }
});

test("a restarted phone identifies itself, and registers again in its account after a refusal", async () => {
  const memory = new DeviceMemory();
  (await started({ memory })).die();
  (await started({ memory })).die();
  assert.deepEqual(
    server.at("PATCH", "/device").map(({ json }) => json),
    [{ id: "device-1", pushToken: "" }],
  );
  server.token = "revoked";
  const again = await started({ memory });
  assert.equal(again.id, "device-2");
  assert.equal(
    server.at("POST", "/device").at(-1).authorization,
    `Basic ${Buffer.from("ABCDEF:secretpassword").toString("base64")}`,
  );
  assert.equal(again.session.password, "secretpassword");
});

test("a transient server error makes no phone register again", async () => {
  const memory = new DeviceMemory();
  (await started({ memory })).die();
  server.next("PATCH /device", respond(503));
  await assert.rejects(started({ memory }), /503/);
  assert.equal(server.at("POST", "/device").length, 1);
});

test("a message is fetched on its event, sent, and reported processed, sent and delivered with separate timestamps", async () => {
  const one = await started();
  const item = await live(one, { id: "m1", phoneNumbers: ["+12025550123", "+12025550124"] }, "Delivered");
  assert.deepEqual(Object.keys(item.states), ["Pending", "Processed", "Sent", "Delivered"]);
  for (const at of Object.values(item.states)) assert.match(at, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+03:00$/);
  assert.deepEqual(
    item.recipients,
    ["+12025550123", "+12025550124"].map((phoneNumber) => ({ phoneNumber, state: "Delivered", error: null })),
  );
  assert.deepEqual(
    one.onAir.map(({ recipient, message }) => [recipient, message]),
    [
      ["+12025550123", "hello"],
      ["+12025550124", "hello"],
    ],
  );
  assert.equal(statesOf("m1").at(-1), "Delivered");
});

test("recipients that are not numbers are echoed unchanged", async () => {
  const one = await started();
  const phoneNumbers = ["$aes-256-cbc/pbkdf2-sha1$i=75000$c2FsdA==$Y2lwaGVy", "*123#", "4321"];
  const item = await live(one, { id: "m1", phoneNumbers, isEncrypted: true }, "Delivered");
  assert.deepEqual(
    item.recipients.map(({ phoneNumber }) => phoneNumber),
    phoneNumbers,
  );
});

test("a repeated message is reported again, even before it is begun, and not sent again", async () => {
  const one = await started({ delayPickMs: 50 });
  const done = reported(one, "m1", "Delivered");
  const pending = reported(one, "m1", "Pending");
  server.enqueue({ id: "m1" });
  for (let pull = 0; pull < 3; pull += 1) await one.pull();
  await pending;
  await done;
  const again = reported(one, "m1", "Delivered");
  server.enqueue({ id: "m1" });
  await again;
  await sleep(80);
  assert.equal(one.onAir.length, 1);
});

test("a restarted phone sends messages that it had stored and not begun to send", async () => {
  const memory = new DeviceMemory();
  const first = await started({ memory, delayPickMs: 1e6 });
  const message = first.next("message");
  server.enqueue({ id: "m1" });
  await message;
  first.die();
  server.messages = [];
  const second = phone({ memory });
  const done = reported(second, "m1", "Delivered");
  await second.start();
  await done;
  assert.deepEqual([first.onAir.length, second.onAir.length], [0, 1]);
});

test("a message without a delivery report does not wait for one, and failures are reported with their reason", async () => {
  const one = await started({ failsFor: ["+12025550199"] });
  await live(one, { id: "m1", withDeliveryReport: false }, "Sent");
  const failed = await live(one, { id: "m2", phoneNumbers: ["+12025550199"] }, "Failed");
  assert.equal(failed.recipients[0].error, "simulated radio failure");
  const mixed = await live(
    one,
    { id: "m3", phoneNumbers: ["+12025550123", "+12025550199"], withDeliveryReport: false },
    "Sent",
  );
  assert.deepEqual(
    mixed.recipients.map(({ state }) => state),
    ["Sent", "Failed"],
  );
  assert.deepEqual(
    one.onAir.map(({ message_id, recipient }) => [message_id, recipient]),
    [
      ["m1", "+12025550123"],
      ["m3", "+12025550123"],
    ],
  );
});

test("a scheduled message waits on the phone, and an expired one is not sent", async () => {
  const one = await started();
  const scheduleAt = new Date(Date.now() + 100).toISOString();
  const item = await live(one, { id: "m1", scheduleAt }, "Delivered");
  assert.ok(Date.parse(item.states.Processed) >= Date.parse(scheduleAt) - 1);
  const expired = await live(one, { id: "m2", validUntil: new Date(Date.now() - 1).toISOString() }, "Failed");
  assert.equal(expired.recipients[0].error, "TTL expired");
  assert.equal(one.onAir.length, 1);
});

test("cancelling stops pending recipients, of known and unknown messages, and reports the states of the others", async () => {
  const one = await started({ delayPickMs: 60 });
  const message = one.next("message");
  server.enqueue({ id: "known" });
  await message;
  const cancelled = reported(one, "known", "Cancelled");
  server.tell("MessageCancelled", { messageId: "known" });
  await cancelled;
  await sleep(80);
  const unknown = reported(one, "unknown", "Cancelled");
  server.messages.push({ id: "unknown", phoneNumbers: ["+1"], state: "Cancelling" });
  server.tell("MessageCancelled", { messageId: "unknown" });
  await unknown;
  one.behave({ delayPickMs: 0 });
  await live(one, { id: "late" }, "Delivered");
  const late = reported(one, "late", "Delivered");
  server.tell("MessageCancelled", { messageId: "late" });
  await late;
  assert.deepEqual(
    one.onAir.map(({ message_id }) => message_id),
    ["late"],
  );
});

test("a failed report is retried with growing delays, and finally given up", async () => {
  const one = await started({ reportAttempts: 3, delaySentMs: 1e6 });
  const failures = [];
  one.on("reportFailed", ({ attempts }) => failures.push(attempts));
  server.next("PATCH /message", respond(500), respond(502), respond(503));
  const gaveUp = one.next("gaveUp");
  server.enqueue({ id: "m1" });
  assert.equal((await gaveUp).item.id, "m1");
  assert.deepEqual([failures, server.at("PATCH", "/message").length], [[1, 2], 3]);
  server.next("PATCH /message", respond(500), respond(500));
  await live(one, { id: "m2" }, "Processed");
  assert.deepEqual(statesOf("m2"), ["Processed"]);
});

test("the phone produces lost, duplicate and late reports on request", async () => {
  const losing = await started({ dropRate: 1 });
  const dropped = losing.next("dropped", { where: ({ state }) => state === "Delivered" });
  server.enqueue({ id: "m1" });
  await dropped;
  assert.deepEqual(statesOf("m1"), []);
  losing.die();
  server.messages = [];
  const odd = await started({ duplicateRate: 1, reorderRate: 1 });
  await live(odd, { id: "m2", withDeliveryReport: false }, "Sent");
  assert.deepEqual(statesOf("m2").slice(-3), ["Sent", "Sent", "Processed"]);
});

test("a phone that died while sending a message sends it exactly once in total", async () => {
  for (const [option, before, after] of [
    ["dieBeforeSend", 0, 1],
    ["dieAfterSend", 1, 0],
  ]) {
    const memory = new DeviceMemory();
    server.messages = [];
    const first = await started({ memory, [option]: 1, channel: "POLL" });
    const died = first.next("died");
    server.enqueue({ id: option, withDeliveryReport: false });
    first.pull().catch(() => {});
    assert.deepEqual(await died, { message_id: option });
    const second = phone({ memory });
    const done = reported(second, option, "Sent");
    await second.start();
    await done;
    assert.deepEqual([first.onAir.length, second.onAir.length], [before, after], option);
  }
});

test("a silent phone fetches and reports nothing", async () => {
  const one = await started({ silent: true });
  const message = one.next("message");
  server.enqueue({ id: "m1" });
  await message;
  await one.pull();
  await sleep(150);
  assert.deepEqual([server.patches, one.onAir], [[], []]);
});

test("the stream is reopened automatically, and the fetch after it gets missed messages", async () => {
  const one = await started();
  const lost = one.next("streamLost");
  server.dropStreams();
  await lost;
  server.messages.push({ id: "missed", phoneNumbers: ["+12025550123"], textMessage: { text: "hi" }, state: "Pending" });
  const opened = one.next("streamOpen");
  await reported(one, "missed", "Delivered");
  assert.equal((await opened).reopened, true);
});

test("a phone whose stream is refused as unknown registers again and reopens the stream", async () => {
  const one = await started();
  const registered = one.next("registered");
  const opened = one.next("streamOpen");
  server.token = "revoked";
  server.dropStreams();
  assert.equal((await registered).id, "device-2");
  await opened;
});

test("the app waits 5 s before it reconnects, 30 s after five failures and 60 s after ten", async () => {
  const { defaultBehavior } = await import("./behavior.mjs");
  assert.deepEqual(
    [1, 5, 6, 10, 11, 100].map(defaultBehavior.reconnectDelayMs),
    [5_000, 5_000, 30_000, 30_000, 60_000, 60_000],
  );
});

test("each event has the same effect as in the app; one without a name is a message, an unknown one is recorded", async () => {
  const one = await started();
  server.webhooks = [{ id: "w", url: "https://example.com", event: "sms:sent", deviceId: null }];
  server.settings = { messages: { processing_order: "FIFO" } };
  const [webhooks, settings] = [one.next("webhooks"), one.next("settings")];
  server.tell("WebhooksUpdated");
  server.tell("SettingsUpdated");
  assert.deepEqual([await webhooks, await settings], [server.webhooks, server.settings]);
  const pulled = one.next("pulled");
  server.write("data: null\n\n");
  await pulled;
  assert.equal(server.calls.at(-1).path, "/message?order=fifo");
  const unknown = one.next("unknownEvent");
  server.tell("Novelty", { a: "b" });
  assert.deepEqual(await unknown, { type: "Novelty", data: { a: "b" } });
});

test("a phone with a push token opens a stream only if configured to, and a push has the effect of an event", async () => {
  const one = await started({ pushToken: "fcm" });
  assert.equal(server.streams.size, 0);
  assert.equal(server.at("POST", "/device")[0].json.pushToken, "fcm");
  server.messages.push({ id: "m1", phoneNumbers: ["+12025550123"], textMessage: { text: "hi" }, state: "Pending" });
  const done = reported(one, "m1", "Delivered");
  one.push({ event: "MessageEnqueued", data: "null" });
  await done;
  await started({ pushToken: "fcm", channel: "SSE_ONLY" });
  assert.equal(server.streams.size, 1);
});

test("only sse, and auto without a push token, open a stream; fcm and poll never do", async () => {
  for (const [options, streams] of [
    [{}, 1],
    [{ channel: "AUTO", pushToken: "fcm" }, 0],
    [{ channel: "FCM", pushToken: "fcm" }, 0],
    [{ channel: "FCM" }, 0],
    [{ channel: "POLL" }, 0],
    [{ channel: "SSE_ONLY", pushToken: "fcm" }, 1],
    [{ channel: "SSE_ONLY" }, 1],
  ]) {
    const one = await started(options);
    assert.equal(server.streams.size, streams, JSON.stringify(options));
    one.die();
    server.dropStreams();
    await eventually(() => server.streams.size === 0, { what: "the stream is gone" });
  }
});

test("settings survive a restart, a changed channel takes effect at the next start, and the app asks for a restart", async () => {
  const memory = new DeviceMemory();
  server.settings = { gateway: { notification_channel: "SSE_ONLY" }, messages: { processing_order: "FIFO" } };
  const first = phone({ memory, pushToken: "fcm" });
  const asked = first.next("restartNeeded");
  await first.start();
  assert.deepEqual((await asked).settings, server.settings);
  assert.equal(server.streams.size, 0);
  first.die();
  const asksAgain = [];
  const second = phone({ memory, pushToken: "fcm" });
  second.on("restartNeeded", (event) => asksAgain.push(event));
  await second.start();
  assert.deepEqual([server.streams.size, asksAgain], [1, []]);
  assert.ok(server.calls.some(({ path }) => path === "/message?order=fifo"));
  // Null selects the app's own default.
  server.settings = { gateway: { notification_channel: null } };
  const fetched = second.next("settings");
  server.tell("SettingsUpdated");
  await fetched;
  assert.equal(second.channel, "AUTO");
});

test("the owner's choice in the app lasts until the server overrides it", async () => {
  const memory = new DeviceMemory();
  const one = await started({ memory, channel: "SSE_ONLY", pushToken: "fcm" });
  assert.deepEqual([server.streams.size, one.channel], [1, "SSE_ONLY"]);
  one.die();
  server.settings = { gateway: { notification_channel: "AUTO" } };
  const again = await started({ memory, pushToken: "fcm" });
  assert.equal(again.channel, "AUTO");
});

test("the phone fetches at the app's cadence, which can be accelerated, and reports a new push token", async () => {
  const { defaultBehavior } = await import("./behavior.mjs");
  assert.equal(defaultBehavior.pullEveryMs, 15 * 60_000);
  const one = await started({ channel: "FCM", pushToken: "fcm", speed: (15 * 60_000) / 20 });
  for (let pull = 0; pull < 3; pull += 1) await one.next("pulled");
  await one.renewPushToken("another");
  assert.equal(server.at("PATCH", "/device").at(-1).json.pushToken, "another");
});

test("inbound SMS are uploaded encrypted, and exported again on the server's request", async () => {
  const one = await started();
  await one.receive({ sender: "+12025550177", text: "hello phone", simNumber: 2 });
  const [item] = server.at("POST", "/inbox")[0].json;
  assert.deepEqual([item.type, item.simNumber, item.isEncrypted], ["SMS", 2, true]);
  assert.equal(await decrypt(item.sender, "the simulated phone's passphrase"), "+12025550177");
  assert.equal(await decrypt(item.content, "the simulated phone's passphrase"), "hello phone");
  await one.receive({
    sender: "+12025550177",
    text: "mms",
    type: "MMS",
    attachments: [{ partId: 7, contentType: "image/png", name: "a.png", data: Buffer.from("png") }],
  });
  const hour = 3_600_000;
  for (const atMs of [Date.now() - 2 * hour, Date.now() + 2 * hour])
    await one.receive({ sender: "+1", text: "another time", type: "MMS", atMs });
  const uploaded = one.next("uploaded");
  const range = { since: new Date(Date.now() - hour).toISOString(), until: new Date(Date.now() + hour).toISOString() };
  server.tell("MessagesExportRequested", {
    ...range,
    messageTypes: "MMS",
    webhookDelivery: "Disabled",
    triggerWebhooks: "false",
  });
  await uploaded;
  const [exported, ...none] = server.at("POST", "/inbox").at(-1).json;
  assert.deepEqual(
    [exported.type, exported.attachments, none],
    ["MMS", [{ partId: 7, contentType: "image/png", name: "a.png", size: 3, data: "cG5n" }], []],
  );
});

test("a stream is parsed in any chunking", () => {
  const text = ':keepalive\n\nevent: A\r\ndata: {"x":\r\ndata: "y"}\r\n\r\ndata: null\n\nevent: B\n\n';
  for (const size of [1, 2, 3, 7, text.length]) {
    const [events, comments] = [[], []];
    const parser = new EventParser(
      (event) => events.push(event),
      (comment) => comments.push(comment),
    );
    for (let start = 0; start < text.length; start += size) parser.take(text.slice(start, start + size));
    assert.deepEqual(events, [
      { type: "A", data: '{"x":\n"y"}' },
      { type: undefined, data: "null" },
      { type: "B", data: "" },
    ]);
    assert.deepEqual(comments, ["keepalive"]);
  }
});

test("a message's state is derived from its recipients' states as the contract says", () => {
  for (const [states, expected] of [
    [["Pending", "Delivered"], "Pending"],
    [["Cancelled", "Processed"], "Cancelled"],
    [["Cancelling", "Cancelled"], "Cancelling"],
    [["Processed", "Sent"], "Processed"],
    [["Failed", "Failed"], "Failed"],
    [["Delivered", "Delivered"], "Delivered"],
    [["Failed", "Delivered"], "Sent"],
    [["Sent", "Delivered"], "Sent"],
    [["Cancelling", "Pending"], "Pending"],
  ])
    assert.equal(aggregate(states), expected, states.join());
});

test("the time of a state is its first time, whatever is reported later", () => {
  const message = takeOver({ id: "m", phoneNumbers: ["1", "2"] }, 1);
  advance(message, "Sent", 5);
  advance(message, "Failed", 6, { chosen: ({ phoneNumber }) => phoneNumber === "2" });
  assert.deepEqual(message.states, { Pending: 1, Sent: 5 });
});

test("the app's timestamps denote the same instant", () => {
  assert.equal(appTimestamp(Date.UTC(2026, 0, 1, 22, 30)), "2026-01-02T01:30:00.000+03:00");
});

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { isoFromNow } from "../../support/clock.mjs";
import { recipient, recipients, startSmsGate, text, User, userWithIdlePhone } from "../support/user.mjs";

let wireroom;
before(async () => (wireroom = await startSmsGate()));
after(() => wireroom.stop());

const inSecs = (secs) => isoFromNow(secs * 1000);
const idle = () => userWithIdlePhone(wireroom);

test("a message goes to the phone by its stream and all that becomes of it comes back", async () => {
  const user = await User.create(wireroom);
  const sms = user.phone.next("sms");
  const { status, body, headers } = await user.send({ ...text("Hello") });
  assert.equal(status, 202);
  assert.equal(headers.get("location"), `/api/3rdparty/v1/message/${body.id}`);
  const { createdAt, states, ...rest } = body;
  assert.deepEqual(rest, {
    id: body.id, deviceId: user.phone.id, state: "Pending", isHashed: false, isEncrypted: false,
    recipients: [{ phoneNumber: recipient, state: "Pending", ...("error" in body.recipients[0] ? { error: null } : {}) }], textMessage: { text: "Hello" },
  });
  assert.deepEqual(states, { Pending: createdAt });
  assert.deepEqual(await sms, { message_id: body.id, recipient, message: "Hello" });
  const delivered = await user.reaches(body.id, "Delivered");
  assert.deepEqual(Object.keys(delivered.states).sort(), ["Delivered", "Pending", "Processed", "Sent"]);
  assert.deepEqual(delivered.recipients.map(({ phoneNumber, state }) => [phoneNumber, state]), [[recipient, "Delivered"]]);
});

test("an id that the server makes is an id that clients take", async () => {
  const user = await idle();
  const { id } = await user.accepted();
  assert.ok(id.length <= 36, id);
});

test("a hundred recipients are one message, in their order, and each is told of", async () => {
  const user = await User.create(wireroom);
  const phoneNumbers = recipients(100);
  const { id, ...sent } = await user.accepted({ phoneNumbers });
  assert.deepEqual(sent.recipients.map(({ phoneNumber }) => phoneNumber), phoneNumbers);
  const delivered = await user.reaches(id, "Delivered");
  assert.deepEqual(delivered.recipients.map(({ phoneNumber, state }) => [phoneNumber, state]), phoneNumbers.map((one) => [one, "Delivered"]));
  assert.deepEqual(user.phone.onAir.map((sms) => sms.recipient), phoneNumbers);
});

test("a mixed outcome is told recipient by recipient, and the whole is Sent", async () => {
  const phoneNumbers = recipients(5);
  const user = await User.create(wireroom, { failsFor: [phoneNumbers[1], phoneNumbers[3]] });
  const { id } = await user.accepted({ phoneNumbers });
  const settled = await user.reaches(id, "Sent", { where: (state) => state.recipients[0].state === "Delivered" });
  assert.deepEqual(settled.recipients.map(({ state }) => state), ["Delivered", "Failed", "Delivered", "Failed", "Delivered"]);
  assert.deepEqual(settled.recipients.map(({ error }) => error ?? null), [null, "simulated radio failure", null, "simulated radio failure", null]);
});

test("a message that fails for everybody is Failed", async () => {
  const user = await User.create(wireroom, { failureRate: 1 });
  const { id } = await user.accepted({ phoneNumbers: recipients(2) });
  await user.reaches(id, "Failed");
});

test("numbers are normalised, and taken as they are where that is asked for", async () => {
  const user = await idle();
  const { body } = await user.send({ phoneNumbers: ["+7 (999) 123-45-67"] });
  assert.equal(body.recipients[0].phoneNumber, "+79991234567");
  const literal = await user.send({ phoneNumbers: ["4321", "*123#", "+7 (999) 123-45-67"] }, "?skipPhoneValidation=true");
  assert.deepEqual(literal.body.recipients.map(({ phoneNumber }) => phoneNumber), ["4321", "*123#", "+7 (999) 123-45-67"]);
});

test("the phone gets every option as it was given", async () => {
  const user = await idle();
  const scheduleAt = inSecs(60);
  const validUntil = inSecs(600);
  const { id } = await user.accepted({ id: "Mine-1", simNumber: 2, priority: 100, withDeliveryReport: false, scheduleAt, validUntil });
  assert.equal(id, "Mine-1");
  const [item] = await user.poll();
  const { createdAt, ttl, ...rest } = item;
  assert.deepEqual({ ...rest, scheduleAt: Date.parse(rest.scheduleAt), validUntil: Date.parse(rest.validUntil) }, {
    id, message: "hello", textMessage: { text: "hello" }, phoneNumbers: [recipient], simNumber: 2, withDeliveryReport: false,
    priority: 100, state: "Pending", scheduleAt: Date.parse(scheduleAt), validUntil: Date.parse(validUntil),
    ...("isEncrypted" in rest ? { isEncrypted: false } : {}),
  });
  assert.ok(ttl > 590 && ttl <= 600, String(ttl));
  assert.ok(createdAt);
});

test("the deprecated text, data and multimedia messages are passed on, each in its own field", async () => {
  const user = await idle();
  await user.accepted({ textMessage: undefined, message: "old" });
  await user.accepted({ textMessage: undefined, dataMessage: { data: "aGVsbG8=", port: 53_739 } });
  const mmsMessage = { subject: "Subject", text: "text", attachments: [{ contentType: "image/png", name: "a.png", data: "cG5n" }] };
  const mms = await user.accepted({ textMessage: undefined, mmsMessage });
  assert.deepEqual(mms.mmsMessage, mmsMessage);
  const items = await user.poll({ query: "?order=fifo" });
  assert.deepEqual(items[0].textMessage, { text: "old" });
  assert.deepEqual([items[1].dataMessage, items[1].textMessage, items[1].message], [{ data: "aGVsbG8=", port: 53_739 }, undefined, undefined]);
  assert.deepEqual(items[2].mmsMessage, mmsMessage);
  const older = await user.poll({ query: "?order=fifo", headers: { "user-agent": "me.capcom.smsgateway/1.73.2" } });
  assert.deepEqual(older.map(({ id }) => id), items.slice(0, 2).map(({ id }) => id));
});

test("a poll shows the unscheduled first, then the urgent, then the newest, or the oldest where that is asked for", async () => {
  const user = await idle();
  const ids = {};
  for (const [name, fields] of Object.entries({
    scheduledLater: { scheduleAt: inSecs(120) }, scheduledSooner: { scheduleAt: inSecs(60) }, first: {}, second: {}, urgent: { priority: 100 }, lazy: { priority: -1 },
  })) ids[(await user.accepted(fields)).id] = name;
  const order = async (query) => (await user.poll({ query })).map(({ id }) => ids[id]);
  assert.deepEqual(await order(""), ["urgent", "second", "first", "lazy", "scheduledSooner", "scheduledLater"]);
  assert.deepEqual(await order("?order=lifo"), ["urgent", "second", "first", "lazy", "scheduledSooner", "scheduledLater"]);
  assert.deepEqual(await order("?order=fifo"), ["urgent", "first", "second", "lazy", "scheduledSooner", "scheduledLater"]);
});

test("a poll shows a hundred at most and shows the next ones once those are taken", async () => {
  const user = await idle();
  const sent = new Set();
  for (let index = 0; index < 103; index += 1) sent.add((await user.accepted()).id);
  const first = await user.poll({ query: "?order=fifo" });
  assert.equal(first.length, 100);
  const items = first.map(({ id, phoneNumbers }) => ({ id, state: "Processed", recipients: [{ phoneNumber: phoneNumbers[0], state: "Processed" }], states: {} }));
  assert.equal((await user.device("PATCH", "/message", items)).status, 204);
  const rest = await user.poll();
  assert.equal(rest.length, 3);
  assert.deepEqual(new Set([...first, ...rest].map(({ id }) => id)), sent);
});

test("a Pending that a phone reports counts as Processed, for the message and its recipients", async () => {
  const user = await idle();
  const { id } = await user.accepted();
  const [item] = await user.poll();
  await user.report(item, "Pending");
  const state = await user.reaches(id, "Processed");
  assert.equal(state.recipients[0].state, "Processed");
  assert.deepEqual(await user.poll(), []);
});

test("the history keeps the phone's first time of each state and never loses one", async () => {
  const user = await idle();
  const { id, createdAt } = await user.accepted();
  const [item] = await user.poll();
  // Of the last minutes: times a day or more away from the server's are not taken over.
  const times = { Processed: inSecs(-180), Sent: inSecs(-120), Delivered: inSecs(-60) };
  for (const [state, at] of Object.entries(times)) await user.report(item, state, { at });
  await user.report(item, "Sent", { at: inSecs(-30) });
  const { states, state } = await user.reaches(id, "Delivered");
  assert.equal(state, "Delivered");
  const shown = Object.fromEntries(Object.entries(states).map(([name, at]) => [name, Date.parse(at)]));
  assert.deepEqual(shown, { Pending: Date.parse(createdAt), ...Object.fromEntries(Object.entries(times).map(([name, at]) => [name, Date.parse(at)])) });
});

test("what was delivered stays so, and a failure is corrected by better news", async () => {
  const user = await idle();
  const first = await user.accepted();
  const second = await user.accepted();
  const items = await user.poll({ query: "?order=fifo" });
  await user.report(items[0], "Delivered");
  for (const state of ["Failed", "Sent", "Processed", "Pending"]) await user.report(items[0], state);
  assert.equal((await user.state(first.id)).state, "Delivered");
  await user.report(items[1], "Failed", { error: "no signal" });
  await user.reaches(second.id, "Failed");
  await user.report(items[1], "Delivered");
  await user.reaches(second.id, "Delivered");
});

test("a report of what does not exist, or in unknown words, is taken and changes nothing", async () => {
  const user = await idle();
  const { id } = await user.accepted();
  const recipientsOf = (state) => [{ phoneNumber: recipient, state }];
  for (const item of [
    { id: "nothing", state: "Sent", recipients: recipientsOf("Sent"), states: {} },
    { id, state: "Teleported", recipients: recipientsOf("Teleported"), states: { Teleported: new Date().toISOString() } },
    { id, state: "Sent", recipients: [{ phoneNumber: "+70000000000", state: "Sent" }], states: {} },
  ]) assert.equal((await user.device("PATCH", "/message", [item])).status, 204);
  assert.equal((await user.state(id)).recipients[0].state, "Pending");
  for (const malformed of [{}, [{ id }], [{ id, state: "Sent", recipients: [], states: {} }], "x"]) {
    assert.equal((await user.device("PATCH", "/message", malformed)).status, 400, JSON.stringify(malformed));
  }
});

test("one report holds any number of messages, the unknown among them", async () => {
  const user = await idle();
  const ids = [];
  for (let index = 0; index < 5; index += 1) ids.push((await user.accepted()).id);
  await user.poll();
  const patch = [...ids, "unknown"].map((id) => ({ id, state: "Sent", recipients: [{ phoneNumber: recipient, state: "Sent" }], states: { Sent: new Date().toISOString() } }));
  assert.equal((await user.device("PATCH", "/message", patch)).status, 204);
  for (const id of ids) assert.equal((await user.state(id)).state, "Sent");
});

test("another phone's reports of a message change nothing", async () => {
  const [user, stranger] = [await idle(), await idle()];
  const { id } = await user.accepted();
  await stranger.report({ id, phoneNumbers: [recipient] }, "Delivered");
  assert.equal((await user.state(id)).state, "Pending");
});

test("a scheduled message is at the phone before its time, and sent at its time", async () => {
  const user = await User.create(wireroom);
  const message = user.phone.next("message");
  const scheduleAt = inSecs(2);
  const { id } = await user.accepted({ scheduleAt });
  assert.equal((await message).id, id);
  assert.ok(Date.now() < Date.parse(scheduleAt));
  await user.phone.next("sms");
  assert.ok(Date.now() >= Date.parse(scheduleAt) - 5);
  await user.reaches(id, "Delivered");
});

test("a message whose phone never came fails with `TTL expired`, and no poll shows it any more", async () => {
  const user = await idle();
  const acceptedAtMs = Date.now();
  const { id } = await user.accepted({ ttl: 5 });
  const failed = await user.reaches(id, "Failed", { timeoutMs: 15_000 });
  assert.ok(Date.now() - acceptedAtMs >= 4_900);
  assert.deepEqual(failed.recipients.map(({ state, error }) => [state, error]), [["Failed", "TTL expired"]]);
  assert.ok(failed.states.Failed);
  assert.deepEqual(await user.poll(), []);
});

test("an id is unique for a user, whatever the device, and free to another user", async () => {
  const [user, other] = [await idle(), await idle()];
  const second = await user.anotherPhone({ channel: "POLL" });
  await user.accepted({ id: "same", deviceId: user.phone.id });
  assert.equal((await user.send({ id: "same", deviceId: second.id })).status, 409);
  assert.equal((await other.send({ id: "same" })).status, 202);
});

test("of twins with one id that come at the same moment one is accepted", async () => {
  const user = await idle();
  const answers = await Promise.all(Array.from({ length: 8 }, () => user.send({ id: "twin" })));
  assert.deepEqual(answers.map(({ status }) => status).sort(), [202, 409, 409, 409, 409, 409, 409, 409]);
  assert.equal((await user.poll()).length, 1);
});

test("a named device is the one that gets it; no other sees it", async () => {
  const user = await idle();
  const second = await user.anotherPhone({ channel: "POLL" });
  for (const phone of [user.phone, second]) {
    const { id, deviceId } = await user.accepted({ deviceId: phone.id });
    assert.equal(deviceId, phone.id);
    assert.deepEqual((await user.poll({ phone })).map((item) => item.id), [id]);
  }
  assert.equal((await user.poll()).length, 1);
});

test("only devices seen in the last hours are chosen where that is asked for", async () => {
  const user = await idle();
  assert.equal((await user.send({}, "?deviceActiveWithin=1")).status, 202);
  for (const wrong of ["-1", "x"]) assert.equal((await user.send({}, `?deviceActiveWithin=${wrong}`)).status, 400, wrong);
  assert.equal((await user.send({}, "?deviceActiveWithin=0")).status, 202);
});

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { startSmsGate, User, userWithIdlePhone } from "../smsgate/support/user.mjs";
import { commandsOf, Tenant } from "./tenant.mjs";

const numbers = ["+12025550123", "+12025550124", "+12025550125"];

let wireroom;
before(async () => (wireroom = await startSmsGate({ vars: { PACING_SEGMENTS: "2", PACING_WINDOW_SECS: "3" } })));
after(() => wireroom.stop());

const show = async (account, id) =>
  (await wireroom.request("GET", `/api/v1/admin/messages/${id}`, { key: account.key })).body;
const idsOf = (commands) => commands.map(({ message_id }) => message_id);

test("a message to a list is answered with its recipients, each of which is sent and reported by its own id", async () => {
  const { account, ...tenant } = await created("list");
  const phone = await tenant.mutePhone("phone");
  const commands = commandsOf(phone);
  const { status, body } = await account.send({ to: numbers.slice(0, 2), message: "to two" });
  const stem = body.message_id.slice(0, -2);
  const ids = [`${stem}00`, `${stem}01`];
  assert.equal(status, 202);
  assert.deepEqual(body, {
    message_id: ids[0],
    recipients: ids.map((id, at) => ({ id, phone_number: numbers[at], status: "queued" })),
    status: "queued",
    success: true,
  });
  await wireroom.eventually(() => commands.length === 2);
  assert.deepEqual(
    commands.map(({ message_id, recipient }) => [message_id, recipient]).sort(),
    ids.map((id, at) => [id, numbers[at]]),
  );
  phone.report(ids[0], "delivered");
  const delivered = await wireroom.eventually(async () => {
    const { recipients } = await account.status(ids[0]);
    return recipients[0].status === "delivered" && recipients;
  });
  assert.deepEqual(delivered[1], {
    delivered_at: null,
    error_message: null,
    failed_at: null,
    id: ids[1],
    phone_number: numbers[1],
    sent_at: null,
    status: "queued",
  });
  await wireroom.evict(account);
  phone.report(ids[1], "delivered");
  await account.projected(ids[0], "delivered");
  const shown = await show(account, ids[0]);
  assert.deepEqual(
    [shown.recipients, shown.to.map((it) => [it.id, it.status])],
    [2, ids.map((id) => [id, "delivered"])],
  );
  phone.stop();
});

test("a list of one has its recipient in the answer, and a single number has none", async () => {
  const { account } = await created("one");
  const listed = await account.send({ to: [numbers[0]], message: "x" });
  assert.equal(listed.body.recipients.length, 1);
  assert.equal((await account.status(listed.body.message_id)).recipients, undefined);
  const single = await account.send({ to: numbers[0], message: "x" });
  assert.deepEqual(Object.keys(single.body), ["message_id", "status", "success"]);
});

test("a scheduled message has an ETA, waits through an eviction, and a repeated request is answered after its time", async () => {
  const { account, ...tenant } = await created("schedule");
  const phone = await tenant.phone("phone");
  const commands = commandsOf(phone);
  const atSecs = Math.ceil(Date.now() / 1_000) + 2;
  const fields = { to: numbers[0], message: "later", send_at: atSecs };
  const headers = { "idempotency-key": "scheduled" };
  const { status, body } = await account.send(fields, headers);
  assert.deepEqual([status, body.eta], [202, atSecs]);
  const now = await account.sendAccepted(numbers[0], "now");
  await wireroom.evict(account);
  await account.reaches(now, "delivered");
  assert.deepEqual(idsOf(commands), [now]);
  await account.reaches(body.message_id, "delivered");
  assert.ok(Date.now() >= atSecs * 1_000);
  const again = await account.send(fields, headers);
  assert.deepEqual([again.status, again.body], [202, body]);
  assert.equal((await account.send(fields)).body.error, "send_at must be in the future");
  assert.equal((await account.send({ ...fields, message: "other" }, headers)).status, 422);
  assert.deepEqual(idsOf(commands), [now, body.message_id]);
  phone.stop();
});

test("recipients of scheduled messages are counted in a dry run, through an eviction, until a cancellation", async () => {
  const { account } = await created("scheduled ceiling");
  const send_at = Math.ceil(Date.now() / 1_000) + 86_400;
  const queue = async (more) =>
    (await account.send({ to: numbers[0], message: "x", dry_run: true, ...more })).body.queue;
  assert.deepEqual(await queue({ send_at }), { limit: 100_000, waiting: 0 });
  const id = (await account.send({ to: numbers, message: "later", send_at })).body.message_id;
  await account.sendAccepted(numbers[0], "later", { send_at });
  assert.deepEqual(await queue({ send_at }), { limit: 100_000, waiting: 4 });
  assert.deepEqual(await queue({}), { limit: 100_000, waiting: 0 });
  await wireroom.evict(account);
  assert.deepEqual(await queue({ send_at }), { limit: 100_000, waiting: 4 });
  const cancelled = await wireroom.request("POST", `/api/v1/sms/${id}/cancel`, { key: account.key });
  assert.equal(cancelled.status, 200, cancelled.text);
  assert.deepEqual(await queue({ send_at }), { limit: 100_000, waiting: 1 });
});

test("a message fails when its time to live is over, which begins with its schedule", async () => {
  const { account } = await created("ttl");
  const send_at = new Date(Date.now() + 1_500).toISOString();
  const later = (await account.send({ to: numbers[0], message: "x", ttl: 1, send_at })).body.message_id;
  const soon = (await account.send({ to: numbers[0], message: "x", ttl: 1 })).body.message_id;
  assert.equal((await account.reaches(soon, "failed")).error_message, "TTL expired");
  const failed = await account.reaches(later, "failed");
  assert.ok(Date.now() >= Date.parse(send_at) + 1_000 - 20);
  assert.equal(failed.error_message, "TTL expired");
});

test("a SIM is chosen on a phone that fetches its messages, and refused where no gateway could", async () => {
  const user = await userWithIdlePhone(wireroom);
  const account = await user.asAccount();
  const { status, body } = await account.send({ to: numbers[0], message: "x", sim: 2 });
  assert.equal(status, 202);
  const [item] = await user.poll();
  assert.deepEqual([item.id, item.simNumber], [body.message_id, 2]);
  const { account: without, ...tenant } = await created("no sim");
  const phone = await tenant.phone("cable");
  const refused = await without.send({ to: numbers[0], message: "x", sim: 2 });
  assert.deepEqual([refused.status, refused.body], [422, { error: "No gateway supports sim" }]);
  assert.match(refused.headers.get("link"), /no_capable_gateway/);
  phone.stop();
});

test("an ETA is announced when pacing holds a message, which then leaves at that time", async () => {
  const { account, ...tenant } = await created("paced");
  const phone = await tenant.phone("phone");
  const commands = commandsOf(phone);
  for (let at = 0; at < 2; at += 1) {
    const { body } = await account.send({ to: numbers[at], message: "at once" });
    assert.equal(body.eta, undefined);
    await account.reaches(body.message_id, "delivered");
  }
  const { body } = await account.send({ to: numbers[2], message: "held" }, { "idempotency-key": "held" });
  assert.ok(body.eta > Date.now() / 1_000, `${body.eta}`);
  const arrives = phone.next("command", { where: ({ message_id }) => message_id === body.message_id });
  assert.deepEqual((await account.send({ to: numbers[2], message: "held" }, { "idempotency-key": "held" })).body, body);
  await arrives;
  assert.ok(Math.abs(Date.now() / 1_000 - body.eta) < 2.5);
  assert.equal(commands.length, 3);
  phone.stop();
});

test("SMSGate and the SMS Gateway API show one message to several recipients alike", async () => {
  const user = await User.create(wireroom);
  const account = await user.asAccount();
  const { body } = await account.send({ to: numbers, message: "to three" });
  const state = await user.reaches(body.message_id, "Delivered");
  assert.deepEqual(
    state.recipients.map(({ phoneNumber }) => phoneNumber),
    numbers,
  );
  const status = await account.status(body.message_id);
  assert.deepEqual(
    status.recipients.map(({ phone_number, status }) => [phone_number, status]),
    numbers.map((number) => [number, "delivered"]),
  );
});

async function created(name) {
  const tenant = await Tenant.create(wireroom, name);
  return {
    account: tenant.account,
    phone: (...options) => tenant.phone(...options),
    mutePhone: (...options) => tenant.mutePhone(...options),
  };
}

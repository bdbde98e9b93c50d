import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { startWireroom } from "../support/wireroom.mjs";
import { commandsOf, Tenant } from "./tenant.mjs";

const recipient = "+12025550123";
const retryBaseSecs = 0.4;

let wireroom;
before(async () => (wireroom = await startWireroom({ vars: { RETRY_BASE_SECS: String(retryBaseSecs) } })));
after(() => wireroom.stop());

const eventsOf = (timeline) => timeline.map(({ event }) => event);

/** Returns a message that a phone was given and has not reported. */
async function handedOver(tenant, phone, text = "Hello", more = {}) {
  const command = phone.next("command", { where: (it) => it.message === text });
  const id = await tenant.account.sendAccepted(recipient, text, more);
  assert.equal((await command).message_id, id);
  return id;
}

/** Returns a message that `a` has failed and that `b` was given afterwards. */
async function movedOn(name) {
  const tenant = await Tenant.create(wireroom, name);
  const a = await tenant.mutePhone("a");
  const id = await handedOver(tenant, a);
  const b = await tenant.mutePhone("b");
  const retry = b.next("command");
  a.report(id, "failed", "no service");
  assert.deepEqual(await retry, { action: "send_sms", message_id: id, recipient, message: "Hello" });
  return { tenant, a, b, id };
}

test("repeated reports change nothing", async () => {
  const tenant = await Tenant.create(wireroom, "twice");
  const phone = await tenant.mutePhone("phone");
  const id = await handedOver(tenant, phone);
  for (const status of ["sent", "sent", "delivered", "delivered", "sent"]) phone.report(id, status);
  await tenant.account.reaches(id, "delivered");
  assert.deepEqual(eventsOf(await tenant.timeline(id, "delivered")), ["accepted", "leased", "sent", "delivered"]);
});

test("`delivered` before `sent` is kept, with both times, and neither `sent` nor `failed` reverts it", async () => {
  const tenant = await Tenant.create(wireroom, "reordered");
  const phone = await tenant.mutePhone("phone");
  const id = await handedOver(tenant, phone);
  phone.report(id, "delivered");
  const first = await tenant.account.reaches(id, "delivered");
  assert.ok(first.sent_at !== null && first.delivered_at !== null);
  for (const json of [{ status: "sent" }, { status: "failed", error_message: "too late" }, { status: "delivered" }]) {
    const answer = await wireroom.request("POST", "/api/v1/gateway/sms/status", {
      key: phone.apiKey,
      json: { message_id: id, ...json },
    });
    assert.deepEqual({ status: answer.status, body: answer.body }, { status: 200, body: { success: true } });
    assert.deepEqual(await tenant.account.status(id), first);
  }
  // The reports are repeated once the message has left the Dispatcher and is only in D1.
  await tenant.account.projected(id, "delivered");
  phone.report(id, "sent");
  phone.report(id, "failed", "much too late");
  await handedOver(tenant, phone, "a message after those reports");
  assert.deepEqual(await tenant.account.status(id), first);
});

test("a `failed` after `sent` is final with the phone's reason and is not retried; `delivered` corrects it", async () => {
  const tenant = await Tenant.create(wireroom, "failed after sent");
  const phone = await tenant.mutePhone("phone");
  const commands = commandsOf(phone);
  const id = await handedOver(tenant, phone);
  phone.report(id, "sent");
  phone.report(id, "failed", "recipient unreachable");
  const failed = await tenant.account.reaches(id, "failed");
  assert.equal(failed.error_message, "recipient unreachable");
  assert.ok(failed.failed_at !== null);
  await tenant.account.projected(id, "failed");
  phone.report(id, "delivered");
  const corrected = await tenant.account.reaches(id, "delivered");
  assert.deepEqual(
    { failed_at: corrected.failed_at, error_message: corrected.error_message },
    { failed_at: null, error_message: null },
  );
  await tenant.account.projected(id, "delivered");
  assert.equal(commands.length, 1);
});

test("a message fails after one attempt and three retries, with the phone's reason, under the same id throughout", async () => {
  const tenant = await Tenant.create(wireroom, "retries");
  const phone = await tenant.mutePhone("phone");
  const commands = commandsOf(phone);
  const offeredAtMs = [];
  phone.on("command", ({ message_id }) => {
    offeredAtMs.push(Date.now());
    wireroom.request("POST", "/api/v1/gateway/sms/status", {
      key: phone.apiKey,
      json: { message_id, status: "failed", error_message: "no service" },
    });
  });
  const id = await tenant.account.sendAccepted(recipient, "Hello");
  const failed = await tenant.account.reaches(id, "failed", { timeoutMs: 20_000 });
  assert.deepEqual(
    { ...failed, failed_at: typeof failed.failed_at },
    {
      message_id: id,
      status: "failed",
      sent_at: null,
      delivered_at: null,
      failed_at: "string",
      error_message: "no service",
    },
  );
  assert.deepEqual(
    commands.map(({ message_id }) => message_id),
    [id, id, id, id],
  );
  for (const [index, doublings] of [1, 2, 4].entries()) {
    const gap = offeredAtMs[index + 1] - offeredAtMs[index];
    assert.ok(gap >= doublings * retryBaseSecs * 1_000 - 20, `${gap} ms before attempt ${index + 2}`);
  }
  const row = await tenant.account.projected(id, "failed");
  assert.deepEqual({ error: row.error, retry_count: row.retry_count }, { error: "no service", retry_count: 3 });
  assert.deepEqual(eventsOf(JSON.parse(row.record).timeline), [
    "accepted",
    "leased",
    "attempt_failed",
    "leased",
    "attempt_failed",
    "leased",
    "attempt_failed",
    "leased",
    "failed",
  ]);
});

test("a retry prefers another phone, and the former holder's repeated `failed` is only noted", async () => {
  const { tenant, a, b, id } = await movedOn("another phone");
  a.report(id, "failed", "still no service");
  b.report(id, "sent");
  b.report(id, "delivered");
  const status = await tenant.account.reaches(id, "delivered");
  assert.equal(status.error_message, null);
  const row = await tenant.account.projected(id, "delivered");
  assert.deepEqual([row.gateway_id, row.retry_count], [await tenant.account.gatewayId("b"), 1]);
  const events = eventsOf(JSON.parse(row.record).timeline);
  assert.deepEqual(
    events.filter((event) => event !== "late_report"),
    ["accepted", "leased", "attempt_failed", "leased", "sent", "delivered"],
  );
});

for (const word of ["sent", "delivered"]) {
  test(`the former holder's late \`${word}\` counts, and the timeline records that the other phone has the message, too`, async () => {
    const { tenant, a, b, id } = await movedOn(`late ${word}`);
    a.report(id, word);
    await tenant.account.reaches(id, word);
    b.report(id, "sent");
    b.report(id, "delivered");
    await tenant.account.reaches(id, "delivered");
    const timeline = await wireroom.eventually(async () => {
      const seen = await tenant.timeline(id, "delivered");
      return seen.some(({ event, gateway_id }) => event === "duplicate_sent" && gateway_id !== undefined) && seen;
    });
    const [gatewayOfB] = [await tenant.account.gatewayId("b")];
    assert.ok(timeline.some(({ event, gateway_id }) => event === "duplicate_sent" && gateway_id === gatewayOfB));
  });
}

test("a proof of sending from the first phone during the back-off cancels the retry", async () => {
  const tenant = await Tenant.create(wireroom, "withdrawn");
  const a = await tenant.mutePhone("a");
  const first = await handedOver(tenant, a, "first");
  const second = await handedOver(tenant, a, "second");
  const b = await tenant.mutePhone("b");
  const toB = commandsOf(b);
  const retried = b.next("command", { where: ({ message_id }) => message_id === second });
  a.report(first, "failed", "no service");
  a.report(first, "sent");
  a.report(second, "failed", "no service");
  // The second message's retry became due after the first message's retry would have.
  await retried;
  assert.deepEqual(
    toB.map(({ message_id }) => message_id),
    [second],
  );
  await tenant.account.reaches(first, "sent");
  const events = eventsOf(await tenant.timeline(first, "sent"));
  assert.deepEqual(events, ["accepted", "leased", "attempt_failed", "sent"]);
});

test("a report from a phone that never had the message is rejected", async () => {
  const tenant = await Tenant.create(wireroom, "not believed");
  const holder = await tenant.mutePhone("holder");
  const id = await handedOver(tenant, holder);
  const liar = await tenant.mutePhone("liar");
  for (const status of ["sent", "delivered", "failed"]) {
    liar.report(id, status);
    const answer = await wireroom.request("POST", "/api/v1/gateway/sms/status", {
      key: liar.apiKey,
      json: { message_id: id, status },
    });
    assert.deepEqual(
      { status: answer.status, body: answer.body },
      { status: 404, body: { error: "Message not found" } },
    );
  }
  assert.equal((await tenant.account.status(id)).status, "queued");
});

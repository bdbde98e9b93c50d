import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import "../support/contract/lenient.mjs";
import { eventually, startWireroom } from "../support/wireroom.mjs";
import { HttpGateway, silentPhone } from "./support/gateway.mjs";

const taken = { status: 200, body: { success: true } };
const notFound = { status: 404, body: { error: "Message not found" } };
const statusAndBody = ({ status, body }) => ({ status, body });
const seconds = (ms) => new Date(ms).toISOString().replace(/\.\d+Z$/, "Z");

let wireroom, account, phone, gateway;
before(async () => {
  // Retries follow at once, so that a message that fails four times is finished soon.
  wireroom = await startWireroom({ vars: { RETRY_BASE_SECS: "0.01" } });
  account = wireroom.account;
  phone = await silentPhone(wireroom);
  gateway = new HttpGateway(wireroom, phone.apiKey);
});
after(() => wireroom.stop());

/** Sends a message, waits until the phone has the frame, and returns the message's id. */
async function onPhone(message, more) {
  const arrives = phone.next("command", { where: (command) => command.message === message });
  const id = await account.sendAccepted("+12025550123", message, more);
  assert.equal((await arrives).message_id, id);
  return id;
}

async function report(id, status, errorMessage) {
  assert.deepEqual(statusAndBody(await gateway.reports(id, status, errorMessage)), taken);
}

async function row(id) {
  const [row] = await wireroom.rows(
    "SELECT state, sent_at_ms, delivered_at_ms, failed_at_ms, error, retry_count FROM messages WHERE id = ?",
    id,
  );
  return row;
}

test("a message completes its life over HTTP: sent, delivered, its times and its final row", async () => {
  const id = await onPhone("Hello");
  const startedMs = Date.now();
  const nothing = { message_id: id, sent_at: null, delivered_at: null, failed_at: null, error_message: null };
  assert.deepEqual(await account.status(id), { ...nothing, status: "queued" });
  await report(id, "sent");
  const sent = await account.status(id);
  assert.deepEqual(sent, { ...nothing, status: "sent", sent_at: sent.sent_at });
  await report(id, "delivered");
  const delivered = await account.status(id);
  assert.deepEqual(delivered, {
    ...nothing,
    status: "delivered",
    sent_at: sent.sent_at,
    delivered_at: delivered.delivered_at,
  });
  await account.projected(id, "delivered");
  const { sent_at_ms, delivered_at_ms, ...rest } = await row(id);
  assert.deepEqual(rest, { state: "delivered", failed_at_ms: null, error: null, retry_count: 0 });
  assert.ok(startedMs <= sent_at_ms && sent_at_ms <= delivered_at_ms && delivered_at_ms <= Date.now());
  assert.deepEqual([delivered.sent_at, delivered.delivered_at], [seconds(sent_at_ms), seconds(delivered_at_ms)]);
});

test("a repeated report changes nothing", async () => {
  const id = await onPhone("Repeat me");
  for (const status of ["sent", "delivered"]) {
    await report(id, status);
    await account.projected(id, status);
    const before = await row(id);
    await Promise.all(Array.from({ length: 8 }, () => report(id, status)));
    await account.received();
    assert.deepEqual(await row(id), before);
  }
});

test("delivered implies sent, and a late sent report is accepted and ignored", async () => {
  const id = await onPhone("Overtaken");
  await report(id, "delivered");
  const before = await account.status(id);
  assert.equal(before.status, "delivered");
  assert.equal(before.sent_at, before.delivered_at);
  await report(id, "sent");
  assert.deepEqual(await account.status(id), before);
});

test("no report reverts delivered", async () => {
  const id = await onPhone("Final");
  await report(id, "delivered");
  const before = await account.status(id);
  for (const status of ["failed", "sent", "failed"]) await report(id, status, "too late");
  assert.deepEqual(await account.status(id), before);
});

test("failed after sent is final, with the phone's reason", async () => {
  const id = await onPhone("Refused by the network");
  await report(id, "sent");
  await report(id, "failed", "SMSC rejected it");
  const status = await account.status(id);
  assert.deepEqual(status, {
    message_id: id,
    status: "failed",
    sent_at: status.sent_at,
    delivered_at: null,
    failed_at: status.failed_at,
    error_message: "SMSC rejected it",
  });
  assert.match(status.failed_at, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
  await account.projected(id, "failed");
  assert.equal((await row(id)).error, "SMSC rejected it");
  // The network's delivery report overrides the phone's failure.
  await report(id, "delivered");
  const corrected = await account.status(id);
  assert.deepEqual([corrected.status, corrected.failed_at, corrected.error_message], ["delivered", null, null]);
});

test("failed before sent is retried three times, and then it is final", async () => {
  const commands = [];
  phone.on("command", (command) => command.message === "No signal" && commands.push(command));
  const id = await onPhone("No signal");
  for (let attempt = 1; attempt <= 3; attempt += 1) {
    await report(id, "failed", `attempt ${attempt}`);
    await eventually(() => commands.length > attempt, { what: `attempt ${attempt + 1}` });
  }
  await report(id, "failed", "attempt 4");
  const status = await account.status(id);
  assert.deepEqual([status.status, status.error_message, status.sent_at], ["failed", "attempt 4", null]);
  const stored = await account.projected(id, "failed");
  assert.equal(stored.retry_count, 3);
  assert.deepEqual(new Set(commands.map(({ message_id }) => message_id)), new Set([id]));
  assert.equal(commands.length, 4);
});

test("a failure without a reason gets the reason `failed`, and a very long reason is truncated", async () => {
  for (const [given, shown] of [
    [undefined, "failed"],
    [null, "failed"],
    ["  ", "failed"],
    ["é".repeat(501), "é".repeat(500)],
    [404, "404"],
  ]) {
    const id = await onPhone(`Reason ${String(given).slice(0, 10)}`);
    await report(id, "sent");
    await report(id, "failed", given);
    assert.equal((await account.status(id)).error_message, shown);
  }
});

test("a report on an unassigned message, or on another gateway's message, is 404", async () => {
  const other = await HttpGateway.register(wireroom, "another of the same account");
  const id = await onPhone("Not yours");
  assert.deepEqual(statusAndBody(await other.reports(id, "delivered")), notFound);
  const waiting = await account.sendAccepted("+12025550123", "Waiting", { gateway_id: "another of the same account" });
  for (const by of [gateway, other]) assert.deepEqual(statusAndBody(await by.reports(waiting, "sent")), notFound);
  // This is the id of a second recipient, which the message does not have.
  assert.deepEqual(statusAndBody(await gateway.reports(id.replace(/00$/, "01"), "sent")), notFound);
  assert.equal((await account.status(id)).status, "queued");
  assert.equal((await account.status(waiting)).status, "pending");
});

test("a report on a message that is only in D1 is accepted, and delivered stays delivered", async () => {
  const id = await onPhone("Long ago");
  await report(id, "delivered");
  await account.projected(id, "delivered");
  // Only this statement wrote the value, so an answer that shows it comes from D1 and not from the Dispatcher.
  await eventually(async () => {
    await wireroom.rows(
      "UPDATE messages SET record = json_set(record, '$.recipients[0].sent_at_ms', 1000) WHERE id = ?",
      id,
    );
    return (await account.status(id)).sent_at === "1970-01-01T00:00:01Z";
  });
  await wireroom.evict(account);
  for (const status of ["sent", "failed", "delivered"]) await report(id, status, "late");
  assert.deepEqual(
    statusAndBody(await (await HttpGateway.register(wireroom, "a third")).reports(id, "sent")),
    notFound,
  );
  await account.received();
  const status = await account.status(id);
  assert.deepEqual([status.status, status.failed_at, status.error_message], ["delivered", null, null]);
  assert.equal((await row(id)).state, "delivered");
});

test("a report on a failed message that is only in D1 corrects it there", async () => {
  const id = await onPhone("Given up too early");
  await report(id, "sent");
  await report(id, "failed", "no delivery report");
  await account.projected(id, "failed");
  await wireroom.evict(account);
  await report(id, "delivered");
  const stored = await account.projected(id, "delivered");
  assert.deepEqual([stored.failed_at_ms, stored.error], [null, null]);
  assert.equal((await account.status(id)).status, "delivered");
});

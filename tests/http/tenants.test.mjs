import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { startWireroom } from "../support/wireroom.mjs";
import { HttpGateway, silentPhone } from "./support/gateway.mjs";

const notFound = { status: 404, body: { error: "Message not found" } };
const empty = { messages: [], total: 0, page: 1, pages: 1 };

let wireroom, ours, theirs;
before(async () => {
  wireroom = await startWireroom();
  ours = await tenant("ours");
  theirs = await tenant("theirs");
});
after(() => wireroom.stop());

/** Creates an account with a phone of its own; both tenants' phones have the same device id. */
async function tenant(name) {
  const account = await wireroom.createAccount(name);
  const phone = await silentPhone(wireroom, {
    deviceId: "phone",
    registrationToken: await account.createKey("registration"),
  });
  const commands = [];
  phone.on("command", (command) => commands.push(command));
  return { account, phone, commands, gateway: new HttpGateway(wireroom, phone.apiKey) };
}

async function sendAndAwait({ account, phone }, message, more) {
  const arrives = phone.next("command", { where: (command) => command.message === message });
  const id = await account.sendAccepted("+12025550123", message, more);
  assert.equal((await arrives).message_id, id);
  return id;
}

const statusAndBody = ({ status, body }) => ({ status, body });

test("another account's message is unknown, in flight and settled", async () => {
  const id = await sendAndAwait(ours, "Whose is it?");
  const path = `/api/v1/sms/status/${id}`;
  assert.deepEqual(statusAndBody(await wireroom.request("GET", path, { key: theirs.account.key })), notFound);
  await ours.gateway.reports(id, "delivered");
  await ours.account.projected(id, "delivered");
  assert.deepEqual(statusAndBody(await wireroom.request("GET", path, { key: theirs.account.key })), notFound);
  assert.equal((await ours.account.status(id)).status, "delivered");
});

test("a report by another account's gateway finds no message and changes nothing", async () => {
  const id = await sendAndAwait(ours, "Report me");
  for (const status of ["sent", "delivered", "failed"]) {
    assert.deepEqual(statusAndBody(await theirs.gateway.reports(id, status)), notFound);
    theirs.phone.report(id, status);
  }
  // Their socket has handled those reports once it has delivered this message.
  const own = await sendAndAwait(theirs, "Their own");
  theirs.phone.report(own, "delivered");
  await theirs.account.reaches(own, "delivered");
  assert.equal((await ours.account.status(id)).status, "queued");
  await ours.gateway.reports(id, "delivered");
  await ours.account.projected(id, "delivered");
  assert.deepEqual(statusAndBody(await theirs.gateway.reports(id, "failed")), notFound);
  assert.equal((await ours.account.status(id)).status, "delivered");
});

test("a received SMS is listed only in its own account", async () => {
  const report = ["+12025550199", "For us only", "2026-01-01T00:00:00Z"];
  const id = await ours.gateway.takes(...report);
  const message = { message_id: id, from: report[0], message: report[1], received_at: report[2] };
  assert.deepEqual((await ours.account.received()).body, { messages: [message], total: 1, page: 1, pages: 1 });
  for (const query of ["", "?phone_number=%2B12025550199", "?since=2025-01-01T00:00:00Z"]) {
    assert.deepEqual((await theirs.account.received(query)).body, empty, query);
  }
  // The same SMS at their gateway is a separate message, not a repetition of ours.
  const theirId = await theirs.gateway.takes(...report);
  assert.notEqual(theirId, id);
  assert.deepEqual(
    (await theirs.account.received()).body.messages.map(({ message_id }) => message_id),
    [theirId],
  );
  assert.equal((await ours.account.received()).body.total, 1);
});

test("gateway_id can name only gateways of the caller's account", async () => {
  await HttpGateway.register(wireroom, "only-theirs", { token: await theirs.account.createKey("registration") });
  const [{ id: internalId }] = await wireroom.rows("SELECT id FROM gateways WHERE device_id = 'only-theirs'");
  for (const gateway_id of ["only-theirs", internalId]) {
    const answer = await ours.account.send({ to: "+12025550123", message: "Hello", gateway_id });
    assert.deepEqual(statusAndBody(answer), { status: 422, body: { error: "Gateway not found" } });
  }
  // If both accounts have a device of that name, the caller's own is used.
  await sendAndAwait(ours, "To my own phone", { gateway_id: "phone" });
});

test("heartbeats count the pending messages of the gateway's own account", async () => {
  const lonely = await wireroom.createAccount("lonely");
  await lonely.sendAccepted("+12025550123", "Waiting");
  const gateway = await HttpGateway.register(wireroom, "newcomer", {
    token: await theirs.account.createKey("registration"),
  });
  assert.deepEqual(statusAndBody(await gateway.heartbeat()), {
    status: 200,
    body: { success: true, pending_messages: 0 },
  });
  const own = await HttpGateway.register(wireroom, "own", { token: await lonely.createKey("registration") });
  assert.deepEqual(statusAndBody(await own.heartbeat()), { status: 200, body: { success: true, pending_messages: 1 } });
});

test("a message in an account without a phone waits, however many phones other accounts have", async () => {
  const lonely = await wireroom.createAccount("still lonely");
  const id = await lonely.sendAccepted("+12025550123", "Nobody's");
  // Both phones are alive and get their own account's messages.
  await sendAndAwait(ours, "Ours, afterwards");
  await sendAndAwait(theirs, "Theirs, afterwards");
  assert.deepEqual(await lonely.status(id), {
    message_id: id,
    status: "pending",
    sent_at: null,
    delivered_at: null,
    failed_at: null,
    error_message: null,
  });
});

test("no phone was given another account's message in the tests above", async () => {
  for (const { account, commands } of [ours, theirs]) {
    assert.ok(commands.length > 0);
    for (const { message_id } of commands) assert.equal((await account.status(message_id)).message_id, message_id);
  }
});

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { startSmsGate, userWithIdlePhone } from "../smsgate/support/user.mjs";
import { Tenant } from "./tenant.mjs";

const recipient = "+12025550123";

let wireroom;
before(async () => (wireroom = await startSmsGate()));
after(() => wireroom.stop());

const cancel = (account, id) => wireroom.request("POST", `/api/v1/sms/${id}/cancel`, { key: account.key });
const isCancelled = async (account, id) =>
  wireroom.eventually(async () => (await cancel(account, id)).body.state === "cancelled");

test("a waiting message is cancelled, which may be repeated, survives an eviction, and is never sent", async () => {
  const tenant = await Tenant.create(wireroom, "waiting");
  const { account } = tenant;
  const id = await account.sendAccepted(recipient, "never");
  const answers = await Promise.all(Array.from({ length: 8 }, () => cancel(account, id)));
  for (const { status, body } of answers) {
    assert.equal(status, 200);
    assert.ok(["cancelling", "cancelled"].includes(body.state));
    assert.deepEqual([body.message_id, body.success], [id, true]);
  }
  await wireroom.evict(account);
  await isCancelled(account, id);
  await account.projected(id, "cancelled");
  assert.deepEqual((await cancel(account, id)).body, { message_id: id, state: "cancelled", success: true });
  const { status, error_message } = await account.status(id);
  assert.deepEqual([status, error_message], ["failed", "cancelled"]);
  const { body } = await wireroom.request("GET", "/api/v1/admin/messages?status=failed", { key: account.key });
  assert.deepEqual(
    body.messages.map((it) => [it.message_id, it.error_message]),
    [[id, "cancelled"]],
  );
  const phone = await tenant.phone("phone");
  await account.reaches(await account.sendAccepted(recipient, "next"), "delivered");
  assert.deepEqual(
    phone.onAir.map(({ message }) => message),
    ["next"],
  );
  phone.stop();
});

test("a message on a socket or delivered cannot be cancelled, and the answer names its state", async () => {
  const tenant = await Tenant.create(wireroom, "late");
  const { account } = tenant;
  const phone = await tenant.mutePhone("phone");
  const arrives = phone.next("command");
  const id = await account.sendAccepted(recipient, "gone");
  await arrives;
  const late = await cancel(account, id);
  assert.deepEqual(
    [late.status, late.body.error, late.explanation.code, late.body.state],
    [409, "Message can no longer be cancelled", "message_not_pending", "queued"],
  );
  phone.report(id, "delivered");
  await account.projected(id, "delivered");
  assert.deepEqual([(await cancel(account, id)).status, (await cancel(account, id)).body.state], [409, "delivered"]);
  phone.stop();
});

test("a phone that fetched the message is asked, and both faces show the cancellation", async () => {
  const user = await userWithIdlePhone(wireroom);
  const account = await user.asAccount();
  const id = await account.sendAccepted(recipient, "asked");
  await user.poll();
  assert.equal((await cancel(account, id)).body.state, "cancelling");
  assert.equal((await account.status(id)).status, "queued");
  const [item] = await user.poll();
  assert.deepEqual([item.id, item.state], [id, "Cancelling"]);
  assert.equal((await cancel(account, id)).body.state, "cancelling");
  await user.report(item, "Cancelled");
  assert.equal((await user.state(id)).state, "Cancelled");
  assert.equal((await cancel(account, id)).body.state, "cancelled");
});

test("a scheduled message is cancelled before its time", async () => {
  const { account } = await Tenant.create(wireroom, "scheduled");
  const send_at = Math.ceil(Date.now() / 1_000) + 3_600;
  const { body } = await account.send({ to: recipient, message: "later", send_at });
  assert.equal((await cancel(account, body.message_id)).status, 200);
  await isCancelled(account, body.message_id);
});

test("another account's message and an unknown one are 404", async () => {
  const ours = await Tenant.create(wireroom, "ours");
  const theirs = await Tenant.create(wireroom, "theirs");
  const id = await ours.account.sendAccepted(recipient, "ours");
  for (const unknown of [id, `msg_${"0".repeat(32)}`, "msg_x", `${id.slice(0, -1)}1`]) {
    const { status, explanation } = await cancel(theirs.account, unknown);
    assert.deepEqual([status, explanation.code], [404, "message_not_found"]);
  }
  assert.equal((await ours.account.status(id)).status, "pending");
});

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { startSmsGate, text, userWithIdlePhone } from "../smsgate/support/user.mjs";
import { Tenant } from "./tenant.mjs";

const recipient = "+12025550123";

let wireroom;
before(async () => {
  wireroom = await startSmsGate({ vars: { RETRY_BASE_SECS: "0.05", HASHING_DELAY_SECS: "1" } });
});
after(() => wireroom.stop());

const resend = (account, id, json = {}, headers = {}) =>
  wireroom.request("POST", `/api/v1/sms/${id}/resend`, { key: account.key, json, headers });
const cancel = (account, id) => wireroom.request("POST", `/api/v1/sms/${id}/cancel`, { key: account.key });
const show = async (account, id) =>
  (await wireroom.request("GET", `/api/v1/admin/messages/${id}`, { key: account.key })).body;

/** Sends a message that no phone gets, and cancels it. */
async function cancelled(account, message = "again", more = {}) {
  const id = await account.sendAccepted(recipient, message, more);
  await cancel(account, id);
  await account.projected(id, "cancelled");
  return id;
}

test("64 concurrent resends of one message are one new message, also after an eviction, linked both ways", async () => {
  const tenant = await Tenant.create(wireroom, "twins");
  const { account } = tenant;
  const id = await cancelled(account, "again", { priority: 3 });
  const answers = await Promise.all(Array.from({ length: 64 }, () => resend(account, id)));
  const [{ body }] = answers;
  for (const answer of answers) assert.deepEqual([answer.status, answer.body], [202, body]);
  assert.equal(answers.filter((answer) => answer.headers.get("idempotent-replayed") === null).length, 1);
  assert.deepEqual(body, { message_id: body.message_id, resend_of: id, status: "queued", success: true });
  await wireroom.evict(account);
  assert.deepEqual((await resend(account, id)).body, body);
  await wireroom.eventually(async () => (await show(account, id)).resent_as?.includes(body.message_id));
  const shown = await show(account, body.message_id);
  assert.deepEqual([shown.resend_of, shown.message, shown.phone_number], [id, "again", recipient]);
  const phone = await tenant.phone("phone");
  await account.reaches(body.message_id, "delivered");
  assert.deepEqual(
    phone.onAir.map(({ message_id }) => message_id),
    [body.message_id],
  );
  phone.stop();
  const next = await resend(account, id);
  assert.notEqual(next.body.message_id, body.message_id);
});

test("only the recipients that failed get the message again, or all", async () => {
  const tenant = await Tenant.create(wireroom, "failed");
  const { account } = tenant;
  const phone = await tenant.mutePhone("phone");
  const to = [recipient, "+12025550124"];
  const commands = [];
  phone.on("command", ({ message_id, recipient: number }) => {
    commands.push(number);
    if (commands.length <= 5) phone.report(message_id, number === recipient ? "delivered" : "failed", "no service");
  });
  const { body } = await account.send({ to, message: "x" });
  assert.deepEqual((await resend(account, body.message_id)).status, 409);
  await wireroom.eventually(async () => {
    const { recipients } = await account.status(body.message_id);
    return recipients[0].status === "delivered" && recipients[1].status === "failed";
  });
  const again = await resend(account, body.message_id);
  assert.equal(again.status, 202, again.text);
  const one = await show(account, again.body.message_id);
  assert.deepEqual([one.recipients, one.phone_number], [1, to[1]]);
  const all = await resend(account, body.message_id, { all: true }, { "idempotency-key": "all" });
  assert.equal((await show(account, all.body.message_id)).recipients, 2);
  const repeated = await resend(account, body.message_id, { all: true }, { "idempotency-key": "all" });
  assert.deepEqual([repeated.body, repeated.headers.get("idempotent-replayed")], [all.body, "true"]);
  const other = await resend(account, body.message_id, {}, { "idempotency-key": "all" });
  assert.deepEqual([other.status, other.explanation.code], [422, "idempotency_key_reused"]);
  phone.stop();
});

test("a message under way, one without a failed recipient, a code and a hashed message are refused with their codes", async () => {
  const user = await userWithIdlePhone(wireroom);
  const account = await user.asAccount();
  const refused = async (id, code, json) => {
    const { status, explanation } = await resend(account, id, json);
    assert.deepEqual([status, explanation.code], [409, code]);
  };
  const id = await account.sendAccepted(recipient, "x");
  await refused(id, "message_under_way");
  const [item] = await user.poll();
  await user.report(item, "Delivered");
  await account.projected(id, "delivered");
  await refused(id, "nothing_to_resend");
  const hashed = await user.accepted(text("hash me"));
  const [fetched] = await user.poll();
  await user.report(fetched, "Failed", { error: "no service" });
  await wireroom.eventually(async () => (await user.state(hashed.id)).isHashed);
  await refused(hashed.id, "content_unreadable", { all: true });
  const code = await wireroom.request("POST", "/api/v1/otp/send", {
    key: account.key,
    json: { phone_number: "+12025550177" },
  });
  await cancel(account, code.body.message_id);
  const [sealed] = await user.poll();
  await user.report(sealed, "Cancelled");
  await refused(code.body.message_id, "content_unreadable");
});

test("another account's message and an unknown one are 404", async () => {
  const ours = await Tenant.create(wireroom, "ours");
  const theirs = await Tenant.create(wireroom, "theirs");
  const id = await cancelled(ours.account);
  for (const unknown of [id, `msg_${"0".repeat(32)}`, "msg_x"]) {
    const { status, explanation } = await resend(theirs.account, unknown);
    assert.deepEqual([status, explanation.code], [404, "message_not_found"]);
  }
  assert.equal((await show(ours.account, id)).resent_as, undefined);
});

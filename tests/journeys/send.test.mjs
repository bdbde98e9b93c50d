import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { startWireroom } from "../support/wireroom.mjs";

let wireroom;
before(async () => (wireroom = await startWireroom()));
after(() => wireroom.stop());

test("an SMS goes from the API through the phone's socket, and its reports return", async () => {
  const phone = await wireroom.phone();
  const sent = phone.next("sms");
  const id = await wireroom.account.sendAccepted("+12025550123", "Hello");
  assert.deepEqual(await sent, { message_id: id, recipient: "+12025550123", message: "Hello" });
  const status = await wireroom.account.reaches(id, "delivered");
  assert.equal(status.message_id, id);
  assert.match(status.sent_at, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
  assert.match(status.delivered_at, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
  assert.equal(status.failed_at, null);
  assert.equal(status.error_message, null);
  const row = await wireroom.account.projected(id, "delivered");
  assert.ok(row.sent_at_ms <= row.delivered_at_ms);
  assert.equal(phone.onAir.length, 1);
});

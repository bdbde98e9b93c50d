import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { startWireroom } from "../support/wireroom.mjs";

let wireroom;
before(async () => (wireroom = await startWireroom()));
after(() => wireroom.stop());

const message = { to: "+12025550123", message: "Hello" };
const send = (key, fields = message, account = wireroom.account) => account.send(fields, { "idempotency-key": key });

test("64 concurrent sends with one key are one message, one frame and 64 equal answers", async () => {
  const phone = await wireroom.phone({ deviceId: "twins" });
  const answers = await Promise.all(Array.from({ length: 64 }, () => send("twins")));
  assert.deepEqual(new Set(answers.map(({ status }) => status)), new Set([202]));
  assert.equal(new Set(answers.map(({ text }) => text)).size, 1);
  assert.equal(answers.filter(({ headers }) => headers.get("idempotent-replayed") === "true").length, 63);
  const id = answers[0].body.message_id;
  assert.deepEqual(answers[0].body, { success: true, message_id: id, status: "queued" });
  await wireroom.account.projected(id, "delivered");
  assert.deepEqual(phone.onAir.map(({ message_id }) => message_id), [id]);
  const [{ count }] = await wireroom.rows("SELECT COUNT(*) AS count FROM messages");
  assert.equal(count, 1);
});

test("a key used with another request is refused, and nothing is sent", async () => {
  const first = await send("reused");
  const other = await send("reused", { ...message, message: "Something else" });
  assert.deepEqual([other.status, other.body], [422, { error: "Idempotency-Key was already used with another request" }]);
  assert.equal((await send("reused")).body.message_id, first.body.message_id);
});

test("a key means the same quoted or bare, after an eviction, and with its fields in another order", async () => {
  const first = await send('"quoted"');
  await wireroom.evict(wireroom.account);
  const again = await send("quoted", { message: message.message, to: message.to });
  assert.equal(again.text, first.text);
  assert.equal(again.headers.get("idempotent-replayed"), "true");
});

test("a key belongs to its account", async () => {
  const other = await wireroom.createAccount("other");
  const [ours, theirs] = [await send("shared"), await send("shared", message, other)];
  assert.notEqual(ours.body.message_id, theirs.body.message_id);
  assert.equal(theirs.headers.get("idempotent-replayed"), null);
});

test("an empty or an endless key is refused", async () => {
  for (const key of ['""', "k".repeat(256)]) {
    const answer = await send(key);
    assert.deepEqual([answer.status, answer.body], [400, { error: "Invalid Idempotency-Key" }]);
  }
  assert.equal((await send("k".repeat(255))).status, 202);
});

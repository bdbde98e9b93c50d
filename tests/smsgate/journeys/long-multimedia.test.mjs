import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { startSmsGate, userWithIdlePhone } from "../support/user.mjs";

const mebibyte = 1 << 20;
// Returns base64 of this many KiB, from data that does not compress well. The subject below has a two-byte character.
const attachment = (kibibytes) =>
  Buffer.from(Array.from({ length: kibibytes * 768 }, (_, index) => (index * 31) % 251)).toString("base64");
const multimedia = (kibibytes, more = {}) => ({
  textMessage: undefined,
  mmsMessage: {
    subject: "Grüße",
    text: "a picture",
    attachments: [{ contentType: "image/jpeg", name: "a.jpg", data: attachment(kibibytes) }],
  },
  ...more,
});

let wireroom;
before(async () => (wireroom = await startSmsGate({ vars: { HASHING_DELAY_SECS: "1" } })));
after(() => wireroom.stop());

test("a multimedia message of almost 4 MiB is accepted, shown, fetched alone and reported", async () => {
  const user = await userWithIdlePhone(wireroom);
  const fields = multimedia(4_000);
  const sent = await user.accepted(fields);
  assert.deepEqual(sent.mmsMessage, fields.mmsMessage);
  const small = await user.accepted();
  assert.deepEqual((await user.state(sent.id)).mmsMessage, fields.mmsMessage);
  const [item, ...none] = await user.poll({ query: "?order=fifo" });
  assert.deepEqual([item.id, none.length], [sent.id, 0]);
  assert.deepEqual(item.mmsMessage, fields.mmsMessage);
  await user.report(item, "Sent");
  assert.deepEqual(
    (await user.poll()).map(({ id }) => id),
    [small.id],
  );
});

test("fetches of several messages end at 2 MiB, and every message is fetched once", async () => {
  const user = await userWithIdlePhone(wireroom);
  const sent = [];
  for (const kibibytes of [900, 900, 900, 3_000, 100]) sent.push((await user.accepted(multimedia(kibibytes))).id);
  const rounds = [];
  while (rounds.flat().length < sent.length) {
    const items = await user.poll({ query: "?order=fifo" });
    assert.ok(items.length > 0);
    rounds.push(items.map(({ id }) => id));
    for (const item of items) await user.report(item, "Sent");
  }
  assert.deepEqual(rounds.flat(), sent);
  assert.deepEqual(
    rounds.map(({ length }) => length),
    [2, 1, 1, 1],
  );
});

test("a long message survives its object's eviction and is complete in a listing with content", async () => {
  const user = await userWithIdlePhone(wireroom);
  const fields = multimedia(2_000, { isEncrypted: true, phoneNumbers: ["$number"] });
  const { id } = await user.accepted(fields);
  const listed = await user.call("GET", "/messages?includeContent=true");
  assert.deepEqual(
    listed.body.map((message) => [message.id, message.mmsMessage]),
    [[id, fields.mmsMessage]],
  );
  await wireroom.evict(await user.asAccount());
  assert.deepEqual((await user.state(id)).mmsMessage, fields.mmsMessage);
  const [item] = await user.poll();
  await user.report(item, "Delivered");
  await user.reaches(id, "Delivered");
  await user.call("GET", "/messages");
  assert.deepEqual((await user.state(id)).mmsMessage, fields.mmsMessage, "from D1 once it has settled");
  const brief = await user.call("GET", "/messages");
  assert.equal(brief.body[0].mmsMessage, undefined);
});

test("a hashed long message keeps nothing of its content", async () => {
  const user = await userWithIdlePhone(wireroom);
  const { id } = await user.accepted(multimedia(1_000));
  const pieces = () => wireroom.rows("SELECT COUNT(*) AS count FROM message_pieces WHERE message_id = ?", id);
  await user.call("GET", "/messages");
  assert.equal((await pieces())[0].count, 2);
  const [item] = await user.poll();
  await user.report(item, "Delivered");
  const hashed = await wireroom.eventually(async () => {
    const state = await user.state(id);
    return state.isHashed && state;
  });
  assert.match(hashed.hashedMessage.hash, /^[0-9a-f]{64}$/);
  await user.call("GET", "/messages");
  assert.equal((await pieces())[0].count, 0);
});

test("a message beyond 4 MiB is 413, and so is a report or another body beyond 1 MiB", async () => {
  const user = await userWithIdlePhone(wireroom);
  assert.equal((await user.send(multimedia(4_200))).status, 413);
  const long = { url: "https://example.com", event: "sms:sent", more: "x".repeat(mebibyte) };
  assert.equal((await user.call("POST", "/webhooks", { json: long })).status, 413);
});

test("an invalid multimedia message is refused with the name of the wrong attachment", async () => {
  const user = await userWithIdlePhone(wireroom);
  const send = (mmsMessage) => user.send({ textMessage: undefined, mmsMessage });
  const good = { contentType: "image/png", data: "AAAA" };
  for (const [mmsMessage, cause] of [
    [{}, "mmsMessage must have text or at least one attachment"],
    [{ text: "  ", attachments: [] }, "mmsMessage must have text or at least one attachment"],
    [{ attachments: [good, { ...good, contentType: "" }] }, "attachment 1: contentType is required"],
    [{ attachments: [{ contentType: "image/png" }] }, "attachment 0: data is required"],
    [{ attachments: [{ ...good, data: "****" }] }, "attachment 0: data must be valid base64"],
  ]) {
    const { status, body } = await send(mmsMessage);
    assert.deepEqual([status, body], [400, { message: `failed to validate: ${cause}` }]);
  }
  assert.equal((await send({ attachments: Array(30).fill(good) })).status, 202);
});

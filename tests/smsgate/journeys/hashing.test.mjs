import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { after, before, test } from "node:test";
import { recipient, startSmsGate, text, userWithIdlePhone } from "../support/user.mjs";

let wireroom;
before(async () => (wireroom = await startSmsGate({ vars: { HASHING_DELAY_SECS: "1" } })));
after(() => wireroom.stop());

const sha256 = (value) => createHash("sha256").update(value).digest("hex");
const hashed = (user, id) =>
  wireroom.eventually(
    async () => {
      const state = await user.state(id);
      return state.isHashed && state;
    },
    { what: `${id} is hashed` },
  );

/** Sends a message and reports it as sent. */
async function sent(user, fields = {}) {
  const { id } = await user.accepted(fields);
  const [item] = (await user.poll()).filter((one) => one.id === id);
  await user.report(item, "Sent");
  return item;
}

test("a finished message keeps only hashes of its content and its numbers", async () => {
  const user = await userWithIdlePhone(wireroom);
  const { id } = await sent(user, text("a secret"));
  const { textMessage, hashedMessage, recipients, isEncrypted } = await hashed(user, id);
  assert.deepEqual([textMessage, hashedMessage, isEncrypted], [undefined, { hash: sha256("a secret") }, false]);
  assert.deepEqual(
    recipients.map(({ phoneNumber, state }) => [phoneNumber, state]),
    [[sha256(recipient).slice(0, 16), "Sent"]],
  );
  const [listed] = (await user.call("GET", "/messages?includeContent=true")).body;
  assert.deepEqual([listed.isHashed, listed.hashedMessage], [true, hashedMessage]);
});

test("a late report is matched by the hash of its number", async () => {
  const user = await userWithIdlePhone(wireroom);
  const item = await sent(user);
  await hashed(user, item.id);
  await user.report(item, "Delivered");
  const { recipients } = await user.reaches(item.id, "Delivered");
  assert.deepEqual(
    recipients.map(({ phoneNumber, state }) => [phoneNumber, state]),
    [[sha256(recipient).slice(0, 16), "Delivered"]],
  );
});

test("data is hashed in its original encoding", async () => {
  const user = await userWithIdlePhone(wireroom);
  const { id } = await sent(user, { textMessage: undefined, dataMessage: { data: "aGVsbG8=", port: 1 } });
  assert.deepEqual((await hashed(user, id)).hashedMessage, { hash: sha256("aGVsbG8=") });
});

test("ciphertext and unfinished messages are not hashed", async () => {
  const user = await userWithIdlePhone(wireroom);
  const waiting = await user.accepted(text("waiting"));
  const encrypted = await sent(user, { isEncrypted: true, phoneNumbers: ["$cipher"], ...text("$cipher") });
  const plain = await sent(user);
  await hashed(user, plain.id);
  const shown = await user.state(encrypted.id);
  assert.deepEqual(
    [shown.isHashed, shown.textMessage, shown.recipients[0].phoneNumber],
    [false, { text: "$cipher" }, "$cipher"],
  );
  assert.deepEqual(
    [(await user.state(waiting.id)).isHashed, (await user.state(waiting.id)).textMessage],
    [false, { text: "waiting" }],
  );
});

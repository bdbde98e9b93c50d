import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { startRelay } from "./publishing.mjs";

/**
 * Forgeries that an attacker makes from intercepted SMS with known plaintext, without the key. CBC has no MAC, so the
 * attacker can make a block with known plaintext decrypt to any text by choosing the IV.
 */

let relay;
before(async () => {
  relay = await startRelay();
});
after(() => relay.stop());

let serial = 0;
const plaintext = () => `t:Good morning to everybody who reads this, number ${String((serial += 1)).padStart(4, "0")}.`;
const texts = () => relay.fake.posts("twitter").map(({ text }) => text);
const outcome = ({ status, text, headers }) => [status, text, headers.get("retry-after")];
const published = [200, "message published successfully", null];
const unpublishable = [200, "message cannot be published", null];

/** Returns the IV and the blocks of a text. */
function parts(text) {
  const outer = Buffer.from(text, "base64");
  const inner = Buffer.from(outer.subarray(16).toString(), "base64");
  return {
    iv: outer.subarray(0, 16),
    blocks: Array.from({ length: inner.length / 16 }, (_, at) => inner.subarray(16 * at, 16 * at + 16)),
  };
}

const joined = (iv, blocks) =>
  Buffer.concat([iv, Buffer.from(Buffer.concat(blocks).toString("base64"))]).toString("base64");
const xor = (...all) =>
  Buffer.from(all[0].map((byte, at) => all.reduce((sum, one, index) => (index ? sum ^ one[at] : sum), byte)));

/** Forges a text from one block, which then says the wanted 15 characters. */
function cutOut(text, known, at, wanted) {
  const { iv, blocks } = parts(text);
  const wantedBlock = Buffer.concat([Buffer.from(wanted), Buffer.alloc(16 - wanted.length, 16 - wanted.length)]);
  const knownBlock = Buffer.from(known).subarray(16 * at, 16 * at + 16);
  return joined(xor(at ? blocks[at - 1] : iv, knownBlock, wantedBlock), [blocks[at]]);
}

/** Forges a text from a block and all later ones; that block then says the wanted 16 characters. */
function rewritten(text, known, at, wanted) {
  const { iv, blocks } = parts(text);
  const knownBlock = Buffer.from(known).subarray(16 * at, 16 * at + 16);
  return joined(xor(at ? blocks[at - 1] : iv, knownBlock, Buffer.from(wanted)), blocks.slice(at));
}

/** Returns all forgeries from two texts, by name. */
function forgeries(one, two, known) {
  const [first, second] = [parts(one), parts(two)];
  const own = Buffer.alloc(16, 7);
  const start = parts(cutOut(one, known, 1, "t:I owe Eve 100"));
  const cuts = first.blocks
    .slice(0, -1)
    .map((_, at) => [`block ${at} alone`, cutOut(one, known, at, "t:I owe Eve 100")]);
  const heads = first.blocks
    .slice(1)
    .map((_, at) => [`from block ${at + 1} on`, joined(first.blocks[at], first.blocks.slice(at + 1))]);
  return [
    ...cuts,
    ...heads,
    ["another IV", joined(xor(first.iv, Buffer.alloc(16, 1)), first.blocks)],
    ["the tail cut off", joined(first.iv, first.blocks.slice(0, 2))],
    ["its start and the other's end", joined(start.iv, [...start.blocks, ...second.blocks.slice(1)])],
    ["its start and the end of both", joined(start.iv, [...start.blocks, second.blocks[1], first.blocks.at(-1)])],
    ["a block of the forger's first", joined(own, [own, ...first.blocks.slice(1)])],
    ["a block of the forger's last", joined(start.iv, [...start.blocks, own])],
  ];
}

test("no forgery from published requests is published, and copies of the originals still get the answer published", async () => {
  const user = await relay.user(["twitter"]);
  const known = [plaintext(), plaintext()];
  const [one, two] = known.map((text) => user.encrypted(text));
  for (const text of [one, two]) assert.deepEqual(outcome(await user.forward(text)), published);
  const before = texts().length;
  for (const [name, text] of forgeries(one, two, known[0])) {
    for (let time = 0; time < 2; time += 1) assert.deepEqual(outcome(await user.forward(text)), unpublishable, name);
  }
  assert.equal(texts().length, before);
  for (const text of [one, two]) assert.deepEqual(outcome(await user.forward(text)), published);
  // The sender's own next request is not taken for a forgery, even with the same beginning.
  assert.deepEqual(outcome(await user.forward(user.encrypted(`${known[0].slice(0, -1)}!`))), published);
  assert.equal(texts().length, before + 1);
  const remembered = await relay.wireroom.rows(
    "SELECT part, length(marks) AS length FROM relay_used_blocks WHERE user_id = ?",
    user.id,
  );
  const blocks = 3 * parts(one).blocks.length;
  assert.deepEqual(remembered, [{ part: 0, length: 13 * blocks }]);
});

test("of a request and its forgeries, submitted at once, only one is published", async () => {
  const user = await relay.user(["twitter"]);
  const known = plaintext();
  const text = user.encrypted(known);
  const before = texts().length;
  // Each forgery shares a block with every other, whichever comes first.
  const made = [0, 1, 2].map((at) => rewritten(text, known, at, `t:I owe Eve ${at}00.`));
  const answers = await Promise.all([text, ...made, text, ...made].map((one) => user.forward(one)));
  assert.equal(texts().length, before + 1, JSON.stringify(texts().slice(before)));
  for (const answer of answers) assert.equal(answer.status, 200);
  assert.equal((await user.publications()).length, 1);
});

test("used blocks are recorded separately for each user, and a new key starts a new record", async () => {
  const [user, other] = [
    await relay.user(["twitter"]),
    await relay.user(["twitter"], { sharedKey: "0123456789abcdef0123456789abcdef" }),
  ];
  for (const sender of [user, other])
    assert.deepEqual(outcome(await sender.forward(sender.encrypted(plaintext()))), published);
  // A sync makes the same change.
  await relay.wireroom.rows("UPDATE relay_shared_keys SET synced_at_ms = 5 WHERE user_id = ?", user.id);
  assert.deepEqual(outcome(await user.forward(user.encrypted(plaintext()))), published);
  const rows = await relay.wireroom.rows("SELECT key_made_at_ms FROM relay_used_blocks WHERE user_id = ?", user.id);
  assert.deepEqual(rows, [{ key_made_at_ms: 5 }]);
});

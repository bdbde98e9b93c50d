import assert from "node:assert/strict";
import { after, afterEach, before, test } from "node:test";
import { gate, slowDown } from "../support/platform-fake.mjs";
import { sends, startRelay } from "./publishing.mjs";

let relay;
before(async () => {
  relay = await startRelay();
});
afterEach(() => relay.fake.relent());
after(() => relay.stop());

const words = (mark, count) => Array.from({ length: count }, (_, index) => `${mark}${index}`).join(" ");
const own = (platform, mark) => relay.fake.posts(platform).filter(({ text }) => text.includes(mark));

/** Asserts that the posts form a thread: each once, in order, each a reply to the previous one. */
function isThread(posts, count) {
  assert.equal(posts.length, count);
  assert.equal(new Set(posts.map(({ text }) => text)).size, count);
  posts.slice(1).forEach(({ replyTo }, index) => assert.equal(replyTo, posts[index].id));
}

for (const [platform, letter] of [
  ["twitter", "t"],
  ["mastodon", "m"],
]) {
  test(`a postponed thread on ${platform} continues below its last post`, async () => {
    const user = await relay.user([platform]);
    const mark = `${platform}put`;
    const text = user.encrypted(`${letter}:${words(mark, 110)}`);
    const held = gate();
    held.release();
    relay.fake.next(platform, held.behavior, slowDown(30));
    const first = await user.forward(text);
    assert.deepEqual([first.status, first.text], [200, "message published successfully"]);
    assert.equal(own(platform, mark).length, 1);
    await relay.cron(10_000);
    assert.equal(own(platform, mark).length, 1);
    await relay.cron(31_000);
    isThread(own(platform, mark), own(platform, mark).length);
    assert.ok(own(platform, mark).length > 2);
    const again = await user.forward(text);
    assert.deepEqual([again.status, again.text], [200, "message published successfully"]);
    assert.equal(
      own(platform, mark)
        .map(({ text: post }) => post)
        .join(" ")
        .match(new RegExp(mark, "g")).length,
      110,
    );
  });
}

test("a publication whose process ends during a post is resumed by the cron, without a duplicate post", async () => {
  const user = await relay.user(["mastodon"]);
  const mark = "ended";
  const text = user.encrypted(`m:${words(mark, 150)}`);
  const [before, within] = [gate(), gate()];
  before.release();
  relay.fake.next("mastodon", before.behavior, within.behavior);
  const forwarded = user.forward(text).catch(() => "gone");
  await within.reached;
  await relay.restart();
  await forwarded;
  // The platform accepts the post although its sender has ended.
  within.release();
  assert.equal((await user.publications())[0].state, "under_way");
  await relay.cron(0);
  assert.equal((await user.publications())[0].state, "under_way", "its lease is not over");
  await relay.cron(120_000);
  assert.equal((await user.publications())[0].state, "published");
  isThread(own("mastodon", mark), 3);
  const again = await user.forward(text);
  assert.deepEqual([again.status, again.text], [200, "message published successfully"]);
  assert.equal(own("mastodon", mark).length, 3);
});

test("an interrupted post is not repeated on a platform that cannot deduplicate it", async () => {
  const user = await relay.user(["twitter"]);
  const mark = "halfway";
  const text = user.encrypted(`t:${words(mark, 80)}`);
  const [before, within] = [gate(), gate()];
  before.release();
  relay.fake.next("twitter", before.behavior, within.behavior);
  const forwarded = user.forward(text).catch(() => "gone");
  await within.reached;
  await relay.restart();
  await forwarded;
  within.release();
  const made = sends(relay.fake, "twitter");
  await relay.cron(120_000);
  const again = await user.forward(text);
  assert.deepEqual([again.status, again.text], [200, "message cannot be published"]);
  assert.equal(sends(relay.fake, "twitter"), made);
  assert.equal((await user.publications())[0].state, "unknown");
});

test("a publication whose process ends before the first post is completed by the cron", async () => {
  const user = await relay.user(["twitter"]);
  const text = user.encrypted("t:nothing was posted yet");
  relay.fake.expire("twitter");
  const within = gate();
  relay.fake.next("twitter.token", within.behavior);
  const forwarded = user.forward(text).catch(() => "gone");
  await within.reached;
  await relay.restart();
  await forwarded;
  // The platform never received the token's refresh, so the token is still valid.
  await relay.cron(120_000);
  assert.deepEqual(own("twitter", "nothing was posted yet").length, 1);
  assert.equal((await user.publications())[0].state, "published");
});

import assert from "node:assert/strict";
import { after, afterEach, before, test } from "node:test";
import { breakAfterDoing, gate, hang, refuse, slowDown } from "../support/platform-fake.mjs";
import { platforms, requests, sends, startRelay } from "./publishing.mjs";

let relay;
before(async () => {
  relay = await startRelay();
});
afterEach(() => relay.fake.relent());
after(() => relay.stop());

const published = (answer) => assert.deepEqual([answer.status, answer.text], [200, "message published successfully"]);
/** Asserts that the request was stored. A forwarder deletes its SMS even if it is told to retry. */
const accepted = (answer) => {
  published(answer);
  assert.equal(answer.headers.get("retry-after"), null);
};
const posts = (platform) => relay.fake.posts(platform).map(({ text, body }) => text ?? body);
let serial = 0;
/** Returns a tweet with a new text. */
const tweet = () => `t:tweet number ${(serial += 1)}`;

for (const platform of platforms) {
  test(`a request for ${platform} is published once, and every copy gets the answer published`, async () => {
    const { fake } = relay;
    const user = await relay.user([platform]);
    const text = user.encrypted(requests[platform].plaintext);
    const before = posts(platform).length;
    published(await user.forward(text));
    published(await user.forward(text));
    published(
      await user.forward(text, {
        platform: "deku",
        id: "7",
        date: "1633024800000",
        date_sent: 1633024800000,
        isRead: 0,
        tag: "my phone",
      }),
    );
    published(
      await relay.wireroom.request("POST", "/sms/platform/gateway-client", {
        json: { text, address: user.phoneNumber },
      }),
    );
    assert.deepEqual(posts(platform).slice(before), [requests[platform].text]);
    assert.equal(sends(fake, platform), before + 1);
    const [row, ...others] = await user.publications();
    assert.deepEqual(
      [row.state, row.platform, row.source, row.country_code, row.sealed, row.due_at_ms, row.lease, others.length],
      ["published", platform, "gateway-client", "CM", null, null, null, 0],
    );
  });
}

test("ten concurrent forwards by two gateway clients are one post", async () => {
  const user = await relay.user(["twitter"]);
  const plaintext = tweet();
  const text = user.encrypted(plaintext);
  const before = posts("twitter").length;
  const answers = await Promise.all(
    Array.from({ length: 10 }, (_, index) =>
      user.forward(text, { platform: index % 2 ? "deku" : "gateway-client", tag: `phone ${index % 2}` }),
    ),
  );
  for (const answer of answers) published(answer);
  assert.deepEqual(posts("twitter").slice(before), [plaintext.slice(2)]);
});

test("ten copies wrapped in ten ways are one post", async () => {
  const user = await relay.user(["mastodon"]);
  const iv = Buffer.from("abcdefghij012345");
  const copies = Array.from({ length: 10 }, (_, index) =>
    user.encrypted("m:wrapped in many ways, and long enough to be wrapped at all", {
      iv,
      columns: index ? 30 + 5 * index : undefined,
    }),
  );
  assert.equal(new Set(copies).size, 10);
  const before = posts("mastodon").length;
  for (const answer of await Promise.all(copies.map((text) => user.forward(text)))) published(answer);
  assert.equal(posts("mastodon").length, before + 1);
});

test("a copy that arrives during the publication of the first waits for its end", async () => {
  const user = await relay.user(["twitter"]);
  const text = user.encrypted(tweet());
  const held = gate();
  relay.fake.next("twitter", held.behavior);
  const first = user.forward(text);
  await held.reached;
  const second = user.forward(text);
  held.release();
  published(await first);
  published(await second);
  assert.equal((await user.publications()).length, 1);
});

test("a platform that asks to wait is not called in between, and requests accepted meanwhile are published once", async () => {
  const user = await relay.user(["twitter"]);
  const plaintext = tweet();
  const text = user.encrypted(plaintext);
  relay.fake.next("twitter", slowDown(600));
  const before = sends(relay.fake, "twitter");
  accepted(await user.forward(text));
  // A copy before that time gets the same answer, and the platform is not called.
  accepted(await user.forward(text));
  await relay.cron(60_000);
  assert.equal((await user.publications())[0].state, "under_way");
  assert.equal(sends(relay.fake, "twitter"), before + 1);
  await relay.cron(601_000);
  published(await user.forward(text));
  assert.equal(sends(relay.fake, "twitter"), before + 2);
  assert.equal(posts("twitter").filter((post) => post === plaintext.slice(2)).length, 1);
});

test("a request is published at the thirteenth attempt after the platform asked twelve times to wait", async () => {
  const user = await relay.user(["twitter"]);
  const text = user.encrypted(tweet());
  for (let round = 0; round < 12; round += 1) relay.fake.next("twitter", slowDown(60));
  const before = sends(relay.fake, "twitter");
  accepted(await user.forward(text));
  // Each time the delay grows, so the attempts are an hour or more apart.
  for (let round = 1; round <= 12; round += 1) {
    await relay.cron(round * 3_700_000);
    assert.equal(sends(relay.fake, "twitter"), before + round + 1);
  }
  published(await user.forward(text));
});

test("a post with an unknown outcome is never repeated on a platform that cannot deduplicate it", async () => {
  for (const behavior of [breakAfterDoing, hang]) {
    const user = await relay.user(["twitter"]);
    const text = user.encrypted(tweet());
    const before = sends(relay.fake, "twitter");
    relay.fake.next("twitter", behavior);
    const answers = [await user.forward(text), await user.forward(text)];
    await relay.cron(3_600_000);
    answers.push(await user.forward(text));
    for (const answer of answers) assert.deepEqual([answer.status, answer.text], [200, "message cannot be published"]);
    assert.equal(sends(relay.fake, "twitter"), before + 1);
    const [row] = await user.publications();
    assert.deepEqual([row.state, row.due_at_ms, row.sealed], ["unknown", null, null]);
  }
});

test("a final refusal by a platform is never retried", async () => {
  const user = await relay.user(["twitter"]);
  const text = user.encrypted(tweet());
  const before = sends(relay.fake, "twitter");
  relay.fake.next("twitter", refuse(403));
  for (let round = 0; round < 2; round += 1) {
    const answer = await user.forward(text);
    assert.deepEqual([answer.status, answer.text], [200, "message cannot be published"]);
  }
  await relay.cron(3_600_000);
  assert.equal(sends(relay.fake, "twitter"), before + 1);
  assert.equal((await user.publications())[0].state, "refused");
});

test("a post with an unknown outcome is repeated on a platform that deduplicates by key", async () => {
  const user = await relay.user(["mastodon"]);
  const text = user.encrypted("m:once, whatever happens");
  relay.fake.next("mastodon", breakAfterDoing);
  accepted(await user.forward(text));
  await relay.cron(60_000);
  published(await user.forward(text));
  assert.equal(posts("mastodon").filter((post) => post === "once, whatever happens").length, 1);
});

test("an expired token is refreshed first, once, and stored", async () => {
  const { fake } = relay;
  const user = await relay.user(["twitter"]);
  fake.expire("twitter");
  published(await user.forward(user.encrypted(tweet())));
  const refreshes = fake.made({ platform: "twitter", operation: "token" }).length;
  published(await user.forward(user.encrypted(tweet())));
  assert.equal(fake.made({ platform: "twitter", operation: "token" }).length, refreshes);
});

test("two concurrent requests of one user use the grant one after the other", async () => {
  const { fake } = relay;
  const user = await relay.user(["twitter"]);
  fake.expire("twitter");
  const refreshes = fake.made({ platform: "twitter", operation: "token" }).length;
  const answers = await Promise.all([user.forward(user.encrypted(tweet())), user.forward(user.encrypted(tweet()))]);
  for (const answer of answers) published(answer);
  // Twitter accepts a refresh token once; a second refresh with it would have lost the grant.
  assert.equal(fake.made({ platform: "twitter", operation: "token" }).length, refreshes + 1);
});

import assert from "node:assert/strict";
import { after, afterEach, before, test } from "node:test";
import { gate, refuse, unavailable } from "../support/platform-fake.mjs";
import { eventually } from "../support/wireroom.mjs";
import { expected, startWithPlatforms } from "./grants.mjs";

let system;
before(async () => (system = await startWithPlatforms()));
after(() => system.stop());
afterEach(() => system.fake.relent());
const refreshing = ["gmail", "twitter", "bluesky"];
let named = 0;
async function granted(platform) {
  await system.wireroom.rows("DELETE FROM relay_grants");
  system.fake.account = `dora${(named += 1)}`;
  const user = await system.user();
  await user.grant(platform);
  return user;
}
let said = 0;
const letters = { gmail: "g:alice@example.com:::Hi:", twitter: "t:", bluesky: "b:" };
const publish = (user, platform) =>
  system.wireroom.request("POST", "/publish", {
    key: system.wireroom.account.key,
    json: { MSISDN: user.phoneNumber, message: `${letters[platform]}said ${(said += 1)}` },
  });
const tokenRequests = (platform) => system.fake.made({ platform, operation: "token" });
const version = async (user) =>
  (await system.wireroom.rows("SELECT version FROM relay_grants WHERE user_id = ?", user.id))[0]?.version;

for (const platform of refreshing) {
  test(`${platform}: an expired token is refreshed, stored, and used from then on`, async () => {
    const user = await granted(platform);
    const [before, posts, asked] = [
      await version(user),
      system.fake.posts(platform).length,
      tokenRequests(platform).length,
    ];
    system.fake.expire(platform);
    await expected(200, publish(user, platform));
    await expected(200, publish(user, platform));
    assert.equal(system.fake.posts(platform).length - posts, 2);
    assert.equal(tokenRequests(platform).length - asked, 1);
    assert.ok((await version(user)) > before);
    const revoked = system.fake.made({ platform, operation: "revoke" }).length;
    await expected(200, user.revoke(platform));
    assert.equal(
      system.fake.made({ platform, operation: "revoke" })[revoked].outcome,
      "accepted",
      "it is the fresh token that is given back",
    );
  });

  test(`${platform}: ten concurrent publications refresh a token once`, async () => {
    const user = await granted(platform);
    const [posts, asked] = [system.fake.posts(platform).length, tokenRequests(platform).length];
    system.fake.expire(platform);
    await Promise.all(Array.from({ length: 10 }, () => publish(user, platform)));
    await eventually(
      async () => {
        await system.wireroom.cron(new Date(Date.now() + 60_000));
        return system.fake.posts(platform).length - posts === 10;
      },
      { what: "ten posts", timeoutMs: 60_000 },
    );
    assert.equal(tokenRequests(platform).length - asked, 1);
  });
}

test("an outage during a refresh loses neither the token nor the publication", async () => {
  const user = await granted("twitter");
  const posts = system.fake.posts("twitter").length;
  system.fake.expire("twitter");
  system.fake.next("twitter.token", unavailable);
  await publish(user, "twitter");
  await eventually(
    async () => {
      await system.wireroom.cron(new Date(Date.now() + 120_000));
      return system.fake.posts("twitter").length - posts === 1;
    },
    { what: "a post" },
  );
});

test("a withdrawn consent is refused for good, and can be given again", async () => {
  const user = await granted("twitter");
  const posts = system.fake.posts("twitter").length;
  system.fake.withdraw("twitter");
  await publish(user, "twitter");
  assert.equal(system.fake.posts("twitter").length, posts);
  await expected(200, user.revoke("twitter"));
  await user.grant("twitter");
  await expected(200, publish(user, "twitter"));
  assert.equal(system.fake.posts("twitter").length - posts, 1);
});

test("a token that is refreshed while its owner revokes the grant is revoked, too", async () => {
  const user = await granted("twitter");
  system.fake.expire("twitter");
  const { behavior, reached, release } = gate();
  system.fake.next("twitter.token", behavior);
  const publishing = publish(user, "twitter");
  await reached;
  const before = system.fake.made({ platform: "twitter", operation: "revoke" }).length;
  system.fake.next("twitter.revoke", refuse(503));
  await expected(200, user.revoke("twitter"));
  assert.deepEqual((await user.wallet()).saved, []);
  release();
  await publishing;
  await system.wireroom.cron(new Date(Date.now() + 60_000));
  await system.wireroom.cron(new Date(Date.now() + 360_000));
  const tokens = system.fake
    .made({ platform: "twitter", operation: "revoke" })
    .slice(before)
    .map(({ form }) => form.get("token"));
  assert.equal(new Set(tokens).size, 2, "the token of before and the fresh one");
  assert.equal(await system.count("relay_revocations", user), 0);
});

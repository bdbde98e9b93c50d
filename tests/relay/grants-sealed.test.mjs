import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { refuse, unavailable } from "../support/platform-fake.mjs";
import { open, seal, sealingKey } from "../support/relay-users.mjs";
import { expected, oauthPlatforms, startWithPlatforms } from "./grants.mjs";

const [one, two] = [sealingKey("one"), sealingKey("two")];

let system;
before(async () => (system = await startWithPlatforms()));
after(() => system.stop());
let named = 0;
async function granted(platform = "gmail") {
  system.fake.account = `carol${(named += 1)}`;
  const user = await system.user();
  await user.grant(platform);
  return user;
}
const revoked = () => system.fake.made({ operation: "revoke" });
/** Returns the database's text together with everything that base64 in it decodes to, recursively. */
function readings(text) {
  const all = [text];
  for (let depth = 0; depth < 3; depth += 1) {
    const texts = all.at(-1).match(/[A-Za-z0-9+/_=-]{16,}/g) ?? [];
    all.push(texts.map((part) => Buffer.from(part, "base64").toString("latin1")).join("\n"));
  }
  return all.join("\n");
}

test("no token or account of a platform is in the database in any encoding", async () => {
  const user = await system.user();
  system.fake.account = "carol-secret-account";
  const given = [];
  for (const platform of oauthPlatforms) given.push(...Object.values(await user.grant(platform)));
  const open = await system.user();
  const { body } = await expected(200, open.start("gmail"));
  const state = new URL(body.url).searchParams.get("state");
  for (const platform of oauthPlatforms) await expected(200, user.revoke(platform));
  const used = revoked().map(({ form }) => form.get("token"));
  assert.equal(used.length, 4);
  // The grants are made again before the search, because they were deleted a moment ago.
  for (const platform of oauthPlatforms) given.push(...Object.values(await user.grant(platform)));
  const everything = readings(await system.stored());
  assert.ok(everything.length > 2_000);
  const words = [
    ...given,
    ...used,
    state,
    "access_token",
    "refresh",
    "carol-secret-account",
    ...oauthPlatforms.map((platform) => `${platform}-`),
  ];
  for (const word of words) assert.ok(!everything.includes(word), word);
  // The search would find a planted token.
  const planted = Buffer.from(JSON.stringify({ access_token: used[0] })).toString("base64");
  assert.ok(readings(planted).includes(used[0]));
});

test("failures are logged without any code, token, number or account", async () => {
  system.wireroom.server.clearLogs();
  system.fake.account = "erin-secret-account";
  const user = await system.user();
  const { back, ...returned } = await user.agree("gmail");
  system.fake.next(
    "gmail.token",
    unavailable,
    refuse(400, { error: "invalid_grant", error_description: `${returned.code} of erin-secret-account` }),
  );
  assert.equal((await user.finish("gmail", returned)).status, 502);
  assert.equal((await user.finish("gmail", returned)).status, 403);
  await user.grant("mastodon");
  system.fake.next("mastodon.revoke", unavailable);
  await expected(200, user.revoke("mastodon"));
  await expected(200, user.start("telegram", { phone_number: user.phoneNumber }));
  assert.equal((await user.finish("telegram", { phone_number: user.phoneNumber, code: "54321" })).status, 403);
  await system.wireroom.cron(new Date(Date.now() + 6 * 60_000));
  assert.equal(await system.count("relay_revocations", user), 0);
  const logs = JSON.stringify(system.wireroom.server.getLogs());
  for (const message of [
    "a grant on an online platform was not made",
    "a platform did not confirm a grant's revocation yet",
  ])
    assert.ok(logs.includes(message), message);
  const [token] = revoked()
    .slice(-1)
    .map(({ form }) => form.get("token"));
  for (const word of [...Object.values(returned), token, user.phoneNumber.slice(1), "54321", "erin-secret", user.id])
    assert.ok(!logs.includes(word), word);
});

test("tokens that are copied to another user cannot be opened there, with or without their key", async () => {
  const [bob, ann] = [await granted(), await granted()];
  const copies = [
    "UPDATE relay_grants SET sealed_tokens = (SELECT sealed_tokens FROM relay_grants WHERE user_id = ?1 AND platform = 'gmail') WHERE user_id = ?2 AND platform = 'gmail'",
    "UPDATE relay_data_keys SET wrapped_key = (SELECT wrapped_key FROM relay_data_keys WHERE user_id = ?1) WHERE user_id = ?2",
  ];
  const before = revoked().length;
  for (const copy of copies) await system.wireroom.rows(copy, bob.id, ann.id);
  assert.equal((await ann.revoke("gmail")).status, 200, "it is gone here all the same");
  assert.equal(revoked().length, before, "no user's tokens are used for another user");
  assert.equal((await bob.revoke("gmail")).status, 200);
  assert.equal(revoked().length, before + 1);
  await system.wireroom.rows("DELETE FROM relay_data_keys WHERE user_id = ?", ann.id);
});

test("tokens that are copied to another platform cannot be opened there", async () => {
  const user = await granted("gmail");
  await user.grant("mastodon");
  await system.wireroom.rows(
    "UPDATE relay_grants SET sealed_tokens = (SELECT sealed_tokens FROM relay_grants WHERE user_id = ?1 AND platform = 'gmail') WHERE user_id = ?1 AND platform = 'mastodon'",
    user.id,
  );
  const before = revoked().length;
  await expected(200, user.revoke("mastodon"));
  assert.equal(revoked().length, before);
});

test("a new sealing key replaces the old one without interruption", async () => {
  const [used, unused] = [await granted(), await granted()];
  const sharedKey = "0123456789abcdef0123456789abcdef";
  await system.wireroom.rows(
    "INSERT INTO relay_shared_keys (account_id, user_id, sealed_key, number_hash, client_key, client_digest, client_mgf1, synced_at_ms, syncs) VALUES (?, ?, ?, 'x', '', 'sha256', 'sha1', 0, 1)",
    system.wireroom.account.id,
    used.id,
    seal(sharedKey, one, ["relay shared key", system.wireroom.account.id, used.id]),
  );
  const begun = await used.agree("mastodon");
  const keyIds = async () =>
    Object.fromEntries(
      (await system.wireroom.rows("SELECT user_id, key_id FROM relay_data_keys")).map(({ user_id, key_id }) => [
        user_id,
        key_id,
      ]),
    );
  assert.deepEqual([(await keyIds())[used.id], (await keyIds())[unused.id]], ["one", "one"]);

  await system.restart(`${two},${one}`);
  assert.deepEqual((await unused.wallet()).saved, ["gmail"], "a request that is made meanwhile is served");
  const { back, ...returned } = begun;
  await expected(200, used.finish("mastodon", returned));
  assert.deepEqual(
    [(await keyIds())[used.id], (await keyIds())[unused.id]],
    ["two", "one"],
    "what is used is wrapped anew",
  );
  await system.wireroom.cron();
  assert.deepEqual([...new Set(Object.values(await keyIds()))], ["two"], "and so is the rest, by and by");
  const [{ sealed_key: shared }] = await system.wireroom.rows(
    "SELECT sealed_key FROM relay_shared_keys WHERE user_id = ?",
    used.id,
  );
  const binding = ["relay shared key", system.wireroom.account.id, used.id];
  assert.equal(open(shared, two, binding), sharedKey, "and what users share with their apps");

  await system.restart(two);
  for (const [index, user] of [used, unused].entries()) {
    // The users' sessions were sealed under the deleted key, so they log in again.
    const again = await system.user({ like: user });
    const before = revoked().length;
    assert.equal((await again.revoke("gmail")).status, 200);
    const [{ outcome }] = revoked().slice(before);
    assert.equal(outcome, "accepted", `user ${index}`);
  }
});

test("without its sealing key nothing can be opened, and nothing is lost until the key is back", async () => {
  await system.restart(one);
  const user = await granted();
  await system.restart(two);
  const before = revoked().length;
  const again = await system.user({ like: user });
  assert.equal((await again.revoke("gmail")).status, 200, "the user has taken it back");
  assert.equal(revoked().length, before);
  assert.equal(await system.count("relay_revocations", user), 1);
  await system.restart(`${two},${one}`);
  await system.wireroom.cron(new Date(Date.now() + 6 * 60_000));
  assert.equal(revoked().length, before + 1);
  assert.equal(await system.count("relay_revocations", user), 0);
});

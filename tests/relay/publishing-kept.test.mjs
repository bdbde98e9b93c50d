import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { gate } from "../support/platform-fake.mjs";
import { startRelay } from "./publishing.mjs";

/** No gateway client keeps an SMS after an answer (contract relaysms.md, 9), so an answered request must be stored. */

let relay;
before(async () => {
  relay = await startRelay({ vars: { TELEGRAM_ADAPTER_URL: "" } });
});
after(() => relay.stop());

const texts = (platform) => relay.fake.posts(platform).map(({ text }) => text);
const published = (answer) =>
  assert.deepEqual(
    [answer.status, answer.text, answer.headers.get("retry-after")],
    [200, "message published successfully", null],
  );
const states = async (user) => (await user.publications()).map(({ state }) => state);

test("a request for a platform that is not configured is accepted, sealed, and published once it is configured", async () => {
  const user = await relay.user(["telegram"]);
  const text = user.encrypted("T:+237699999999:before it was configured");
  published(await user.forward(text));
  published(await user.forward(text));
  const [row] = await user.publications();
  assert.equal(row.state, "under_way");
  assert.match(row.sealed, /^v1\.tests\./);
  await relay.cron(60_000);
  assert.deepEqual(await states(user), ["under_way"]);
  await relay.restart({ TELEGRAM_ADAPTER_URL: relay.fake.vars.TELEGRAM_ADAPTER_URL });
  // This is after the postponed time, and within the five minutes that the adapter tolerates in a signature's time.
  await relay.cron(240_000);
  assert.deepEqual(await states(user), ["published"]);
  assert.deepEqual(texts("telegram"), ["before it was configured"]);
  published(await user.forward(text));
  assert.equal(texts("telegram").length, 1);
});

test("a copy that arrives during a long publication of the first is accepted", async () => {
  const user = await relay.user(["telegram"]);
  const text = user.encrypted("t:no such grant yet");
  assert.equal((await user.forward(text)).text, "message cannot be published");
  await user.grant("mastodon", relay.fake.grant("mastodon"));
  const held = gate();
  relay.fake.next("mastodon", held.behavior);
  const request = user.encrypted("m:held for long");
  const first = user.forward(request);
  await held.reached;
  // The first may end before or after the copy stops waiting for it; the answer is the same.
  const copy = user.forward(request);
  published(await first);
  held.release();
  published(await copy);
  await relay.cron(3_600_000);
  assert.deepEqual(await states(user), ["published"]);
  assert.equal(texts("mastodon").filter((one) => one === "held for long").length, 1);
});

test("a request may have 128 blocks, and a longer one gets the answer of unpublishable texts", async () => {
  const user = await relay.user(["gmail"]);
  const start = "g:alice@example.com:::Hi:";
  const of = (bytes) => user.encrypted(start + "a".repeat(bytes - start.length));
  for (const bytes of [128 * 16, 100_000]) {
    const answer = await user.forward(of(bytes));
    assert.deepEqual([answer.status, answer.text], [200, "message cannot be published"], String(bytes));
  }
  published(await user.forward(of(128 * 16 - 1)));
  assert.deepEqual(await states(user), ["published"]);
});

test("a request that is not stored is a 5xx: a user with a full backlog must retry, and others need not", async () => {
  const [user, other] = [await relay.user(["mastodon"]), await relay.user(["mastodon"])];
  const { account } = relay.wireroom;
  await relay.wireroom.rows(
    `INSERT INTO publications (account_id, fingerprint, copy_digest, id, user_id, platform, source, gateway_client, country_code, state, created_at_ms, due_at_ms)
     WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100)
     SELECT ?1, 'full ' || i, '', 'full ' || i, ?2, 'mastodon', 'gateway-client', '', 'CM', 'under_way', ?3, ?3 + 9000000 FROM n`,
    account.id,
    user.id,
    Date.now(),
  );
  const text = user.encrypted("m:one too many");
  for (const one of [text, user.encrypted("nonsense")]) {
    const answer = await user.forward(one);
    assert.deepEqual([answer.status, answer.text, answer.headers.get("retry-after")], [500, "", "60"]);
  }
  published(await other.forward(other.encrypted("m:from another")));
  await relay.wireroom.rows("DELETE FROM publications WHERE account_id = ? AND fingerprint = 'full 1'", account.id);
  // The request was not stored, so none of its blocks was recorded.
  published(await user.forward(text));
  assert.ok(texts("mastodon").includes("one too many"));
});

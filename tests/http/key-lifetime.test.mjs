import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { after, before, test } from "node:test";
import { eventually, startWireroom } from "../support/wireroom.mjs";

const minutes = 60_000;

let wireroom;
before(async () => (wireroom = await startWireroom()));
after(() => wireroom.stop());

const list = (key) => wireroom.request("GET", "/api/v1/sms/received", { key });
const digestOf = (key) => createHash("sha256").update(key).digest("hex");

async function lastUsedAt(key) {
  const [row] = await wireroom.rows("SELECT last_used_at_ms FROM api_keys WHERE digest = ?", digestOf(key));
  return row.last_used_at_ms;
}

async function keyLastUsedAt(atMs) {
  const key = await wireroom.account.createKey("client");
  await wireroom.rows("UPDATE api_keys SET last_used_at_ms = ? WHERE digest = ?", atMs, digestOf(key));
  return key;
}

async function revocationHolds(key) {
  assert.equal((await list(key)).status, 200);
  await wireroom.account.revokeKey(key);
  const tookMs = await refusedAfterMs(key);
  assert.ok(tookMs <= 11_000, `${tookMs} ms`);
}

/** Uses the key until it is refused, and another key in between, and measures how long that took. */
async function refusedAfterMs(key) {
  const startedMs = performance.now();
  await eventually(
    async () => {
      const [answer, other] = await Promise.all([list(key), list(wireroom.account.key)]);
      assert.equal(other.status, 200, "an unrelated key keeps working");
      if (answer.status === 200) return undefined;
      assert.deepEqual([answer.status, answer.body], [401, { error: "Invalid API key" }]);
      return true;
    },
    { timeoutMs: 25_000, what: "the key is refused" },
  );
  return performance.now() - startedMs;
}

test("a withdrawn key is refused within ten seconds, even if it was just used", { concurrency: true }, async (t) => {
  await Promise.all([
    t.test("a revoked key is refused", async () => revocationHolds(await wireroom.account.createKey("client"))),
    // Recording the use must not make an old look-up count as a new one.
    t.test("a revoked key is refused even if its use is due to be recorded", async () =>
      revocationHolds(await keyLastUsedAt(Date.now() - 60 * minutes + 8_000)),
    ),
    t.test("the key of a disabled account is refused", async () => {
      const account = await wireroom.createAccount("disabled");
      assert.equal((await list(account.key)).status, 200);
      await wireroom.rows("UPDATE accounts SET disabled_at_ms = ? WHERE id = ?", Date.now(), account.id);
      const tookMs = await refusedAfterMs(account.key);
      assert.ok(tookMs <= 11_000, `${tookMs} ms`);
    }),
  ]);
});

test("a key stops working when it expires, even if it was used just before", async () => {
  const expiresAtMs = Date.now() + 1_500;
  const key = await wireroom.account.createKey("client", { expiresAtMs });
  assert.equal((await list(key)).status, 200);
  await refusedAfterMs(key);
  assert.ok(Date.now() >= expiresAtMs);
  assert.ok(Date.now() < expiresAtMs + 3_000);
});

test("a key's first use is recorded", async () => {
  const key = await wireroom.account.createKey("client");
  assert.equal(await lastUsedAt(key), null);
  const beforeMs = Date.now();
  await list(key);
  const usedAtMs = await eventually(async () => (await lastUsedAt(key)) ?? undefined);
  assert.ok(usedAtMs >= beforeMs && usedAtMs <= Date.now());
});

test("further uses are recorded at most once an hour", async () => {
  const [recent, old] = [Date.now() - 59 * minutes, Date.now() - 61 * minutes];
  const keyUsedRecently = await keyLastUsedAt(recent);
  const keyUsedLongAgo = await keyLastUsedAt(old);
  await list(keyUsedRecently);
  await list(keyUsedLongAgo);
  // Once the later of two writes is visible, the earlier one would be, too.
  await eventually(async () => (await lastUsedAt(keyUsedLongAgo)) > old);
  assert.equal(await lastUsedAt(keyUsedRecently), recent);
});

test("a request refused because of its key records no use", async () => {
  const key = await wireroom.account.createKey("client");
  await wireroom.account.revokeKey(key);
  const other = await wireroom.account.createKey("client");
  assert.equal((await list(key)).status, 401);
  assert.equal((await list(other)).status, 200);
  await eventually(async () => (await lastUsedAt(other)) !== null);
  assert.equal(await lastUsedAt(key), null);
});

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { newAccountId } from "../support/minted-keys.mjs";
import { startWireroom } from "../support/wireroom.mjs";

const accounts = Array.from({ length: 45 }, newAccountId);
const start = Math.floor(Date.now() / 60_000) * 60_000;
const minute = (count) => new Date(start + count * 60_000);

let wireroom;
before(async () => {
  wireroom = await startWireroom();
  for (const id of accounts) {
    await wireroom.rows(
      "INSERT INTO accounts (id, name, created_at_ms, active_at_ms) VALUES (?, ?, 0, ?)",
      id,
      id,
      start,
    );
  }
});
after(() => wireroom.stop());

/**
 * Returns the accounts whose Dispatchers were called since the last check, which is visible because they can be
 * evicted.
 */
async function called() {
  const evict = (name) =>
    wireroom.worker.evictDurableObject("Dispatcher", { name, webSockets: "hibernate" }).then(
      () => name,
      () => undefined,
    );
  return (await Promise.all(accounts.map(evict))).filter(Boolean);
}

test("a minute's cron pokes as many accounts as its calls allow, and later minutes reach all others", async () => {
  const rounds = [];
  for (let count = 1; count <= 6; count += 1) {
    assert.equal((await wireroom.cron(minute(count))).outcome, "ok");
    rounds.push(await called());
  }
  assert.deepEqual(
    rounds.map(({ length }) => length),
    [19, 19, 7, 19, 19, 7],
  );
  const ordered = accounts.toSorted();
  for (const pass of [rounds.slice(0, 3), rounds.slice(3)]) assert.deepEqual(pass.flat().toSorted(), ordered);
});

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { privateToken, startWireroom } from "../support/wireroom.mjs";
import { Face, bearer, outcome } from "./support/face.mjs";

const dayMs = 86_400_000;

let wireroom, face;
before(async () => {
  wireroom = await startWireroom({
    vars: {
      ENVIRONMENT: "production",
      GATEWAY_MODE: "public",
      PUBLIC_ACCOUNTS_PER_HOUR: "3",
      PRIVATE_ACCOUNTS_PER_HOUR: "1",
    },
  });
  face = new Face(wireroom);
});
after(() => wireroom.stop());

let networks = 0;
const register = (as) => {
  networks += 1;
  return face.call("POST", "/mobile/v1/device", {
    as,
    json: { name: "Pixel" },
    headers: { "cf-connecting-ip": `198.51.100.${networks}` },
  });
};
const accounts = async () => (await wireroom.rows("SELECT COUNT(*) AS count FROM accounts"))[0].count;

test("all networks together get a limited number of accounts an hour, and phones with a token still register", async () => {
  for (let index = 0; index < 3; index += 1) assert.equal((await register()).status, 201);
  const over = await register();
  assert.deepEqual(outcome(over), { status: 429, body: { message: "Too Many Requests" } });
  assert.ok(Number(over.headers.get("retry-after")) >= 1);
  assert.equal(await accounts(), 4);
  assert.equal((await register(bearer(privateToken))).status, 201);
  assert.equal(await accounts(), 5);
  assert.deepEqual(outcome(await register(bearer(privateToken))), {
    status: 429,
    body: { message: "Too Many Requests" },
  });
});

test("an unused account of a stranger or a token holder is deleted after a week; a used one, or an operator's, stays", async () => {
  await wireroom.rows("DELETE FROM limit_counters");
  const [idle, used] = [await register(), await register()];
  assert.deepEqual([idle.status, used.status], [201, 201]);
  assert.equal((await face.call("GET", "/mobile/v1/device", { as: bearer(used.body.token) })).status, 200);
  await wireroom.eventually(async () => {
    const [{ last_used_at_ms: at }] = await wireroom.rows(
      "SELECT last_used_at_ms FROM api_keys WHERE gateway_id = ?",
      used.body.id,
    );
    return at;
  });
  const made = await wireroom.createAccount("made by an operator");
  await wireroom.cron(new Date(Date.now() + 6 * dayMs));
  assert.equal(await accounts(), 8);
  // If other sweeps come first in a minute, some accounts are left for the next.
  await wireroom.cronRound(new Date(Date.now() + 8 * dayMs));
  const left = await wireroom.rows("SELECT id FROM gateways WHERE id IN (?, ?)", idle.body.id, used.body.id);
  assert.deepEqual(left, [{ id: used.body.id }]);
  const kept = (await wireroom.rows("SELECT id FROM accounts")).map(({ id }) => id);
  assert.equal(kept.length, 3);
  assert.ok(kept.includes(made.id) && kept.includes(wireroom.account.id));
  for (const table of [
    "api_keys WHERE gateway_id",
    "logins WHERE account_id NOT IN (SELECT id FROM accounts) AND account_id",
  ]) {
    assert.deepEqual(await wireroom.rows(`SELECT * FROM ${table} = ?`, idle.body.id), []);
  }
});

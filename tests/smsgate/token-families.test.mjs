import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { startWireroom } from "../support/wireroom.mjs";
import { Face, bearer, outcome, unauthorized } from "./support/face.mjs";

let wireroom, face, login;
before(async () => {
  wireroom = await startWireroom();
  face = new Face(wireroom);
  login = await wireroom.account.setLogin();
});
after(() => wireroom.stop());

const refresh = (token) => face.call("POST", "/3rdparty/v1/auth/token/refresh", { as: bearer(token) });
const devices = (token) => face.call("GET", "/3rdparty/v1/devices", { as: bearer(token) });
const rotatedEarlier = (id, ms) =>
  wireroom.rows("UPDATE token_pairs SET rotated_at_ms = rotated_at_ms - ? WHERE id = ?", ms, id);

async function rotatedTwice() {
  const first = await face.tokens(login.basic, ["devices:list"]);
  const second = (await refresh(first.refresh_token)).body;
  const third = (await refresh(second.refresh_token)).body;
  return [first, second, third];
}

test("a replayed refresh token ends every pair of its login, and of no other login", async () => {
  const family = await rotatedTwice();
  const other = await face.tokens(login.basic, ["devices:list"]);
  await rotatedEarlier(family[0].id, 30_000);
  for (const { access_token: token } of family) assert.equal((await devices(token)).status, 200);
  assert.deepEqual(outcome(await refresh(family[0].refresh_token)), unauthorized);
  for (const { access_token: token } of family) assert.deepEqual(outcome(await devices(token)), unauthorized);
  assert.deepEqual(outcome(await refresh(family[2].refresh_token)), unauthorized);
  assert.equal((await devices(other.access_token)).status, 200);
  assert.equal((await refresh(other.refresh_token)).status, 201);
});

test("a refresh token replayed within 30 seconds is refused, gives no pair and ends nothing", async () => {
  const [first, , third] = await rotatedTwice();
  await rotatedEarlier(first.id, 25_000);
  const count = async () => (await wireroom.rows("SELECT COUNT(*) AS count FROM token_pairs"))[0].count;
  const before = await count();
  for (let index = 0; index < 10; index += 1)
    assert.deepEqual(outcome(await refresh(first.refresh_token)), unauthorized);
  assert.equal(await count(), before);
  assert.equal((await devices(third.access_token)).status, 200);
  assert.equal((await refresh(third.refresh_token)).status, 201);
});

test("a replayed refresh token that was revoked ends no other token", async () => {
  const pair = await face.tokens(login.basic, ["devices:list"]);
  const jti = JSON.parse(Buffer.from(pair.refresh_token.split(".")[1], "base64url").toString()).jti;
  await face.call("DELETE", `/3rdparty/v1/auth/token/${jti}`, { as: login.basic });
  await wireroom.rows("UPDATE token_pairs SET refresh_ended_at_ms = refresh_ended_at_ms - 60000 WHERE id = ?", pair.id);
  assert.deepEqual(outcome(await refresh(pair.refresh_token)), unauthorized);
  assert.equal((await devices(pair.access_token)).status, 200);
});

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { startWireroom } from "../support/wireroom.mjs";
import { expect, goodPassword, member, newNumber, Visitor } from "./users.mjs";

const wrong = "Wrong-horse-9";
const [home, elsewhere, stranger] = ["192.0.2.1", "192.0.2.2", "198.51.100.1"];

let wireroom, phone;
before(async () => {
  wireroom = await startWireroom();
  phone = await wireroom.phone();
});
after(() => wireroom.stop());

const from = (network) => new Visitor(wireroom, { network });
/** As if strangers had used up all guesses that are theirs. */
const usedUp = () => wireroom.rows("UPDATE password_failures SET failures = 80 WHERE known = 0 AND failures > 0");

test("a block is of the network that guessed", async () => {
  const user = await member(wireroom, phone, { network: home });
  for (let guess = 0; guess < 5; guess += 1) assert.equal((await from(stranger).logIn(user.number, wrong)).status, 401);
  assert.equal((await from(stranger).logIn(user.number)).status, 429);
  expect(await from(home).logIn(user.number), 200);
  expect(await from(elsewhere).logIn(user.number), 200);
});

test("guesses over all networks have an end, which locks out nobody who comes from a network that is known", async () => {
  const user = await member(wireroom, phone, { network: home });
  const nobody = newNumber();
  for (const number of [user.number, nobody]) {
    assert.equal((await from(stranger).logIn(number, wrong)).status, 401);
    await usedUp();
    const refused = expect(await from(elsewhere).logIn(number), 429);
    assert.deepEqual([refused.text, refused.headers.get("retry-after")], ["too many requests", "86400"]);
  }
  assert.equal((await from(elsewhere).verify(goodPassword, user.uid)).status, 429);
  assert.equal((await from(home).logIn(user.number, wrong)).status, 401);
  expect(await from(home).logIn(user.number), 200);
  // Its success counts for itself alone.
  assert.equal((await from(elsewhere).logIn(user.number)).status, 429);
  // A recovery takes back all failures.
  const recovering = from(elsewhere);
  expect(await recovering.recover(user.number), 200);
  expect(await recovering.enterCode(await recovering.receiveCode(phone, user.number)), 200);
  expect(await recovering.finishRecovery("Another-horse-8"), 200);
  expect(await from(elsewhere).logIn(user.number, "Another-horse-8"), 200);
});

test("every way in answers a wrong password and an unknown name alike and after the same time", async () => {
  const user = await member(wireroom, phone, { network: home });
  for (const [known, unknown] of [
    [() => from(elsewhere).logIn(user.number, wrong), () => from(elsewhere).logIn(newNumber(), wrong)],
    [() => from(elsewhere).verify(wrong, user.uid), () => from(elsewhere).verify(wrong, "00000000-0000-4000-8000-000000000000")],
  ]) {
    const seen = [];
    for (const guess of [known, unknown]) {
      const startedMs = performance.now();
      const { status, text, headers } = await guess();
      const tookMs = performance.now() - startedMs;
      assert.ok(tookMs >= 395, `${tookMs} ms`);
      seen.push({ status, text, names: [...headers.keys()].sort() });
    }
    assert.deepEqual(seen[0], seen[1]);
  }
});

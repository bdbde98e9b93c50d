import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { startWireroom } from "../support/wireroom.mjs";
import { anotherThan, Codes } from "../otp/codes.mjs";
import { expect, goodPassword, member, newNumber, Visitor, endCodeWait } from "./users.mjs";

const wrong = "Wrong-horse-9";
const [home, elsewhere, stranger] = ["192.0.2.1", "192.0.2.2", "198.51.100.1"];

let wireroom, phone;
before(async () => {
  wireroom = await startWireroom();
  phone = await wireroom.phone();
});
after(() => wireroom.stop());

const from = (network) => new Visitor(wireroom, { network });
/** Simulates that strangers have used up all guesses of unknown networks. */
const usedUp = () => wireroom.rows("UPDATE password_failures SET failures = 70 WHERE known = 0 AND failures > 0");

test("a block applies only to the network that guessed", async () => {
  const user = await member(wireroom, phone, { network: home });
  for (let guess = 0; guess < 5; guess += 1) assert.equal((await from(stranger).logIn(user.number, wrong)).status, 401);
  assert.equal((await from(stranger).logIn(user.number)).status, 429);
  expect(await from(home).logIn(user.number), 200);
  expect(await from(elsewhere).logIn(user.number), 200);
});

test("guesses over all networks are limited, which locks out no user on a known network", async () => {
  const user = await member(wireroom, phone, { network: home });
  const nobody = newNumber();
  for (const number of [user.number, nobody]) {
    assert.equal((await from(stranger).logIn(number, wrong)).status, 401);
    await usedUp();
    const refused = expect(await from(elsewhere).logIn(number), 429);
    assert.equal(refused.text, "too many requests");
    // The stranger's guesses stop counting on a whole day, thirty days from now.
    const days = Number(refused.headers.get("retry-after")) / 86_400;
    assert.ok(days > 29.9 && days <= 31, `${days} days`);
  }
  assert.equal((await from(elsewhere).verify(goodPassword, user.uid)).status, 429);
  assert.equal((await from(home).logIn(user.number, wrong)).status, 401);
  expect(await from(home).logIn(user.number), 200);
  // A success clears only its own network's guesses.
  assert.equal((await from(elsewhere).logIn(user.number)).status, 429);
  // A recovery clears all failures.
  const recovering = from(elsewhere);
  expect(await recovering.recover(user.number), 200);
  expect(await recovering.enterCode(await recovering.receiveCode(phone, user.number)), 200);
  expect(await recovering.finishRecovery("Another-horse-8"), 200);
  expect(await from(elsewhere).logIn(user.number, "Another-horse-8"), 200);
});

test("a password change, a recovery and a sign-up keep known networks known, and make their own network known", async () => {
  const user = await member(wireroom, phone, { network: home });
  expect(await from(elsewhere).logIn(user.number), 200);
  const newPassword = "Another-horse-8";
  expect(await user.changePassword(goodPassword, newPassword), 200);
  const floodedBy = async (network) => {
    assert.equal((await from(network).logIn(user.number, wrong)).status, 401);
    await usedUp();
    assert.equal((await from("198.51.100.99").logIn(user.number, newPassword)).status, 429);
  };
  await floodedBy(stranger);
  for (const network of [home, elsewhere]) expect(await from(network).logIn(user.number, newPassword), 200);
  const recovering = from("192.0.2.3");
  expect(await recovering.recover(user.number), 200);
  await endCodeWait(wireroom, user.number);
  expect(await recovering.enterCode(await recovering.receiveCode(phone, user.number)), 200);
  expect(await recovering.finishRecovery(newPassword), 200);
  await floodedBy("198.51.100.2");
  for (const network of [home, elsewhere, "192.0.2.3"])
    expect(await from(network).logIn(user.number, newPassword), 200);
  // Only the sign-up's network is known.
  const number = newNumber();
  await from(home).join(phone, number);
  assert.equal((await from(stranger).logIn(number, wrong)).status, 401);
  await usedUp();
  assert.equal((await from(elsewhere).logIn(number)).status, 429);
  expect(await from(home).logIn(number), 200);
});

test("a known network without guesses left locks out no user on another known network", async () => {
  const user = await member(wireroom, phone, { network: home });
  expect(await from(elsewhere).logIn(user.number), 200);
  assert.equal((await from(home).logIn(user.number, wrong)).status, 401);
  await wireroom.rows("UPDATE password_failures SET failures = 20 WHERE known = 1 AND failures > 0");
  assert.equal((await from(home).logIn(user.number)).status, 429);
  assert.equal((await from(stranger).logIn(user.number, wrong)).status, 401);
  expect(await from(elsewhere).logIn(user.number), 200);
});

test("wrong codes count only while a code is valid, and are answered alike", async () => {
  const user = await member(wireroom, phone, { network: home });
  const guesser = from(stranger);
  expect(await guesser.recover(user.number), 200);
  for (let guess = 0; guess < 4; guess += 1) {
    const { status, text } = await guesser.enterCode("000000");
    assert.deepEqual([status, text], [403, "wrong code"]);
  }
  await endCodeWait(wireroom, user.number);
  const recovering = from(elsewhere);
  expect(await recovering.recover(user.number), 200);
  const code = await recovering.receiveCode(phone, user.number);
  const { status, text } = await guesser.enterCode(anotherThan(code));
  assert.deepEqual([status, text], [403, "wrong code"]);
  expect(await recovering.enterCode(code), 200);
});

test("a product's key cannot verify a relay user's code, with or without a purpose", async () => {
  const [visitor, number] = [from(home), newNumber()];
  expect(await visitor.signUp(number), 200);
  const code = await visitor.receiveCode(phone, number);
  const codes = new Codes(wireroom, wireroom.account);
  assert.equal((await codes.verify(number.full, code)).body.verified, false);
  assert.equal((await codes.verify(number.full, code, { purpose: "relay sign-up" })).status, 422);
  expect(await visitor.enterCode(code), 200);
});

test("every way to log in answers a wrong password and an unknown name alike and after the same time", async () => {
  const user = await member(wireroom, phone, { network: home });
  for (const [known, unknown] of [
    [() => from(elsewhere).logIn(user.number, wrong), () => from(elsewhere).logIn(newNumber(), wrong)],
    [
      () => from(elsewhere).verify(wrong, user.uid),
      () => from(elsewhere).verify(wrong, "00000000-0000-4000-8000-000000000000"),
    ],
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

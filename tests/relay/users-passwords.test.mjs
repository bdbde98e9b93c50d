import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { startWireroom } from "../support/wireroom.mjs";
import { anotherThan } from "../otp/codes.mjs";
import { expect, goodPassword, member, newNumber, rowOf, Visitor, endCodeWait } from "./users.mjs";

const newPassword = "Another-horse-8";
const wrong = "Wrong-horse-9";

let wireroom, phone;
before(async () => {
  wireroom = await startWireroom();
  phone = await wireroom.phone();
});
after(() => wireroom.stop());

const statuses = (answers) => answers.map(({ status }) => status);
const times = (count, make) => Promise.all(Array.from({ length: count }, make));

/** Ends all blocks, as if their time had passed. */
const blockOver = () =>
  wireroom.rows("UPDATE relay_password_guesses SET blocked_until_ms = 1 WHERE blocked_until_ms > 0");

/** Gives the user a shared key, a grant, and a pending consent. */
async function give(uid) {
  const account = wireroom.account.id;
  await wireroom.rows(
    `INSERT INTO relay_shared_keys (account_id, user_id, sealed_key, number_hash, client_key, client_digest, client_mgf1, synced_at_ms, syncs)
     VALUES (?, ?, 'sealed', ?, '', '', '', 0, 1)`,
    account,
    uid,
    uid,
  );
  await wireroom.rows(
    "INSERT INTO relay_data_keys (account_id, user_id, id, wrapped_key, key_id, created_at_ms) VALUES (?, ?, ?, 'wrapped', 'tests', 0)",
    account,
    uid,
    uid,
  );
}

const has = async (uid, table) => (await wireroom.rows(`SELECT 1 FROM ${table} WHERE user_id = ?`, uid)).length;

test("a wrong password and an unknown number get the same answer", async () => {
  const user = await member(wireroom, phone);
  const [known, unknown] = [
    await new Visitor(wireroom).logIn(user.number, wrong),
    await new Visitor(wireroom).logIn(newNumber(), wrong),
  ];
  for (const answer of [known, unknown]) {
    assert.deepEqual([answer.status, answer.text, answer.setCookie], [401, "wrong credentials", null]);
  }
});

test("five failures block for 15 minutes, even for the right password and on both routes", async () => {
  const user = await member(wireroom, phone);
  for (let guess = 0; guess < 5; guess += 1)
    assert.equal((await new Visitor(wireroom).logIn(user.number, wrong)).status, 401);
  const blocked = expect(await new Visitor(wireroom).logIn(user.number), 429);
  const secs = Number(blocked.headers.get("retry-after"));
  assert.ok(secs > 890 && secs <= 900, `${secs}`);
  assert.equal((await new Visitor(wireroom).verify(goodPassword, user.uid)).status, 429);
  assert.equal((await user.delete()).status, 429);
  await blockOver();
  expect(await new Visitor(wireroom).logIn(user.number), 200);
});

test("the third block lasts a day, and a success clears all", async () => {
  const user = await member(wireroom, phone);
  const guess = () => new Visitor(wireroom).verify(wrong, user.uid);
  for (const [low, high] of [
    [890, 900],
    [890, 900],
    [86_390, 86_400],
  ]) {
    for (let at = 0; at < 5; at += 1) assert.equal((await guess()).status, 403);
    const secs = Number(expect(await guess(), 429).headers.get("retry-after"));
    assert.ok(secs > low && secs <= high, `${secs}`);
    await blockOver();
  }
  expect(await new Visitor(wireroom).logIn(user.number), 200);
  for (let at = 0; at < 5; at += 1) assert.equal((await guess()).status, 403);
  assert.ok(Number(expect(await guess(), 429).headers.get("retry-after")) <= 900);
});

test("of 24 concurrent guesses five are checked, for a user's number and for an unknown one", async () => {
  const user = await member(wireroom, phone);
  const nobody = newNumber();
  for (const guess of [
    () => new Visitor(wireroom).logIn(user.number, wrong),
    () => new Visitor(wireroom).logIn(nobody, wrong),
  ]) {
    assert.deepEqual(statuses(await times(24, guess)).sort(), [...Array(5).fill(401), ...Array(19).fill(429)]);
  }
});

test("an unverified user is throttled and answered like an unknown one", async () => {
  const [visitor, number] = [new Visitor(wireroom), newNumber()];
  await visitor.signUp(number);
  for (const uid of [visitor.uid, "00000000-0000-4000-8000-000000000000", "x".repeat(500)]) {
    const answers = [];
    for (let guess = 0; guess < 6; guess += 1) answers.push(await new Visitor(wireroom).verify(goodPassword, uid));
    assert.deepEqual(statuses(answers), [403, 403, 403, 403, 403, 429], uid);
  }
});

test("a password change ends every session and deletes keys and grants", async () => {
  const [user, bystander] = [await member(wireroom, phone), await member(wireroom, phone)];
  for (const { uid } of [user, bystander]) await give(uid);
  const kept = user.cookie;
  assert.equal((await user.changePassword(wrong, newPassword)).status, 403);
  assert.equal(await has(user.uid, "relay_shared_keys"), 1);
  const changed = expect(await user.changePassword(goodPassword, newPassword), 200);
  assert.match(changed.setCookie, /^SWOB=; /);
  assert.equal((await Object.assign(new Visitor(wireroom), { cookie: kept, uid: user.uid }).dashboard()).status, 401);
  assert.equal((await new Visitor(wireroom).logIn(user.number)).status, 401);
  expect(await user.logIn(user.number, newPassword), 200);
  expect(await user.dashboard(), 200);
  for (const table of ["relay_shared_keys", "relay_data_keys"]) {
    assert.deepEqual([await has(user.uid, table), await has(bystander.uid, table)], [0, 1], table);
  }
  expect(await bystander.dashboard(), 200);
});

test("of two concurrent password changes one succeeds", async () => {
  const user = await member(wireroom, phone);
  const second = new Visitor(wireroom);
  await second.logIn(user.number);
  const passwords = ["Another-horse-1", "Another-horse-2"];
  const answers = await Promise.all([
    user.changePassword(goodPassword, passwords[0]),
    second.changePassword(goodPassword, passwords[1]),
  ]);
  const won = statuses(answers).indexOf(200);
  assert.ok(won >= 0 && [401, 403, 409].includes(answers[1 - won].status), `${statuses(answers)}`);
  expect(await new Visitor(wireroom).logIn(user.number, passwords[won]), 200);
  assert.equal((await new Visitor(wireroom).logIn(user.number, passwords[1 - won])).status, 401);
});

test("the holder of the number can set a new password, which ends sessions, blocks, keys and grants", async () => {
  const user = await member(wireroom, phone);
  await give(user.uid);
  await times(5, () => new Visitor(wireroom).logIn(user.number, wrong));
  const visitor = new Visitor(wireroom);
  const begun = expect(await visitor.recover(user.number), 200);
  assert.deepEqual(begun.body, { uid: user.uid });
  assert.equal((await visitor.finishRecovery(newPassword)).status, 403);
  const asked = phone.next("command", { where: ({ recipient }) => recipient === user.number.full });
  const code = await visitor.receiveCode(phone, user.number);
  const { message } = await asked;
  assert.match(
    message,
    /^RelaySMS: \d{6} sets a new password for your account\. If you did not request it, do not share it/,
  );
  assert.ok(message.length <= 160);
  assert.equal((await visitor.enterCode(anotherThan(code))).status, 403);
  expect(await visitor.enterCode(code), 200);
  assert.equal((await visitor.finishRecovery("weak")).status, 400);
  expect(await visitor.finishRecovery(newPassword), 200);
  assert.equal((await user.dashboard()).status, 401);
  expect(await new Visitor(wireroom).logIn(user.number, newPassword), 200);
  assert.equal((await new Visitor(wireroom).logIn(user.number)).status, 401);
  for (const table of ["relay_shared_keys", "relay_data_keys"]) assert.equal(await has(user.uid, table), 0, table);
});

test("one code sets one password, and only in the session in which it was entered", async () => {
  const user = await member(wireroom, phone);
  const [attacker, owner] = [new Visitor(wireroom), new Visitor(wireroom)];
  await attacker.recover(user.number);
  await owner.recover(user.number);
  expect(await owner.enterCode(await owner.receiveCode(phone, user.number)), 200);
  assert.equal((await attacker.finishRecovery("Attackers-pass-1")).status, 403);
  const kept = owner.cookie;
  expect(await owner.finishRecovery(newPassword), 200);
  owner.cookie = kept;
  assert.equal((await owner.finishRecovery("Attackers-pass-1")).status, 401);
  expect(await new Visitor(wireroom).logIn(user.number, newPassword), 200);
});

test("a sign-up's code recovers nothing, and an unverified number cannot be recovered", async () => {
  const [visitor, number] = [new Visitor(wireroom), newNumber()];
  await visitor.signUp(number);
  const code = await visitor.receiveCode(phone, number);
  assert.equal((await new Visitor(wireroom).recover(number)).status, 401);
  assert.equal((await new Visitor(wireroom).recover(newNumber())).status, 401);
  expect(await visitor.enterCode(code), 200);
  expect(await visitor.finishSignUp(), 200);
  // Another code is requested and not entered, and the recovery is tried with it.
  const recovering = new Visitor(wireroom);
  await recovering.recover(number);
  assert.equal((await recovering.enterCode(code)).status, 403);
  assert.equal((await visitor.finishRecovery(newPassword)).status, 403);
  await endCodeWait(wireroom, number);
  expect(await recovering.enterCode(await recovering.receiveCode(phone, number)), 200);
  assert.equal((await recovering.finishSignUp()).status, 403);
  expect(await recovering.finishRecovery(newPassword), 200);
});

test("deleting an account deletes all of its data, and its number may sign up again", async () => {
  const [user, bystander] = [await member(wireroom, phone), await member(wireroom, phone)];
  for (const { uid } of [user, bystander]) await give(uid);
  assert.equal((await user.delete(wrong)).status, 403);
  const deleted = expect(await user.delete(), 200);
  assert.match(deleted.setCookie, /^SWOB=; /);
  for (const table of ["relay_users", "relay_shared_keys", "relay_data_keys"]) {
    assert.deepEqual([await has(user.uid, table), await has(bystander.uid, table)], [0, 1], table);
  }
  assert.equal((await new Visitor(wireroom).logIn(user.number)).status, 401);
  assert.equal((await new Visitor(wireroom).recover(user.number)).status, 401);
  await endCodeWait(wireroom, user.number);
  const again = await new Visitor(wireroom).join(phone, user.number);
  assert.notEqual(again.uid, user.uid);
  assert.equal((await rowOf(wireroom, user.number)).user_id, again.uid);
});

test("the cron deletes unfinished sign-ups and keeps users", async () => {
  const [visitor, number] = [new Visitor(wireroom), newNumber()];
  await visitor.signUp(number);
  const user = await member(wireroom, phone);
  await wireroom.cron(new Date(Date.now() + 47 * 3_600_000));
  assert.ok(await rowOf(wireroom, number));
  await wireroom.cron(new Date(Date.now() + 49 * 3_600_000));
  assert.equal(await rowOf(wireroom, number), undefined);
  assert.equal((await rowOf(wireroom, user.number)).user_id, user.uid);
  assert.deepEqual(await wireroom.rows("SELECT 1 FROM relay_password_guesses"), []);
});

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import "../support/contract/lenient.mjs";
import { startWireroom } from "../support/wireroom.mjs";
import { anotherThan } from "../otp/codes.mjs";
import { expect, goodPassword, newNumber, rowOf, Visitor, endCodeWait } from "./users.mjs";

let wireroom, phone;
before(async () => {
  wireroom = await startWireroom();
  phone = await wireroom.phone();
});
after(() => wireroom.stop());

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

test("a person signs up with a code that their phone receives, logs in, reads the dashboard and logs out", async () => {
  const [visitor, number] = [new Visitor(wireroom), newNumber()];
  const signedUp = expect(await visitor.signUp(number), 200);
  assert.deepEqual(Object.keys(signedUp.body), ["uid"]);
  assert.match(signedUp.body.uid, uuid);
  assert.match(signedUp.setCookie, /^SWOB=v1\.[^;]+; Path=\/; Max-Age=900; HttpOnly; SameSite=Lax$/);

  const arrives = phone.next("command", { where: ({ recipient }) => recipient === number.full });
  const asked = Date.now();
  const { body } = expect(await visitor.askForCode(number), 201);
  assert.deepEqual(Object.keys(body), ["expires"]);
  assert.ok(Math.abs(body.expires - asked - 120_000) < 2_000, `${body.expires - asked}`);
  const { message } = await arrives;
  const code =
    /^RelaySMS: (\d{6}) is your code to open a new account\. It is good for 10 min\. Do not share it\.$/.exec(
      message,
    )[1];
  const entered = expect(await visitor.enterCode(code), 200);
  assert.equal(entered.text, "");
  assert.equal(expect(await visitor.finishSignUp(), 200).text, "");

  const browser = new Visitor(wireroom);
  const loggedIn = expect(await browser.logIn(number), 200);
  assert.deepEqual(loggedIn.body, { uid: signedUp.body.uid });
  const { createdAt, updatedAt } = expect(await browser.dashboard(), 200).body;
  assert.ok(Math.abs(Date.parse(createdAt) - asked) < 60_000 && Date.parse(updatedAt) >= Date.parse(createdAt));
  expect(await browser.logOut(), 200);
  assert.equal(browser.cookie, undefined);
});

test("a password is stored as a salted Argon2id hash, and a code is not stored", async () => {
  const [one, two] = [newNumber(), newNumber()];
  const visitor = new Visitor(wireroom);
  await visitor.signUp(one);
  await new Visitor(wireroom).signUp(two);
  const [first, second] = [await rowOf(wireroom, one), await rowOf(wireroom, two)];
  assert.match(first.password_hash, /^\$argon2id\$v=19\$m=7168,t=5,p=1\$/);
  assert.notEqual(first.password_hash, second.password_hash);
  const code = await visitor.receiveCode(phone, one);
  for (const table of ["relay_users", "relay_code_waits", "one_time_codes", "messages"]) {
    assert.ok(!JSON.stringify(await wireroom.rows(`SELECT * FROM ${table}`)).includes(code), table);
  }
});

test("a number may be written nationally, with its trunk prefix or in full", async () => {
  for (const [phone_number, country_code, full] of [
    ["07400 123456", "+44", "+447400123456"],
    ["+447400123457", "44", "+447400123457"],
    [679466332, 237, "+237679466332"],
  ]) {
    expect(await new Visitor(wireroom).signUp({}, { phone_number, country_code }), 200);
    assert.equal((await rowOf(wireroom, { full })).state, "unverified");
  }
});

test("a form signs up like JSON", async () => {
  const { national, full } = newNumber();
  const form = { phone_number: national, name: "Ngozi", country_code: "+237", password: goodPassword };
  expect(await wireroom.request("POST", "/v2/signup", { form }), 200);
  assert.equal((await rowOf(wireroom, { full })).name, "Ngozi");
});

test("before the number is verified no login works, and the sign-up's cookie has no other use", async () => {
  const [visitor, number] = [new Visitor(wireroom), newNumber()];
  await visitor.signUp(number);
  assert.equal((await new Visitor(wireroom).logIn(number)).status, 401);
  assert.equal((await new Visitor(wireroom).verify(goodPassword, visitor.uid)).status, 403);
  assert.equal((await visitor.finishSignUp()).status, 403);
  for (const refused of [
    await visitor.dashboard(),
    await visitor.changePassword(goodPassword, "Another-horse-8"),
    await visitor.logOut(),
    await visitor.delete(),
    await visitor.request("GET", `/v2/users/${visitor.uid}/platforms`),
  ]) {
    assert.equal(refused.status, 401);
  }
  assert.equal((await visitor.finishRecovery("Another-horse-8")).status, 403);
  assert.equal((await rowOf(wireroom, number)).state, "unverified");
});

test("verifying the code does not complete the sign-up", async () => {
  const [visitor, number] = [new Visitor(wireroom), newNumber()];
  await visitor.signUp(number);
  const code = await visitor.receiveCode(phone, number);
  expect(await visitor.enterCode(code), 200);
  assert.equal((await new Visitor(wireroom).logIn(number)).status, 401);
  // A client that did not see the answer repeats the request.
  expect(await visitor.enterCode(code), 200);
  for (let again = 0; again < 2; again += 1) expect(await visitor.finishSignUp(), 200);
  expect(await new Visitor(wireroom).logIn(number), 200);
});

test("a wrong code is 403, and after three wrong codes even the right one is refused", async () => {
  const [visitor, number] = [new Visitor(wireroom), newNumber()];
  await visitor.signUp(number);
  const code = await visitor.receiveCode(phone, number);
  for (const wrong of [anotherThan(code), "abc", anotherThan(code)]) {
    assert.equal((await visitor.enterCode(wrong)).status, 403);
  }
  assert.equal((await visitor.enterCode(code)).status, 403);
  assert.equal((await visitor.finishSignUp()).status, 403);
});

test("the second code needs a wait of two minutes, the later ones five, fifteen and a day", async () => {
  const [visitor, number] = [new Visitor(wireroom), newNumber()];
  await visitor.signUp(number);
  for (const minutes of [2, 5, 15, 24 * 60]) {
    const asked = Date.now();
    const { body } = expect(await visitor.askForCode(number), 201);
    assert.ok(Math.abs(body.expires - asked - minutes * 60_000) < 2_000, `${minutes}`);
    const refused = expect(await visitor.askForCode(number), 429);
    const secs = Number(refused.headers.get("retry-after"));
    assert.ok(secs > minutes * 60 - 5 && secs <= minutes * 60, `${secs}`);
    await endCodeWait(wireroom, number);
  }
});

test("of concurrent requests for a code only one is sent", async () => {
  const [visitor, number] = [new Visitor(wireroom), newNumber()];
  await visitor.signUp(number);
  const statuses = (await Promise.all(Array.from({ length: 8 }, () => visitor.askForCode(number)))).map(
    ({ status }) => status,
  );
  assert.deepEqual(statuses.sort(), [201, ...Array(7).fill(429)]);
});

test("a code can be sent only to the number that signed up", async () => {
  const [visitor, number, other] = [new Visitor(wireroom), newNumber(), newNumber()];
  await visitor.signUp(number);
  assert.equal((await visitor.askForCode(other)).status, 403);
  assert.equal((await visitor.askForCode(number, "another-uid")).status, 401);
  const waits = await wireroom.rows(
    "SELECT * FROM relay_code_waits WHERE phone_number IN (?, ?)",
    number.full,
    other.full,
  );
  assert.deepEqual(waits, []);
});

test("a later sign-up takes over an unverified number and invalidates the earlier one's cookie and code", async () => {
  const [squatter, owner, number] = [new Visitor(wireroom), new Visitor(wireroom), newNumber()];
  expect(await squatter.signUp(number, { password: "Squatters-pass-1", name: "Squatter" }), 200);
  expect(await owner.signUp(number), 200);
  assert.notEqual(owner.uid, squatter.uid);
  assert.equal((await squatter.askForCode(number)).status, 401);
  expect(await owner.enterCode(await owner.receiveCode(phone, number)), 200);
  assert.equal((await squatter.finishSignUp()).status, 401);
  expect(await owner.finishSignUp(), 200);
  assert.equal((await new Visitor(wireroom).logIn(number, "Squatters-pass-1")).status, 401);
  expect(await new Visitor(wireroom).logIn(number), 200);
});

test("a sign-up between the sending and the entering of a code does not get the verified number", async () => {
  const [owner, squatter, number] = [new Visitor(wireroom), new Visitor(wireroom), newNumber()];
  await owner.signUp(number);
  const code = await owner.receiveCode(phone, number);
  expect(await squatter.signUp(number, { password: "Squatters-pass-1" }), 200);
  assert.equal((await owner.enterCode(code)).status, 401);
  assert.equal((await squatter.finishSignUp()).status, 403);
  assert.equal((await rowOf(wireroom, number)).state, "unverified");
});

test("a verified number is 409, even for two concurrent sign-ups", async () => {
  const number = newNumber();
  const owner = await new Visitor(wireroom).join(phone, number);
  const twins = [1, 2].map(() => new Visitor(wireroom).signUp(number, { password: "Squatters-pass-1" }));
  assert.deepEqual(
    (await Promise.all(twins)).map(({ status }) => status),
    [409, 409],
  );
  assert.equal((await rowOf(wireroom, number)).user_id, owner.uid);
  // The sign-up's cookie cannot send further codes to a verified number.
  assert.equal((await owner.askForCode(number)).status, 409);
});

test("a user of one account does not exist in another", async () => {
  const number = newNumber();
  const owner = await new Visitor(wireroom).join(phone, number);
  const other = await wireroom.createAccount("other");
  await wireroom.rows("UPDATE relay_users SET account_id = ? WHERE user_id = ?", other.id, owner.uid);
  assert.equal((await new Visitor(wireroom).logIn(number)).status, 401);
  assert.equal((await new Visitor(wireroom).verify(goodPassword, owner.uid)).status, 403);
  assert.equal((await new Visitor(wireroom).recover(number)).status, 401);
  assert.equal((await owner.finishSignUp()).status, 401);
  expect(await new Visitor(wireroom).signUp(number), 200);
});

test("the original's dummy user does not exist", async () => {
  const uid = "dead3662-5f78-11ed-b8e7-6d06c3aaf3c6";
  assert.equal((await new Visitor(wireroom).verify("dummy_password", uid)).status, 403);
  assert.equal((await new Visitor(wireroom).logIn({ full: "+237123456789" }, "dummy_password")).status, 401);
});

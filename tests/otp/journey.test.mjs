import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { startWireroom } from "../support/wireroom.mjs";
import { Tenant } from "../journeys/tenant.mjs";
import { anotherThan, Codes, refused, verified } from "./codes.mjs";

let wireroom, tenant, phone, codes;
before(async () => {
  wireroom = await startWireroom();
  tenant = await Tenant.create(wireroom, "codes");
  phone = await tenant.phone("phone");
  codes = new Codes(wireroom, tenant.account);
});
after(() => wireroom.stop());

let numbers = 0;
const newNumber = () => `+1202555${String((numbers += 1)).padStart(4, "0")}`;
const verify = async (...guess) => (await codes.verify(...guess)).body;

test("a code is sent and can be verified only once", async () => {
  const number = newNumber();
  const arrives = phone.next("command", { where: ({ recipient }) => recipient === number });
  const asked = Date.now();
  const { status, body } = await codes.send(number);
  assert.equal(status, 200);
  assert.deepEqual(Object.keys(body).sort(), ["expires_at", "message_id", "success"]);
  const lifetimeMs = Date.parse(body.expires_at) - asked;
  assert.ok(lifetimeMs > 298_000 && lifetimeMs < 301_000, body.expires_at);
  const { message, message_id } = await arrives;
  assert.equal(message_id, body.message_id);
  const code = /^Your verification code is: (\d{6})$/.exec(message)[1];
  assert.deepEqual(await codes.verify(number, code), { status: 200, body: verified, retryAfter: null });
  assert.deepEqual((await codes.verify(number, code)).body, refused(2));
});

test("sending and verifying accept the number in any spelling", async () => {
  const number = newNumber();
  const national = number.slice(2).replace(/(...)(...)/, "($1) $2-");
  assert.deepEqual(await verify(national, await codes.receive(phone, number)), verified);
});

test("a code is valid only for its purpose, and verifying without a purpose uses the newest code", async () => {
  const number = newNumber();
  const login = await codes.receive(phone, number, { purpose: "login" });
  const payment = await codes.receive(phone, number, { purpose: "payment" });
  if (login !== payment) assert.deepEqual(await verify(number, login, { purpose: "payment" }), refused(2));
  assert.deepEqual(await verify(number, login, { purpose: "login" }), verified);
  assert.deepEqual(await verify(number, payment), verified);
});

test("a new code replaces the old one and restores no attempt", async () => {
  const number = newNumber();
  const first = await codes.receive(phone, number);
  assert.deepEqual(await verify(number, anotherThan(first)), refused(2));
  const second = await codes.receive(phone, number);
  if (first !== second) assert.deepEqual(await verify(number, first), refused(1));
  else assert.deepEqual(await verify(number, anotherThan(first)), refused(1));
  assert.deepEqual(await verify(number, second), verified);
});

test("after three wrong guesses the right code is refused, and no new one is sent", async () => {
  const number = newNumber();
  const code = await codes.receive(phone, number);
  for (const left of [2, 1, 0]) assert.deepEqual(await verify(number, anotherThan(code)), refused(left));
  assert.deepEqual(await verify(number, code), refused(0));
  assert.equal((await codes.send(number)).status, 429);
});

test("a guess for a number without a code gets the answer of a wrong guess", async () => {
  const [known, unknown] = [newNumber(), newNumber()];
  const code = await codes.receive(phone, known);
  for (let guess = 0; guess < 5; guess += 1) {
    assert.deepEqual(await codes.verify(unknown, "000000"), await codes.verify(known, anotherThan(code)));
  }
});

test("a malformed code costs an attempt like a wrong one", async () => {
  const number = newNumber();
  const code = await codes.receive(phone, number);
  assert.deepEqual(await verify(number, `${code}0`), refused(2));
  assert.deepEqual(await verify(number, "١٢٣٤٥٦"), refused(1));
  assert.deepEqual(await verify(number, ` ${code.slice(0, 3)} ${code.slice(3)}`), verified);
});

test("an expired code is refused", async () => {
  const number = newNumber();
  const code = await codes.receive(phone, number, { expiry_minutes: 1 });
  await wireroom.rows("UPDATE one_time_codes SET expires_at_ms = ? WHERE phone = ?", Date.now(), number);
  assert.deepEqual(await verify(number, code), refused(2));
});

test("thirty-two concurrent right guesses succeed once", async () => {
  const number = newNumber();
  const code = await codes.receive(phone, number);
  const answers = await Promise.all(Array.from({ length: 32 }, () => verify(number, code)));
  assert.equal(answers.filter(({ verified }) => verified).length, 1);
});

test("thirty-two concurrent requests send three codes, and the other answers have a Retry-After", async () => {
  const number = newNumber();
  const answers = await Promise.all(Array.from({ length: 32 }, () => codes.send(number)));
  const refusals = answers.filter(({ status }) => status !== 200);
  assert.equal(answers.length - refusals.length, 3);
  for (const { status, body, retryAfter } of refusals) {
    assert.deepEqual([status, body], [429, { error: "Rate limit exceeded. Maximum 3 OTP codes per hour." }]);
    assert.ok(Number(retryAfter) > 3_590 && Number(retryAfter) <= 3_600, retryAfter);
  }
  const [{ count }] = await wireroom.rows("SELECT COUNT(*) AS count FROM one_time_codes WHERE phone = ?", number);
  assert.equal(count, 3);
});

test("the limit of codes applies to the number in every spelling, and ends after an hour", async () => {
  const number = newNumber();
  for (const spelling of [number, number.slice(2), `00${number.slice(1)}`])
    assert.equal((await codes.send(spelling)).status, 200);
  assert.equal((await codes.send(number)).status, 429);
  assert.equal((await codes.send(newNumber())).status, 200);
  await wireroom.rows("UPDATE one_time_codes SET created_at_ms = created_at_ms - 3600000 WHERE phone = ?", number);
  assert.equal((await codes.send(number)).status, 200);
});

test("another account's codes are not valid here, and its limits are separate", async () => {
  const other = new Codes(wireroom, (await Tenant.create(wireroom, "other codes")).account);
  const number = newNumber();
  const code = await codes.receive(phone, number);
  assert.deepEqual((await other.verify(number, code)).body, refused(2));
  for (let sent = 0; sent < 3; sent += 1) assert.equal((await other.send(number)).status, 200);
  assert.deepEqual(await verify(number, code), verified);
});

test("the code is in no table, neither while it waits nor after it was sent", async () => {
  const silent = await Tenant.create(wireroom, "nobody sends");
  const waiting = await new Codes(wireroom, silent.account).send(newNumber());
  await silent.account.projected(waiting.body.message_id, "accepted");
  const number = newNumber();
  const goesOut = phone.next("sms", { where: ({ recipient }) => recipient === number });
  const code = await codes.receive(phone, number);
  const { message_id } = await goesOut;
  await tenant.account.projected(message_id, "delivered");
  const rows = await wireroom.rows("SELECT record FROM messages");
  const records = rows.map(({ record }) => JSON.parse(record)).filter(({ options }) => options.confidential);
  assert.ok(records.length >= 2);
  for (const { content } of records) assert.equal(content, "redacted");
  assert.equal(
    rows.some(({ record }) => record.includes(`code is: ${code}`)),
    false,
  );
  const { body } = await wireroom.request("GET", `/api/v1/admin/messages/${message_id}`, { key: tenant.account.key });
  assert.deepEqual([body.message, body.phone_number, body.status], [null, number, "delivered"]);
});

test("a waiting code survives an eviction and reaches the phone in plaintext", async () => {
  const late = await Tenant.create(wireroom, "late phone");
  const lateCodes = new Codes(wireroom, late.account);
  const number = newNumber();
  const { body } = await lateCodes.send(number);
  await late.account.projected(body.message_id, "accepted");
  await wireroom.evict(late.account);
  const latePhone = await late.phone("late");
  await late.account.reaches(body.message_id, "delivered");
  const [{ message }] = latePhone.onAir;
  assert.deepEqual((await lateCodes.verify(number, /\d{6}/.exec(message)[0])).body, verified);
  latePhone.stop();
});

test("the sweep deletes codes that no longer count, keeps the others, and may run twice", async () => {
  const [old, fresh] = [newNumber(), newNumber()];
  const code = await codes.receive(phone, fresh);
  await codes.receive(phone, old);
  await codes.verify(old, "000000");
  await wireroom.rows("UPDATE one_time_codes SET created_at_ms = created_at_ms - 3600000 WHERE phone = ?", old);
  await wireroom.rows("UPDATE one_time_code_attempts SET at_ms = at_ms - 3600000 WHERE phone = ?", old);
  for (let time = 0; time < 2; time += 1) await wireroom.cronQuarter();
  const of = (number) =>
    wireroom.rows(
      "SELECT 1 FROM one_time_codes WHERE phone = ?1 UNION ALL SELECT 1 FROM one_time_code_attempts WHERE phone = ?1",
      number,
    );
  assert.deepEqual([(await of(old)).length, (await of(fresh)).length], [0, 1]);
  assert.deepEqual(await verify(fresh, code), verified);
});

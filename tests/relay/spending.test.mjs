import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { test } from "node:test";
import { inviteRelayNumber } from "../../scripts/lib/relay-users.mjs";
import { chosenHash } from "../support/minted-keys.mjs";
import { startWireroom } from "../support/wireroom.mjs";
import { Codes } from "../otp/codes.mjs";
import { answer } from "../webhooks/receiver.mjs";
import { startWithReceiver } from "../webhooks/subscriber.mjs";
import { expect, forgeCookie, goodPassword, newNumber, rowOf, Visitor } from "./users.mjs";

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const passwordHash = chosenHash(goodPassword);

/** Waits for the next hour if the current one is about to end, because windows end with the clock's hour. */
async function earlyInTheHour() {
  const leftMs = hourMs - (Date.now() % hourMs);
  if (leftMs < 60_000) await new Promise((resolve) => setTimeout(resolve, leftMs + 100));
}

/** Signs up with the number until the request for a code, from a separate network. */
async function signedUp(wireroom, full, network, { state = "unverified" } = {}) {
  const [uid, nowMs] = [randomUUID(), Date.now()];
  await wireroom.rows(
    `INSERT INTO relay_users (account_id, user_id, phone_number, name, country_code, password_hash, state, sessions_since_ms, created_at_ms, updated_at_ms)
     VALUES (?, ?, ?, 'Ngozi', '+237', ?, ?, 0, ?, ?)`,
    wireroom.account.id,
    uid,
    full,
    passwordHash,
    state,
    nowMs,
    nowMs,
  );
  const session = {
    user_id: uid,
    session_id: uid.slice(0, 21),
    stage: "sign_up",
    started_at_ms: nowMs,
    renewed_at_ms: nowMs,
  };
  return Object.assign(new Visitor(wireroom, { network }), { uid, cookie: forgeCookie(session) });
}

const ipv4 = (index) => `198.18.${index >> 8}.${index & 255}`;
const statusesOf = (answers) =>
  Object.fromEntries(
    [...new Set(answers.map(({ status }) => status))].map((status) => [
      status,
      answers.filter((it) => it.status === status).length,
    ]),
  );

async function subscribe(wireroom, url) {
  const json = { url, format: "standard", events: ["spending.stopped"] };
  expect(await wireroom.request("POST", "/api/v1/admin/webhooks", { key: wireroom.account.key, json }), 201);
}

/** A user with a proven number recovers and gets a code. */
async function recovers(wireroom, phone, full, network) {
  const visitor = new Visitor(wireroom, { network });
  expect(await visitor.recover({ full }), 200);
  assert.match(await visitor.receiveCode(phone, { full }), /^\d{6}$/);
}

test("ceilings stop 300 sign-ups from 300 networks, the owner is informed, and users still get codes", async (context) => {
  await earlyInTheHour();
  const system = await startWithReceiver({
    vars: { ENVIRONMENT: "production", RELAY_SIGN_UP: "open", PACING_SEGMENTS: "0" },
  });
  context.after(() => system.stop());
  const { wireroom, receiver } = system;
  const phone = await wireroom.phone();
  let sms = 0;
  phone.on("command", () => (sms += 1));
  await subscribe(wireroom, receiver.answers("/stops", answer(204)));
  const [block, user] = ["+23767946", "+237679499999"];
  await signedUp(wireroom, user, "192.0.2.1", { state: "active" });

  const visitors = [];
  for (let at = 0; at < 300; at += 1)
    visitors.push(await signedUp(wireroom, `${block}${String(at).padStart(4, "0")}`, ipv4(at)));
  const ask = (visitor, at) =>
    visitor.request("POST", `/v2/users/${visitor.uid}/OTP`, { phone_number: `${block}${String(at).padStart(4, "0")}` });
  const answers = await Promise.all(visitors.map(ask));
  assert.deepEqual(statusesOf(answers), { 201: 20, 429: 280 });
  for (const { status, headers } of answers) if (status === 429) assert.ok(Number(headers.get("retry-after")) > 0);
  const [told] = await receiver.had("/stops", 1);
  const { type, data } = told.body;
  assert.deepEqual(
    [type, data.purpose, data.reason, data.limit, data.number_block],
    ["spending.stopped", "sign_up_codes", "number_block_hour", 20, "+237679"],
  );
  assert.ok(Date.parse(data.until) > Date.now() && Date.parse(data.until) <= Date.now() + hourMs);
  // A number whose code was refused need not wait for the next one.
  const waiting = await wireroom.rows("SELECT 1 FROM relay_code_waits WHERE sent > 0");
  assert.equal(waiting.length, 20);

  await recovers(wireroom, phone, user, "192.0.2.77");
  await wireroom.eventually(() => sms === 21);

  // Every ten numbers are in another block, so the account's hourly ceiling stops them.
  const spread = [];
  for (let at = 0; at < 100; at += 1) {
    const full = `+2376${String(50 + Math.floor(at / 10))}40${String(at).padStart(4, "0")}`;
    spread.push({ full, visitor: await signedUp(wireroom, full, ipv4(1_000 + at)) });
  }
  const more = await Promise.all(spread.map(({ full, visitor }) => visitor.askForCode({ full })));
  assert.deepEqual(statusesOf(more), { 201: 80, 429: 20 });
  const [, second] = await receiver.had("/stops", 2);
  assert.deepEqual(
    [second.body.data.reason, second.body.data.limit, second.body.data.number_block],
    ["account_hour", 100, null],
  );

  // The day's count outlives the hour's and is deleted after the day.
  const cronIn = (ms) => wireroom.cronQuarter(new Date(Date.now() + ms));
  const kept = async () => (await wireroom.rows("SELECT count FROM sms_ceilings")).map(({ count }) => count);
  const windowsLeftMs = dayMs - (Date.now() % dayMs);
  if (windowsLeftMs > 3 * hourMs) {
    await cronIn(2 * hourMs);
    // The other row counts the user's recovery code, which has separate ceilings.
    assert.deepEqual(
      (await kept()).sort((a, b) => b - a),
      [100, 1],
    );
  }
  await cronIn(dayMs + hourMs);
  assert.deepEqual(await kept(), []);
});

test("the networks of one /48 share a ceiling, and other networks are not affected", async (context) => {
  await earlyInTheHour();
  const wireroom = await startWireroom({ vars: { STRANGER_SMS_PER_SITE_PER_HOUR: "2", STRANGER_SMS_PER_DAY: "4" } });
  context.after(() => wireroom.stop());
  const ask = async (network) => {
    const { full } = newNumber();
    return (await (await signedUp(wireroom, full, network)).askForCode({ full })).status;
  };
  const statuses = [];
  for (const network of [
    "2001:db8:1:1::1",
    "2001:db8:1:2::1",
    "2001:db8:1:3::1",
    "2001:db8:2:1::1",
    "192.0.2.1",
    "192.0.2.2",
  ])
    statuses.push(await ask(network));
  assert.deepEqual(statuses, [201, 201, 429, 201, 201, 429]);
});

test("the conversion alarm stops codes for strangers, but not for users or keys", async (context) => {
  const system = await startWithReceiver({ vars: { OTP_ALARM_SENT: "4", OTP_ALARM_PERCENT: "50" } });
  context.after(() => system.stop());
  const { wireroom, receiver } = system;
  const phone = await wireroom.phone();
  await subscribe(wireroom, receiver.answers("/stops", answer(204)));
  const before = await signedUp(wireroom, "+237679411111", "192.0.2.1");
  expect(await before.askForCode({ full: "+237679411111" }), 201);
  // These four codes were sent some minutes ago and never entered.
  for (let at = 0; at < 4; at += 1) {
    await wireroom.rows(
      "INSERT INTO one_time_codes (account_id, phone, created_at_ms, id, purpose, digest, expires_at_ms) VALUES (?, ?, ?, ?, 'relay sign-up', '', 0)",
      wireroom.account.id,
      `+23767942222${at}`,
      Date.now() - 180_000,
      `otp_${String(at).padStart(32, "0")}`,
    );
  }
  const stopped = await signedUp(wireroom, "+237679433333", "192.0.2.2");
  const refused = expect(await stopped.askForCode({ full: "+237679433333" }), 429);
  assert.equal(refused.headers.get("retry-after"), "600");
  const [{ body }] = await receiver.had("/stops", 1);
  assert.deepEqual([body.data.purpose, body.data.reason, body.data.limit], ["sign_up_codes", "conversion_alarm", null]);
  await signedUp(wireroom, "+237679444444", "192.0.2.1", { state: "active" });
  await recovers(wireroom, phone, "+237679444444", "192.0.2.3");
  const codes = new Codes(wireroom, wireroom.account);
  assert.match(await codes.receive(phone, "+237679455555"), /^\d{6}$/);
});

test("pacing holds a stranger's code, and refuses one that could not be sent within half its lifetime", async (context) => {
  const patient = await startWireroom({ vars: { PACING_SEGMENTS: "2", PACING_WINDOW_SECS: "3" } });
  context.after(() => patient.stop());
  const phone = await patient.phone();
  for (let at = 0; at < 2; at += 1)
    await patient.account.reaches(await patient.account.sendAccepted("+12025550123", "first"), "delivered");
  const arrives = phone.next("command", { where: ({ recipient }) => recipient === "+237679411111" });
  const visitor = await signedUp(patient, "+237679411111", "192.0.2.1");
  expect(await visitor.askForCode({ full: "+237679411111" }), 201);
  const asked = Date.now();
  await arrives;
  assert.ok(Date.now() - asked > 1_000, `${Date.now() - asked} ms`);

  const busy = await startWireroom({ vars: { PACING_SEGMENTS: "2", PACING_WINDOW_SECS: "1800" } });
  context.after(() => busy.stop());
  const other = await busy.phone();
  for (let at = 0; at < 2; at += 1)
    await busy.account.reaches(await busy.account.sendAccepted("+12025550123", "first"), "delivered");
  const hurried = await signedUp(busy, "+237679411111", "192.0.2.1");
  const refused = expect(await hurried.askForCode({ full: "+237679411111" }), 429);
  const secs = Number(refused.headers.get("retry-after"));
  assert.ok(secs > 1_400 && secs <= 1_540, `${secs}`);
  assert.deepEqual(await busy.rows("SELECT 1 FROM one_time_codes"), []);
  // A code requested with a key is urgent, and goes at once.
  assert.match(await new Codes(busy, busy.account).receive(other, "+237679411112"), /^\d{6}$/);
});

test("sign-up is refused if it is closed, which is the default", async (context) => {
  const wireroom = await startWireroom({ vars: { ENVIRONMENT: "production" } });
  context.after(() => wireroom.stop());
  const refused = await new Visitor(wireroom).signUp(newNumber());
  assert.deepEqual([refused.status, refused.text, refused.setCookie], [403, "sign-up is closed", null]);
  // A sign-up that began before is refused as well.
  const visitor = await signedUp(wireroom, "+237679411111", "192.0.2.1");
  assert.equal((await visitor.askForCode({ full: "+237679411111" })).status, 403);
  assert.deepEqual(await wireroom.rows("SELECT 1 FROM one_time_codes"), []);
});

test("with sign-up by invitation an invited number signs up once, and other numbers are refused", async (context) => {
  const wireroom = await startWireroom({ vars: { RELAY_SIGN_UP: "invited" } });
  context.after(() => wireroom.stop());
  const phone = await wireroom.phone();
  const [invited, late, stranger] = [newNumber(), newNumber(), newNumber()];
  await assert.rejects(inviteRelayNumber(wireroom.api, wireroom.account, invited.national), /in full/);
  await assert.rejects(inviteRelayNumber(wireroom.api, wireroom.account, invited.full, 0), /days/);
  await inviteRelayNumber(wireroom.api, wireroom.account, invited.full);
  await inviteRelayNumber(wireroom.api, wireroom.account, late.full, 1);
  await wireroom.rows(
    "UPDATE relay_invitations SET expires_at_ms = ? WHERE phone_number = ?",
    Date.now() - 1,
    late.full,
  );
  for (const number of [late, stranger]) {
    const refused = await new Visitor(wireroom).signUp(number);
    assert.deepEqual([refused.status, refused.text], [403, "sign-up is by invitation"]);
    assert.equal(await rowOf(wireroom, number), undefined);
  }
  await new Visitor(wireroom).join(phone, invited);
  assert.equal((await rowOf(wireroom, invited)).state, "active");
  const left = async () =>
    (await wireroom.rows("SELECT phone_number FROM relay_invitations")).map((row) => row.phone_number);
  assert.deepEqual(await left(), [late.full]);
  await wireroom.cron(new Date(Date.now() + 49 * hourMs));
  assert.deepEqual(await left(), []);
});

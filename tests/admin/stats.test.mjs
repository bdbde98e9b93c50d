import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { clearOfMidnight } from "../support/clock.mjs";
import { isDeepStrictEqual } from "node:util";
import { startWireroom } from "../support/wireroom.mjs";
import { Tenant } from "../journeys/tenant.mjs";
import { Codes } from "../otp/codes.mjs";

let wireroom;
before(async () => (wireroom = await startWireroom()));
after(() => wireroom.stop());

const stats = async ({ account }) => {
  const { status, body } = await wireroom.request("GET", "/api/v1/admin/stats", { key: account.key });
  assert.equal(status, 200);
  assert.match(body.timestamp, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
  return body;
};

test("a new account's statistics are zeros", async () => {
  const { timestamp, ...rest } = await stats(await Tenant.create(wireroom, "new"));
  assert.deepEqual(rest, {
    gateways: { total: 0, active: 0, online: 0, offline: 0 },
    messages: {
      total_sent: 0,
      total_received: 0,
      sent_today: 0,
      received_today: 0,
      total_today: 0,
      pending: 0,
      failed_today: 0,
    },
    otp: { sent_today: 0, verified_today: 0, verification_rate: 0, conversion_alarm: false },
  });
});

test("statistics count the account's own activity and nothing of another account", async () => {
  await clearOfMidnight();
  const [tenant, other] = [await Tenant.create(wireroom, "counted"), await Tenant.create(wireroom, "uncounted")];
  const phone = await tenant.phone("phone");
  await tenant.register("absent");
  await tenant.configure("absent", { active: 0 });
  const delivered = await tenant.account.sendAccepted("+12025550123", "delivered");
  await tenant.account.reaches(delivered, "delivered");
  await tenant.account.sendAccepted("+12025550123", "pending", { gateway_id: "absent" });
  phone.receiveSms("+12025550199", "received");
  const codes = new Codes(wireroom, tenant.account);
  const code = await codes.receive(phone, "+12025550124");
  await codes.verify("+12025550124", code);
  await codes.receive(phone, "+12025550125");
  await codes.receive(phone, "+12025550126");
  const expected = {
    gateways: { total: 2, active: 1, online: 1, offline: 1 },
    messages: {
      total_sent: 4,
      total_received: 1,
      sent_today: 4,
      received_today: 1,
      total_today: 5,
      pending: 1,
      failed_today: 0,
    },
    otp: { sent_today: 3, verified_today: 1, verification_rate: 33.33, conversion_alarm: false },
  };
  const shown = async () => {
    const { timestamp, ...rest } = await stats(tenant);
    return rest;
  };
  const reached = async () => isDeepStrictEqual(await shown(), expected);
  // A timeout alone would not show which count is missing, so the comparison does.
  await wireroom
    .eventually(reached, { what: "everything is counted" })
    .catch(async () => assert.deepEqual(await shown(), expected));
  assert.equal((await stats(other)).messages.total_sent, 0);
  phone.stop();
});

test("SMS count for the UTC day on which the server learned of them, whatever the phone's clock says", async () => {
  await clearOfMidnight();
  const tenant = await Tenant.create(wireroom, "long ago");
  const phone = await tenant.phone("from last year");
  const lastYear = Date.now() - 365 * 86_400_000;
  const stamped = (at) => new Date(lastYear + at * 1000).toISOString();
  for (let at = 0; at < 20; at += 1) {
    const json = { sender: "+12025550199", message: `stamped ${at}`, timestamp: stamped(at) };
    const answer = await wireroom.request("POST", "/api/v1/gateway/sms/received", { key: phone.apiKey, json });
    assert.equal(answer.status, 200, answer.text);
  }
  const { messages } = await stats(tenant);
  assert.deepEqual([messages.received_today, messages.total_received], [20, 20]);
  const { body } = await wireroom.request("GET", "/api/v1/admin/gateways", { key: tenant.account.key });
  assert.deepEqual(
    body.gateways.map((it) => [it.messages_received_today, it.total_messages_received]),
    [[20, 20]],
  );
  // Listings still use the time of receipt.
  const since = await tenant.account.received(`?since=${stamped(10)}&limit=1`);
  assert.deepEqual([since.body.total, since.body.pages], [10, 10]);
  phone.stop();
});

test("unverified codes raise the conversion alarm", async () => {
  await clearOfMidnight();
  const tenant = await Tenant.create(wireroom, "pumped");
  const codes = new Codes(wireroom, tenant.account);
  for (let index = 0; index < 20; index += 1) await codes.send(`+12025550${200 + index}`);
  const counted = async () => (await stats(tenant)).otp.sent_today === 20;
  await wireroom.eventually(counted, { what: "all codes are counted" });
  assert.equal((await stats(tenant)).otp.conversion_alarm, true);
});

test("the operator's settings decide when the conversion alarm is raised", async () => {
  await clearOfMidnight();
  const strict = await startWireroom({ vars: { OTP_ALARM_SENT: "2", OTP_ALARM_PERCENT: "100" } });
  try {
    const codes = new Codes(strict, strict.account);
    const alarm = async () => {
      const { body } = await strict.request("GET", "/api/v1/admin/stats", { key: strict.account.key });
      return [body.otp.sent_today, body.otp.conversion_alarm];
    };
    const becomes = (expected) =>
      strict.eventually(async () => isDeepStrictEqual(await alarm(), expected), { what: `${expected}` });
    await codes.send("+12025550101");
    await becomes([1, false]);
    await codes.send("+12025550102");
    await becomes([2, true]);
  } finally {
    await strict.stop();
  }
});

const usage = async ({ account }, query = "") => {
  const { status, body, text } = await wireroom.request("GET", `/api/v1/admin/usage${query}`, { key: account.key });
  assert.equal(status, 200, text);
  return body;
};

test("usage has a line for each day, of the account and of one gateway, and nothing of another account", async () => {
  await clearOfMidnight();
  const [tenant, other] = [await Tenant.create(wireroom, "usage"), await Tenant.create(wireroom, "no-usage")];
  const phone = await tenant.phone("phone");
  await tenant.register("absent");
  const long = await tenant.account.sendAccepted("+12025550123", "x".repeat(400));
  await tenant.account.reaches(long, "delivered");
  phone.receiveSms("+12025550199", "received");
  const today = new Date().toISOString().slice(0, 10);
  const counted = { codes: 0, day: today, delivered: 1, failed: 0, received: 1, segments: 3, sent: 1 };
  await wireroom.eventually(async () => isDeepStrictEqual((await usage(tenant)).days.at(-1), counted));
  assert.equal((await usage(tenant)).days.length, 30);
  const since = `?since=${today}T00:00:00Z`;
  assert.deepEqual(await usage(tenant, `${since}&gateway_id=phone`), {
    days: [{ ...counted, codes: null }],
    gateway_id: "phone",
  });
  const [nothing] = (await usage(tenant, `${since}&gateway_id=absent`)).days;
  assert.deepEqual([nothing.sent, nothing.received], [0, 0]);
  assert.deepEqual((await usage(other, since)).days, [
    { codes: 0, day: today, delivered: 0, failed: 0, received: 0, segments: 0, sent: 0 },
  ]);
  for (const query of ["?since=2020-01-01T00:00:00Z", "?since=2100-01-01T00:00:00Z", "?gateway_id=unknown"]) {
    const answer = await wireroom.request("GET", `/api/v1/admin/usage${query}`, { key: tenant.account.key });
    assert.equal(answer.status, 422, query);
  }
});

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { startWireroom } from "../support/wireroom.mjs";
import { Tenant } from "../journeys/tenant.mjs";
import { anotherThan, Codes, refused, verified } from "./codes.mjs";

let wireroom;
before(async () => {
  wireroom = await startWireroom();
});
after(() => wireroom.stop());

const defaults = {
  allowed_countries: [],
  automatic_blocks: false,
  block_minutes: 60,
  denied_countries: [],
  exempt: [],
  grace_seconds: 120,
  min_sent: 20,
  min_verified_percent: 20,
  test_numbers: [],
  web_otp_domain: null,
};

async function tenantWithPolicy(name) {
  const tenant = await Tenant.create(wireroom, name);
  const request = (method, json) =>
    wireroom.request(method, "/api/v1/admin/otp/policy", { key: tenant.account.key, json });
  return {
    account: tenant.account,
    codes: new Codes(wireroom, tenant.account),
    phone: await tenant.phone(`phone of ${name}`),
    request,
    set: async (json) => {
      const { status, body, text } = await request("PATCH", json);
      assert.equal(status, 200, text);
      return body.policy;
    },
    show: async () => (await request("GET")).body.policy,
  };
}

/** Returns the whole text of the next SMS. */
async function smsTo(tenant, number, more) {
  const arrives = tenant.phone.next("command", { where: ({ recipient }) => recipient === number });
  const { status, body } = await tenant.codes.send(number, more);
  assert.equal(status, 200, JSON.stringify(body));
  return (await arrives).message;
}

test("a policy begins with the defaults, keeps what is not given, and returns to the defaults", async () => {
  const tenant = await tenantWithPolicy("policies");
  const other = await tenantWithPolicy("other policies");
  assert.deepEqual(await tenant.show(), defaults);
  await tenant.set({ automatic_blocks: true, min_sent: 5, exempt: ["+120255", "(202) 555-0123"] });
  const changed = { ...defaults, automatic_blocks: true, min_sent: 5, exempt: ["+120255", "+12025550123"] };
  assert.deepEqual(await tenant.set({}), changed);
  assert.deepEqual(await tenant.show(), changed);
  assert.deepEqual(await other.show(), defaults);
  assert.deepEqual(await tenant.set({ reset: true, grace_seconds: 0 }), { ...defaults, grace_seconds: 0 });
});

test("concurrent changes of different members are all kept", async () => {
  const tenant = await tenantWithPolicy("concurrent policies");
  const answers = await Promise.all(
    [{ min_sent: 7 }, { block_minutes: 9 }, { automatic_blocks: true }].map((json) => tenant.request("PATCH", json)),
  );
  assert.deepEqual(
    answers.map(({ status }) => status),
    [200, 200, 200],
  );
  assert.deepEqual(await tenant.show(), { ...defaults, automatic_blocks: true, block_minutes: 9, min_sent: 7 });
});

test("a policy that is not acceptable is refused with the parameter", async () => {
  const tenant = await tenantWithPolicy("wrong policies");
  for (const json of [
    { min_sent: 2 },
    { min_verified_percent: 101 },
    { grace_seconds: 601 },
    { block_minutes: 0 },
    { allowed_countries: ["UK"] },
    { denied_countries: [{}] },
    { exempt: Array.from({ length: 51 }, (_, index) => `+1202555${String(index).padStart(4, "0")}`) },
    { web_otp_domain: "https://example.com" },
    { web_otp_domain: `${"a".repeat(60)}.${"b".repeat(60)}.example` },
    { test_numbers: [{ phone_number: "+12025550100", code: "12345" }] },
    { test_numbers: "+12025550100" },
  ]) {
    const { status, explanation } = await tenant.request("PATCH", json);
    assert.deepEqual([status, explanation.param], [422, Object.keys(json)[0]], JSON.stringify(json));
  }
  assert.deepEqual(await tenant.show(), defaults);
});

test("an account allows and denies countries", async () => {
  const tenant = await tenantWithPolicy("countries");
  const statuses = async () =>
    Promise.all(["+12025550101", "+447400123456"].map(async (number) => (await tenant.codes.send(number)).status));
  await tenant.set({ allowed_countries: ["us"] });
  assert.deepEqual(await statuses(), [200, 422]);
  await tenant.set({ allowed_countries: [], denied_countries: ["US"] });
  assert.deepEqual(await statuses(), [422, 200]);
  const { body } = await tenant.codes.send("+12025550101");
  assert.deepEqual(body, { error: "Codes are not sent to this country" });
});

test("the last line of an SMS is the one that browsers and apps read", async () => {
  const tenant = await tenantWithPolicy("last lines");
  const text = /^Your verification code is: (\d{6})\n(.*)$/;
  const line = async (number, more) => {
    const [, code, last] = text.exec(await smsTo(tenant, number, more));
    return last.replace(code, "CODE");
  };
  assert.equal(await line("+12025550201", { web_otp_domain: "Example.com" }), "@example.com #CODE");
  const framed = { web_otp_domain: "example.com", web_otp_embedded_domain: "pay.example" };
  assert.equal(await line("+12025550202", framed), "@example.com #CODE %pay.example");
  assert.equal(await line("+12025550203", { app_hash: "FA+9qCX9VSu" }), "FA+9qCX9VSu");
  assert.match(await smsTo(tenant, "+12025550204"), /^Your verification code is: \d{6}$/);
  await tenant.set({ web_otp_domain: "login.example.com" });
  assert.equal(await line("+12025550205"), "@login.example.com #CODE");
  assert.equal(await line("+12025550206", { app_hash: "FA+9qCX9VSu" }), "FA+9qCX9VSu");
  await tenant.set({ web_otp_domain: "" });
  assert.match(await smsTo(tenant, "+12025550207"), /^Your verification code is: \d{6}$/);
  for (const more of [
    { web_otp_domain: "localhost" },
    { web_otp_domain: "example.com/login" },
    { web_otp_domain: "example.com", app_hash: "FA+9qCX9VSu" },
    { web_otp_embedded_domain: "example.com" },
    { app_hash: "FA+9qCX9VS" },
    { web_otp_domain: `${"a".repeat(45)}.example`, web_otp_embedded_domain: `${"b".repeat(60)}.example` },
  ]) {
    const { status } = await tenant.codes.send("+12025550208", more);
    assert.equal(status, 422, JSON.stringify(more));
  }
  const rows = await wireroom.rows("SELECT 1 FROM one_time_codes WHERE phone = ?", "+12025550208");
  assert.deepEqual(rows, []);
});

test("a test number accepts its code once, and nothing is sent to it", async () => {
  const tenant = await tenantWithPolicy("test numbers");
  const other = await tenantWithPolicy("no test numbers");
  const number = "+12025550300";
  await tenant.set({ test_numbers: [{ phone_number: number, code: "424242" }] });
  const sent = await tenant.codes.send(number);
  assert.equal(sent.status, 200);
  assert.deepEqual(Object.keys(sent.body).sort(), ["expires_at", "message_id", "success"]);
  assert.match(sent.body.message_id, /^msg_[0-9a-f]{32}$/);
  assert.deepEqual((await tenant.codes.verify(number, anotherThan("424242"))).body, refused(2));
  assert.deepEqual((await tenant.codes.verify(number, "424242")).body, verified);
  assert.deepEqual((await tenant.codes.verify(number, "424242")).body, refused(1));
  assert.deepEqual((await other.codes.verify(number, "424242")).body, refused(2));
  // The limit of a number counts.
  assert.deepEqual(
    [await tenant.codes.send(number), await tenant.codes.send(number), await tenant.codes.send(number)].map(
      ({ status }) => status,
    ),
    [200, 200, 429],
  );
  // An SMS to another number is the sign that nothing is on its way any more.
  await smsTo(tenant, "+12025550301");
  assert.ok(!tenant.phone.onAir.some(({ recipient }) => recipient === number));
  const messages = await wireroom.rows("SELECT record FROM messages WHERE account_id = ?", tenant.account.id);
  assert.ok(!messages.some(({ record }) => record.includes(number)));
  const status = await wireroom.request("GET", `/api/v1/sms/status/${sent.body.message_id}`, {
    key: tenant.account.key,
  });
  assert.equal(status.status, 404);
  const report = await wireroom.request("GET", "/api/v1/admin/otp/conversions", { key: tenant.account.key });
  assert.deepEqual(report.body.test_numbers, { sent: 3, verified: 1 });
  assert.deepEqual(
    report.body.conversions.map(({ country, sent, verified }) => [country, sent, verified]),
    [["US", 1, 0]],
  );
  await tenant.set({ test_numbers: [] });
  assert.deepEqual((await tenant.codes.verify(number, "424242")).body, verified);
});

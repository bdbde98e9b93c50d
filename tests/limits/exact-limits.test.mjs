import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { clearOfTheHour, hourMs } from "../support/clock.mjs";
import { privateToken, startWireroom } from "../support/wireroom.mjs";

const quota = 10;

let wireroom;
before(async () => (wireroom = await startWireroom({ vars: { ENVIRONMENT: "production" } })));
after(() => wireroom.stop());

const items = (header) =>
  Object.fromEntries(
    (header ?? "")
      .split(", ")
      .filter(Boolean)
      .map((item) => [/^"([^"]+)"/.exec(item)[1], item]),
  );
const left = ({ headers }, name) => {
  const found = /;r=(\d+);t=(\d+)$/.exec(items(headers.get("ratelimit"))[name]);
  return found && { requests: Number(found[1]), resetSecs: Number(found[2]) };
};

let numbers = 0;
const sendCode = (key, headers) => {
  numbers += 1;
  return wireroom.request("POST", "/api/v1/otp/send", {
    key,
    headers,
    json: { phone_number: `+1202555${1000 + numbers}` },
  });
};

test("a network's eleventh code in an hour is refused, and every answer from the first on states the remaining quota", async () => {
  await clearOfTheHour();
  const account = await wireroom.createAccount("counted");
  // A request that cannot produce a code is not counted.
  const json = { phone_number: "nobody" };
  assert.equal((await wireroom.request("POST", "/api/v1/otp/send", { key: account.key, json })).status, 422);
  for (let count = 1; count <= quota; count += 1) {
    const answer = await sendCode(account.key);
    assert.equal(answer.status, 200, answer.text);
    assert.equal(
      items(answer.headers.get("ratelimit-policy"))["otp-send-network"],
      `"otp-send-network";q=${quota};w=3600`,
    );
    assert.equal(left(answer, "otp-send-network").requests, quota - count);
  }
  for (let again = 0; again < 3; again += 1) {
    const refused = await sendCode(account.key);
    assert.deepEqual([refused.status, refused.body], [429, { error: "Rate limit exceeded" }]);
    const { requests, resetSecs } = left(refused, "otp-send-network");
    assert.equal(requests, 0);
    assert.equal(refused.headers.get("retry-after"), String(resetSecs));
    const untilNextHour = Math.ceil((hourMs - (Date.now() % hourMs)) / 1000);
    assert.ok(resetSecs >= untilNextHour && resetSecs <= untilNextHour + 5, `${resetSecs}, ${untilNextHour}`);
  }
  // The refused code was never created, and another account is not affected.
  const [{ codes }] = await wireroom.rows(
    "SELECT COUNT(*) AS codes FROM one_time_codes WHERE account_id = ?",
    account.id,
  );
  assert.equal(codes, quota);
  const other = await wireroom.createAccount("uncounted");
  assert.equal((await sendCode(other.key)).status, 200);
});

test("parallel requests cannot exceed the limit", async () => {
  await clearOfTheHour();
  const account = await wireroom.createAccount("parallel");
  const answers = await Promise.all(Array.from({ length: 16 }, () => sendCode(account.key)));
  assert.equal(answers.filter(({ status }) => status === 200).length, quota);
  assert.equal(answers.filter(({ status }) => status === 429).length, 6);
});

test("registrations are counted whatever their result, and a refused one stores nothing", async () => {
  await clearOfTheHour();
  const register = (json) => wireroom.request("POST", "/api/v1/gateway/register", { key: privateToken, json });
  for (let count = 0; count < quota; count += 1) {
    const answer = await register(count % 2 === 0 ? { device_id: `device-${count}`, name: "Phone" } : {});
    assert.equal(answer.status, count % 2 === 0 ? 201 : 422);
    assert.equal(left(answer, "register-network").requests, quota - count - 1);
  }
  const refused = await register({ device_id: "one more", name: "Phone" });
  assert.equal(refused.status, 429);
  const [{ gateways }] = await wireroom.rows("SELECT COUNT(*) AS gateways FROM gateways");
  assert.equal(gateways, quota / 2);
});

test("a network is stored as a digest, which is deleted when its hour is over", async () => {
  await clearOfTheHour();
  await sendCode((await wireroom.createAccount("stored")).key);
  // Counters of an hour that ended while this file ran are deleted by the first of the two sweeps.
  const thisHours = () =>
    wireroom.rows("SELECT * FROM limit_counters WHERE started_at_ms >= ?", Math.floor(Date.now() / hourMs) * hourMs);
  const rows = await thisHours();
  assert.ok(rows.length > 0);
  for (const row of rows) assert.match(row.subject, /^[0-9a-f]{32}$/);
  assert.ok(!/127\.0\.0\.1|::1|unknown/.test(JSON.stringify(rows)));
  await wireroom.cronQuarter(new Date(Date.now() - 15 * 60_000));
  assert.equal((await thisHours()).length, rows.length);
  await wireroom.cronQuarter(new Date(Date.now() + 2 * hourMs));
  assert.deepEqual(await wireroom.rows("SELECT * FROM limit_counters"), []);
});

test("the limit per number is the third limit of a code", async () => {
  const account = await wireroom.createAccount("one number");
  const send = () =>
    wireroom.request("POST", "/api/v1/otp/send", { key: account.key, json: { phone_number: "+12025550199" } });
  for (let count = 1; count <= 3; count += 1) {
    const answer = await send();
    assert.equal(answer.status, 200);
    assert.deepEqual(Object.keys(items(answer.headers.get("ratelimit-policy"))), [
      "otp-send",
      "otp-send-network",
      "otp-number",
    ]);
    assert.equal(left(answer, "otp-number").requests, 3 - count);
  }
  const refused = await send();
  assert.deepEqual(
    [refused.status, refused.body],
    [429, { error: "Rate limit exceeded. Maximum 3 OTP codes per hour." }],
  );
  const { requests, resetSecs } = left(refused, "otp-number");
  assert.deepEqual([requests, String(resetSecs)], [0, refused.headers.get("retry-after")]);
  assert.ok(resetSecs > 3_500 && resetSecs <= 3_600);
  assert.equal(items(refused.headers.get("ratelimit-policy"))["otp-number"], '"otp-number";q=3;w=3600');
});

test("in local development only limits that are set explicitly apply, with the set value", async () => {
  const local = await startWireroom({ vars: { OTP_PER_NETWORK_PER_HOUR: "2" } });
  try {
    await clearOfTheHour();
    const send = (at) =>
      local.request("POST", "/api/v1/otp/send", { key: local.account.key, json: { phone_number: `+1202555013${at}` } });
    const answers = [await send(0), await send(1), await send(2)];
    assert.deepEqual(
      answers.map(({ status }) => status),
      [200, 200, 429],
    );
    assert.equal(
      items(answers[0].headers.get("ratelimit-policy"))["otp-send-network"],
      '"otp-send-network";q=2;w=3600',
    );
    for (let count = 0; count < 12; count += 1) await local.register(`device-${count}`);
  } finally {
    await local.stop();
  }
});

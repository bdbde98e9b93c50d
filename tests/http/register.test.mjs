import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import "../support/contract/lenient.mjs";
import { privateToken, startWireroom } from "../support/wireroom.mjs";

let wireroom;
before(async () => (wireroom = await startWireroom()));
after(() => wireroom.stop());

const register = (json, more = {}) => wireroom.request("POST", "/api/v1/gateway/register", { json, ...more });

test("the answer has the members of both shapes in the contract", async () => {
  const beforeMs = Math.floor(Date.now() / 1_000) * 1_000;
  const device_info = { manufacturer: "Google", model: "Pixel 8", os_version: "15", app_version: "1.0.0" };
  const { status, body } = await register({ device_id: "pixel-8", name: "My phone", device_info });
  const { created_at } = body.gateway;
  assert.deepEqual(
    [status, body],
    [
      201,
      {
        success: true,
        message: "Gateway registered successfully",
        api_key: body.api_key,
        device_id: "pixel-8",
        websocket_url: `${wireroom.url.replace("http", "ws")}/cable`,
        gateway: {
          id: 1,
          device_id: "pixel-8",
          name: "My phone",
          status: "offline",
          active: true,
          priority: 1,
          metadata: device_info,
          created_at,
        },
      },
    ],
  );
  assert.match(body.api_key, /^gw_live_[0-9a-f]{64}$/);
  assert.match(created_at, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
  assert.ok(Date.parse(created_at) >= beforeMs && Date.parse(created_at) <= Date.now());
  const [{ metadata, ...row }] = await wireroom.rows(
    "SELECT account_id, number, name, active, approved, priority, online, metadata FROM gateways WHERE device_id = 'pixel-8'",
  );
  assert.deepEqual(row, {
    account_id: wireroom.account.id,
    number: 1,
    name: "My phone",
    active: 1,
    approved: 1,
    priority: 1,
    online: 0,
  });
  assert.deepEqual(JSON.parse(metadata), device_info);
});

test("the key is stored as a digest and never shown again", async () => {
  const { body } = await register({ device_id: "secret", name: "Secret" });
  for (const table of ["api_keys", "gateways"]) {
    assert.ok(!JSON.stringify(await wireroom.rows(`SELECT * FROM ${table}`)).includes(body.api_key.slice(30)), table);
  }
});

test("the scheme of websocket_url follows the request's", async () => {
  const headers = { "x-forwarded-proto": "https" };
  const { body } = await register({ device_id: "over-tls", name: "Phone" }, { headers });
  assert.equal(body.websocket_url, `${wireroom.url.replace("http", "wss")}/cable`);
});

test("device info that is not an object is ignored", async () => {
  for (const [index, device_info] of ["text", 5, [1], true, null].entries()) {
    const { status, body } = await register({ device_id: `odd-${index}`, name: "Phone", device_info });
    assert.deepEqual([status, body.gateway.metadata], [201, {}]);
  }
});

test("names are trimmed, and their length is counted in characters", async () => {
  const { status, body } = await register({ device_id: `  ${"é".repeat(255)} `, name: ` ${"😀".repeat(255)} ` });
  assert.deepEqual([status, body.device_id, body.gateway.name], [201, "é".repeat(255), "😀".repeat(255)]);
});

test("gateways get consecutive numbers, even if many register at once", async () => {
  const answers = await Promise.all(
    Array.from({ length: 20 }, (_, at) => register({ device_id: `many-${at}`, name: "Phone" })),
  );
  for (const answer of answers) assert.equal(answer.status, 201, answer.text);
  const numbers = answers.map(({ body }) => body.gateway.id).sort((left, right) => left - right);
  assert.deepEqual(
    numbers,
    Array.from({ length: 20 }, (_, at) => numbers[0] + at),
  );
  assert.equal(new Set(answers.map(({ body }) => body.api_key)).size, 20);
});

test("a device registers once in an account, even by concurrent requests", async () => {
  const answers = await Promise.all(Array.from({ length: 8 }, () => register({ device_id: "twice", name: "Phone" })));
  assert.equal(answers.filter(({ status }) => status === 201).length, 1);
  for (const { status, body } of answers.filter(({ status }) => status !== 201)) {
    assert.deepEqual([status, body], [422, { error: "Device has already been taken" }]);
  }
  const [{ count }] = await wireroom.rows(
    "SELECT COUNT(*) AS count FROM api_keys WHERE kind = 'gateway' AND gateway_id = (SELECT id FROM gateways WHERE device_id = 'twice')",
  );
  assert.equal(count, 1);
  const [{ orphans }] = await wireroom.rows(
    "SELECT COUNT(*) AS orphans FROM api_keys WHERE kind = 'gateway' AND gateway_id NOT IN (SELECT id FROM gateways)",
  );
  assert.equal(orphans, 0);
});

test("two accounts may have devices with the same name", async () => {
  const other = await wireroom.createAccount("other");
  const first = await register({ device_id: "shared", name: "Phone" });
  const second = await register({ device_id: "shared", name: "Phone" }, { key: await other.createKey("registration") });
  assert.deepEqual([first.status, second.status, second.body.gateway.id], [201, 201, 1]);
});

test("a wrong credential is refused, even if none is needed", async () => {
  const json = { device_id: "refused", name: "Phone" };
  for (const [headers, status, error] of [
    [{ authorization: "Bearer wrong" }, 401, "Invalid API key"],
    [{ authorization: `Bearer ${privateToken}x` }, 401, "Invalid API key"],
    [{ authorization: `Basic ${privateToken}` }, 401, "Invalid API key"],
    [{ authorization: "Bearer" }, 401, "Invalid API key"],
    [{ authorization: `Bearer ${wireroom.account.key}` }, 403, "Insufficient permissions"],
  ]) {
    const answer = await register(json, { headers });
    assert.deepEqual([answer.status, answer.body], [status, { error }], headers.authorization);
  }
  assert.deepEqual(await wireroom.rows("SELECT * FROM gateways WHERE device_id = 'refused'"), []);
});

test("a revoked registration key registers nothing", async () => {
  const key = await wireroom.account.createKey("registration");
  await wireroom.account.revokeKey(key);
  const { status, body } = await register({ device_id: "late", name: "Phone" }, { key });
  assert.deepEqual([status, body], [401, { error: "Invalid API key" }]);
});

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { startWireroom } from "../../support/wireroom.mjs";
import { Owner } from "./owner.mjs";

let wireroom;
before(async () => (wireroom = await startWireroom()));
after(() => wireroom.stop());

test("settings are an empty document at first, and can be changed in part, replaced, and fetched by phones", async () => {
  const owner = await Owner.create(wireroom);
  const empty = await owner.call("GET", "/settings");
  assert.deepEqual([empty.status, empty.text, empty.headers.get("content-type")], [200, "{}", "application/json"]);
  const first = { messages: { limit_value: 5, processing_order: "FIFO" }, ping: { interval_seconds: 30 } };
  const patched = await owner.call("PATCH", "/settings", first);
  assert.deepEqual([patched.status, patched.body], [200, first]);
  await owner.call("PATCH", "/settings", { messages: { limitValue: 6, limit_period: null }, unknown: { a: 1 } });
  const merged = {
    messages: { limit_value: 6, limit_period: null, processing_order: "FIFO" },
    ping: { interval_seconds: 30 },
  };
  assert.deepEqual((await owner.call("GET", "/settings")).body, merged);
  assert.deepEqual((await owner.device("GET", "/settings")).body, {
    ...merged,
    gateway: { notification_channel: "SSE_ONLY" },
  });
  const replaced = await owner.call("PUT", "/settings", { logs: { lifetime_days: 3 } });
  assert.deepEqual([replaced.status, replaced.body], [200, { logs: { lifetime_days: 3 } }]);
  assert.deepEqual((await owner.device("GET", "/settings")).body, {
    logs: { lifetime_days: 3 },
    gateway: { notification_channel: "SSE_ONLY" },
  });
});

test("invalid settings change nothing", async () => {
  const owner = await Owner.create(wireroom);
  await owner.call("PUT", "/settings", { messages: { send_interval_min: 5, send_interval_max: 9 } });
  for (const wrong of [
    [],
    { messages: 5 },
    { messages: { limit_value: 0 } },
    { messages: { send_interval_max: 4 } },
    { messages: { work_hours_enabled: true, work_hours_start: "25:00", work_hours_end: "09:00" } },
    { encryption: { passphrase: "secret" } },
    { webhooks: { signing_key: "secret" } },
    { gateway: { cloud_url: "https://example.com" } },
  ]) {
    const { status, text } = await owner.call("PATCH", "/settings", wrong);
    assert.equal(status, 400, `${JSON.stringify(wrong)} ${text}`);
  }
  assert.deepEqual((await owner.call("GET", "/settings")).body, {
    messages: { send_interval_min: 5, send_interval_max: 9 },
  });
});

test("concurrent changes are all applied", async () => {
  const owner = await Owner.create(wireroom);
  const changes = [{ messages: { limit_value: 7 } }, { ping: { interval_seconds: 8 } }, { logs: { lifetime_days: 9 } }];
  const answers = await Promise.all(changes.map((change) => owner.call("PATCH", "/settings", change)));
  assert.deepEqual(
    answers.map(({ status }) => status),
    [200, 200, 200],
  );
  assert.deepEqual((await owner.call("GET", "/settings")).body, Object.assign({}, ...changes));
});

test("settings are separate for each account", async () => {
  const [owner, other] = [await Owner.create(wireroom), await Owner.create(wireroom)];
  await owner.call("PUT", "/settings", { logs: { lifetime_days: 3 } });
  assert.deepEqual((await other.call("GET", "/settings")).body, {});
});

test("a request that enables work hours must have them, with the original's error text, and they are checked only while enabled", async () => {
  const owner = await Owner.create(wireroom);
  const enable = (messages) =>
    owner.call("PATCH", "/settings", { messages: { work_hours_enabled: true, ...messages } });
  for (const [messages, cause] of [
    [{}, "workHoursStart is required when work hours are enabled"],
    [{ work_hours_start: null, work_hours_end: "17:00" }, "workHoursStart is required when work hours are enabled"],
    [{ work_hours_start: "09:00" }, "workHoursEnd is required when work hours are enabled"],
    [{ work_hours_start: "9:00", work_hours_end: "17:00" }, 'workHoursStart must be in HH:mm format, got "9:00"'],
    [{ work_hours_start: "09:00", work_hours_end: "24:00" }, 'workHoursEnd "24:00" contains invalid time values'],
  ]) {
    const { status, body } = await enable(messages);
    assert.deepEqual(
      [status, body],
      [400, { message: `Invalid settings format: failed to validate: validation failed: ${cause}` }],
    );
  }
  const hours = { work_hours_enabled: true, work_hours_start: "09:00", work_hours_end: "17:00" };
  assert.deepEqual((await enable(hours)).body, { messages: hours });
  const off = { messages: { work_hours_enabled: false, work_hours_start: "late", work_hours_end: "17:00" } };
  assert.deepEqual((await owner.call("PUT", "/settings", off)).body, off);
});

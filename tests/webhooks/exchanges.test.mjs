import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { reply } from "../support/scripted-server.mjs";
import { eventually } from "../support/wireroom.mjs";
import { answer, hang } from "./receiver.mjs";
import { Subscriber, startWithReceiver } from "./subscriber.mjs";

const dayMs = 86_400_000;

let system;
let receiver;
before(async () => {
  system = await startWithReceiver();
  receiver = system.receiver;
});
after(() => system.stop());

/** Waits until the endpoint has this many ended attempts; returns them, the newest first. */
const ended = (one, id, count) =>
  eventually(
    async () => {
      const attempts = await one.attempts(id);
      return attempts.length >= count && attempts;
    },
    { what: `${count} attempts` },
  );

const shown = async (one, id, attempt) => {
  const { status, text, body } = await one.call("GET", `/${id}/attempts/${attempt.id}`);
  assert.equal(status, 200, text);
  return body;
};

test("an attempt shows what was sent and answered, sealed in D1, and its owner's headers redacted", async () => {
  const one = await Subscriber.create(system.wireroom, "exchanges");
  const page = (response) => reply(response, 500, `mark-answer ${"x".repeat(5_000)}`, { "x-request-id": "r-1" });
  const url = receiver.answers("/exchange", ({ response }) => page(response), answer(200));
  const endpoint = await one.subscribe(url, {
    format: "standard",
    events: ["inbound.received"],
    retry_schedule: [0, 0],
    headers: { Authorization: "Bearer mark-header" },
  });
  const phone = await one.tenant.phone("exchanges");
  const received = await system.wireroom.request("POST", "/api/v1/gateway/sms/received", {
    key: phone.apiKey,
    json: { sender: "+14155550100", message: `mark-text ${"é".repeat(3_000)}`, timestamp: "2025-10-19T10:30:00Z" },
  });
  assert.equal(received.status, 200, received.text);
  const [success, failure] = await ended(one, endpoint.id, 2);
  assert.deepEqual([success.status, failure.status], [200, 500]);

  const failed = await shown(one, endpoint.id, failure);
  assert.deepEqual(failed.attempt, failure);
  const [request] = receiver.at("/exchange");
  assert.ok(request.raw.toString().startsWith(failed.request.body));
  assert.match(failed.request.body, /mark-text/);
  assert.equal(failed.request.body_truncated, true);
  assert.ok(Buffer.byteLength(failed.request.body) <= 4_096);
  const { authorization: _, ...headers } = Object.fromEntries(
    Object.entries(failed.request.headers).map(([name, value]) => [name.toLowerCase(), value]),
  );
  assert.equal(failed.request.headers.Authorization, "[redacted]");
  for (const [name, value] of Object.entries(headers)) assert.equal(request.headers[name], value, name);
  assert.deepEqual([failed.response.status, failed.response.headers["x-request-id"]], [500, "r-1"]);
  assert.equal(failed.response.body, `mark-answer ${"x".repeat(5_000)}`.slice(0, 4_096));
  assert.equal(failed.response.body_truncated, true);
  const succeeded = await shown(one, endpoint.id, success);
  assert.deepEqual([succeeded.response.status, succeeded.response.body], [200, "seen"]);
  assert.equal(succeeded.response.body_truncated, false);

  const stored = JSON.stringify([
    await system.wireroom.rows("SELECT * FROM webhook_exchanges"),
    await system.wireroom.rows("SELECT * FROM webhook_attempts"),
  ]);
  const logged = JSON.stringify(system.wireroom.server.getLogs());
  for (const text of [stored, logged]) assert.doesNotMatch(text, /mark-/);

  // After an eviction, the same; and another account or endpoint does not have the attempt.
  await one.evict(endpoint.id);
  assert.deepEqual(await shown(one, endpoint.id, failure), failed);
  const other = await Subscriber.create(system.wireroom, "another");
  const foreign = await other.call("GET", `/${endpoint.id}/attempts/${failure.id}`);
  assert.deepEqual([foreign.status, foreign.explanation.code], [404, "webhook_not_found"]);
  const second = await one.subscribe(receiver.url("/second"));
  for (const id of [failure.id, "1.evt_0.1", "x", "1.2", `${"9".repeat(30)}.a.1`]) {
    const { status, explanation } = await one.call("GET", `/${second.id}/attempts/${id}`);
    assert.deepEqual([status, explanation.code], [404, "attempt_not_found"], id);
  }
});

test("an attempt without an answer shows only the request", async () => {
  const one = await Subscriber.create(system.wireroom, "unanswered");
  const url = receiver.answers("/broken", hang);
  const endpoint = await one.subscribe(url, { retry_schedule: [0], timeout: 1 });
  assert.equal((await one.call("POST", `/${endpoint.id}/test`)).status, 202);
  const [attempt] = await ended(one, endpoint.id, 1);
  const { request, response } = await shown(one, endpoint.id, attempt);
  assert.match(request.body, /test/);
  assert.equal(response, null);
});

test("requests and answers are deleted after seven days, and their attempts stay", async () => {
  const one = await Subscriber.create(system.wireroom, "old");
  const endpoint = await one.subscribe(receiver.url("/old"));
  assert.equal((await one.call("POST", `/${endpoint.id}/test`)).status, 202);
  const [attempt] = await ended(one, endpoint.id, 1);
  assert.notEqual((await shown(one, endpoint.id, attempt)).request, null);
  await system.wireroom.cronRound(new Date(Date.now() + 9 * dayMs));
  const later = await shown(one, endpoint.id, attempt);
  assert.deepEqual([later.attempt, later.request, later.response], [attempt, null, null]);
});

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { eventually } from "../support/wireroom.mjs";
import { answer, dawdle, hang, slow } from "./receiver.mjs";
import { Subscriber, startWithReceiver } from "./subscriber.mjs";

let system;
let receiver;
before(async () => {
  system = await startWithReceiver({ vars: { RETRY_BASE_SECS: "0.02" } });
  receiver = system.receiver;
});
after(() => system.stop());

const subscriber = (name) => Subscriber.create(system.wireroom, name);
const twice = [0, 0];

/** Sends an endpoint's test event and waits for that event's attempts. */
async function attemptsOfTest(one, endpoint, count) {
  const { body } = await one.call("POST", `/${endpoint.id}/test`);
  return eventually(
    async () => {
      const all = await one.attempts(endpoint.id);
      const own = all.filter(({ event_id }) => event_id === body.event_id).reverse();
      return own.length >= count && own;
    },
    { timeoutMs: 20_000, what: `${count} attempts` },
  );
}

const cases = [
  { name: "refuses", behavior: answer(400), status: 400, error: "refused (400)" },
  { name: "breaks down", behavior: answer(500), status: 500, error: "refused (500)" },
  { name: "hangs", behavior: hang, more: { timeout: 1 }, status: null, error: "timed out", leastMs: 900 },
];
for (const { name, behavior, more, status, error, leastMs = 0 } of cases) {
  test(`an event for a receiver that ${name} is retried under the same id, and the log shows the result`, async () => {
    const one = await subscriber(name);
    const path = `/${encodeURIComponent(name)}`;
    const endpoint = await one.subscribe(receiver.answers(path, behavior, answer(204)), {
      retry_schedule: twice,
      ...more,
    });
    const [first, second, ...rest] = await attemptsOfTest(one, endpoint, 2);
    assert.deepEqual([first.attempt, first.status, first.delivered, first.error], [1, status, false, error]);
    assert.ok(first.next_attempt_at);
    assert.ok(first.duration_ms >= leastMs);
    assert.deepEqual([second.attempt, second.status, second.delivered, second.error, rest], [2, 204, true, null, []]);
    const requests = receiver.at(path);
    assert.equal(requests.length, 2);
    assert.equal(requests[0].headers["webhook-id"], requests[1].headers["webhook-id"]);
    assert.deepEqual(requests[0].raw, requests[1].raw);
  });
}

test("an answer that never ends counts as delivered", async () => {
  const one = await subscriber("dawdling");
  const endpoint = await one.subscribe(receiver.answers("/dawdling", dawdle), { retry_schedule: twice, timeout: 1 });
  const [attempt] = await attemptsOfTest(one, endpoint, 1);
  assert.deepEqual([attempt.status, attempt.delivered], [200, true]);
});

test("an event that its receiver never accepts fails for good after its last try, and is kept", async () => {
  const one = await subscriber("nobody");
  const endpoint = await one.subscribe(receiver.answers("/nobody", answer(503)), { retry_schedule: [0, 0, 0] });
  const attempts = await attemptsOfTest(one, endpoint, 3);
  assert.deepEqual(
    attempts.map(({ attempt }) => attempt),
    [1, 2, 3],
  );
  assert.deepEqual(
    attempts.map(({ next_attempt_at }) => next_attempt_at === null),
    [false, false, true],
  );
  const { queued, failed } = await one.show(endpoint.id);
  assert.deepEqual([queued, failed], [0, 1]);
});

test("Retry-After is honored, in seconds and as a date", async () => {
  const one = await subscriber("throttling");
  for (const [path, header, leastMs] of [
    ["/throttling/secs", () => "2", 2_000],
    ["/throttling/date", () => new Date(Date.now() + 3_000).toUTCString(), 1_000],
  ]) {
    const endpoint = await one.subscribe(
      receiver.answers(path, (exchange) => answer(429, { "retry-after": header() })(exchange), answer(200)),
      { retry_schedule: twice },
    );
    await attemptsOfTest(one, endpoint, 2);
    const [first, second] = receiver.at(path);
    assert.ok(second.atMs - first.atMs >= leastMs, `${path}: ${second.atMs - first.atMs} ms`);
  }
});

test("410 disables the endpoint and informs the account's others; once enabled again, it gets the missed events", async () => {
  const one = await subscriber("gone");
  const endpoint = await one.subscribe(receiver.answers("/gone", answer(410), answer(200)));
  const watcher = await one.subscribe(receiver.url("/gone/watcher"), {
    format: "standard",
    events: ["endpoint.disabled"],
  });
  await one.call("POST", `/${endpoint.id}/test`);
  const [told] = await receiver.had("/gone/watcher", 1);
  assert.deepEqual(
    [told.body.type, told.body.data.endpoint_id, told.body.data.reason],
    ["endpoint.disabled", endpoint.id, "gone"],
  );
  const shown = await one.show(endpoint.id);
  assert.deepEqual([shown.active, shown.disabled_reason, shown.queued], [false, "gone", 1]);
  assert.match(shown.disabled_at, /Z$/);
  assert.equal(receiver.at("/gone").length, 1);
  await one.call("PATCH", `/${endpoint.id}`, { active: true });
  const [first, second] = await receiver.had("/gone", 2);
  assert.equal(first.headers["webhook-id"], second.headers["webhook-id"]);
  const again = await one.show(endpoint.id);
  assert.deepEqual([again.active, again.disabled_reason], [true, null]);
  void watcher;
});

test("a slow or dead receiver delays no other endpoint", async () => {
  const one = await subscriber("slow");
  await one.subscribe(receiver.answers("/slow/hangs", hang), { timeout: 30 });
  await one.subscribe(receiver.answers("/slow/slow", slow(3_000)), { timeout: 30 });
  await one.subscribe(receiver.url("/slow/quick"));
  await one.tenant.phone("p");
  const ids = [];
  for (let index = 0; index < 20; index += 1)
    ids.push(await one.account.sendAccepted("+12025550123", `message ${index}`));
  const startedMs = Date.now();
  const requests = await receiver.had("/slow/quick", 40);
  assert.ok(requests.at(-1).atMs - startedMs < 3_000 || receiver.at("/slow/slow").length < 40);
  assert.deepEqual(new Set(requests.map(({ body }) => body.message_id)), new Set(ids));
});

test("a failing event holds back only the later events of its own message", async () => {
  const one = await subscriber("holding");
  let stuck;
  const behavior = (exchange) => {
    const { body } = exchange.call;
    stuck ??= body.message_id;
    return answer(
      body.message_id === stuck && receiver.at("/holding").filter((it) => it.body.message_id === stuck).length < 4
        ? 500
        : 200,
    )(exchange);
  };
  await one.subscribe(receiver.answers("/holding", behavior), { retry_schedule: [0, 1, 1, 1, 1] });
  await one.tenant.phone("p");
  const ids = [];
  for (let index = 0; index < 5; index += 1)
    ids.push(await one.account.sendAccepted("+12025550123", `message ${index}`));
  const requests = await receiver.had("/holding", 5 * 2 + 3);
  const eventsOf = (id) => requests.filter(({ body }) => body.message_id === id).map(({ body }) => body.event);
  for (const id of ids.filter((it) => it !== stuck)) assert.deepEqual(eventsOf(id), ["sms_sent", "sms_delivered"]);
  assert.deepEqual(eventsOf(stuck), ["sms_sent", "sms_sent", "sms_sent", "sms_sent", "sms_delivered"]);
  const last = requests.findLastIndex(({ body }) => body.message_id !== stuck);
  const delivered = requests.findIndex(({ body }) => body.message_id === stuck && body.event === "sms_delivered");
  assert.ok(last < delivered, "others went past it");
});

test("failed events are replayed, one or a range, and reach the receiver under their old ids", async () => {
  const one = await subscriber("replaying");
  let refuses = true;
  const behavior = (exchange) => answer(refuses ? 500 : 200)(exchange);
  const endpoint = await one.subscribe(receiver.answers("/replaying", behavior), {
    retry_schedule: [0],
    events: ["sms_sent"],
  });
  await one.tenant.phone("p");
  const since = new Date(Date.now() - 1_000).toISOString();
  for (let index = 0; index < 6; index += 1) await one.account.sendAccepted("+12025550123", `message ${index}`);
  const failed = (await receiver.had("/replaying", 6)).map(({ headers }) => headers["webhook-id"]);
  await eventually(async () => (await one.show(endpoint.id)).failed === 6);
  const replay = (json) => one.call("POST", `/${endpoint.id}/replay`, json);
  refuses = false;

  const single = await replay({ event_id: failed[2] });
  assert.deepEqual([single.status, single.body], [200, { success: true, replayed: 1, more: false }]);
  assert.equal((await receiver.had("/replaying", 7)).at(-1).headers["webhook-id"], failed[2]);
  await eventually(async () => (await one.show(endpoint.id)).queued === 0);
  const unknown = await replay({ event_id: "evt_nothing" });
  assert.deepEqual([unknown.status, unknown.body], [404, { error: "Event not found" }]);

  assert.deepEqual((await replay({ since: "2020-01-01T00:00:00Z", until: since })).body.replayed, 0);
  assert.deepEqual((await replay({ since })).body, { success: true, replayed: 5, more: false });
  const ids = (await receiver.had("/replaying", 12)).slice(7).map(({ headers }) => headers["webhook-id"]);
  assert.deepEqual(ids.sort(), failed.filter((id) => id !== failed[2]).sort());
  await eventually(async () => {
    const { queued, failed: left } = await one.show(endpoint.id);
    return queued === 0 && left === 0;
  });

  // Delivered events can be replayed, too, for a receiver that lost them afterwards.
  assert.equal((await replay({ event_id: failed[0] })).body.replayed, 1);
  assert.equal((await receiver.had("/replaying", 13)).at(-1).headers["webhook-id"], failed[0]);
  await eventually(async () => (await one.show(endpoint.id)).queued === 0);
  assert.equal((await replay({ since, delivered: true })).body.replayed, 6);
  await receiver.had("/replaying", 19);
  for (const wrong of [{}, { since, event_id: failed[0] }, { since: "yesterday" }])
    assert.ok([400, 422].includes((await replay(wrong)).status));
});

test("the log's pages contain every attempt once, newest first", async () => {
  const one = await subscriber("log");
  const endpoint = await one.subscribe(receiver.url("/log"));
  for (let index = 0; index < 7; index += 1) await one.call("POST", `/${endpoint.id}/test`);
  await receiver.had("/log", 7);
  const whole = await eventually(async () => {
    const attempts = await one.attempts(endpoint.id);
    return attempts.length === 7 && attempts;
  });
  const found = [];
  let cursor;
  do {
    const { body } = await one.call("GET", `/${endpoint.id}/attempts?limit=3${cursor ? `&cursor=${cursor}` : ""}`);
    found.push(...body.attempts);
    cursor = body.next_cursor;
  } while (cursor);
  assert.deepEqual(found, whole);
  assert.deepEqual(
    [...whole].sort((a, b) => (a.started_at < b.started_at ? 1 : -1)).map(({ started_at }) => started_at),
    whole.map(({ started_at }) => started_at),
  );
  assert.equal((await one.call("GET", `/${endpoint.id}/attempts?cursor=nonsense`)).status, 400);
});

test("a message's final failure is reported with its reason and the number of retries", async () => {
  const one = await subscriber("final");
  await one.subscribe(receiver.url("/final"), { event_type: "sms_failed" });
  await one.tenant.phone("p", { failureRate: 1 });
  const id = await one.account.sendAccepted("+12025550123", "hello");
  const [{ body }] = await receiver.had("/final", 1);
  assert.deepEqual(body, {
    event: "sms_failed",
    message_id: id,
    to: "+12025550123",
    status: "failed",
    error_message: "simulated radio failure",
    failed_at: body.failed_at,
    retry_count: 3,
    gateway_id: "p",
  });
});

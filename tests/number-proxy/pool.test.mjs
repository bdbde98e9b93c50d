import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import "../support/contract/lenient.mjs";
import { NumberProxy, newNumber, startProxy } from "./proxy.mjs";

let system;
before(async () => {
  system = await startProxy();
});
after(() => system.stop());

const missing = { reason: "invalidAPIUsage", message: "Required argument: 'value' (str, length <= 18)" };

test("a number can be added only once", async () => {
  const proxy = await NumberProxy.create(system, "adding");
  const value = newNumber();
  const added = await proxy.call("POST", "/tn", { value });
  assert.deepEqual([added.status, added.body], [200, { message: "Successfully added TN to pool", value }]);
  assert.match(added.headers.get("content-type"), /^application\/json/);
  const again = await proxy.call("POST", "/tn", { value });
  assert.deepEqual(
    [again.status, again.body],
    [400, { reason: "duplicate virtual TN", message: "Virtual TN already exists" }],
  );
  const spelt = await proxy.call("POST", "/tn", { value: `+${value}` });
  assert.equal(spelt.status, 400, "the same number in another spelling");
});

test("a number without quotes, as in the readme, is accepted", async () => {
  const proxy = await NumberProxy.create(system, "digits");
  const value = newNumber();
  const added = await proxy.call("POST", "/tn", { value: Number(value) });
  assert.deepEqual([added.status, added.body.value], [200, value]);
});

test("a body is parsed as JSON whatever its type, and invalid JSON gets a JSON error", async () => {
  const proxy = await NumberProxy.create(system, "types");
  for (const headers of [
    { "content-type": "text/plain" },
    { "content-type": "application/x-www-form-urlencoded" },
    {},
  ]) {
    const answer = await proxy.call("POST", "/tn", undefined, {
      headers,
      body: Buffer.from(JSON.stringify({ value: newNumber() })),
    });
    assert.equal(answer.status, 200, `${JSON.stringify(headers)}: ${answer.text}`);
  }
  for (const body of ["{", "", "[]", "null", '"1"']) {
    const answer = await proxy.call("POST", "/tn", undefined, {
      headers: { "content-type": "application/json" },
      body,
    });
    assert.equal(answer.status, 400, `${body}: ${answer.text}`);
    assert.equal(typeof answer.body?.message, "string", body);
  }
});

test("an invalid number is refused with the contract's text", async () => {
  const proxy = await NumberProxy.create(system, "refused");
  for (const value of [undefined, null, "", "1".repeat(19), {}, ["1"], true]) {
    const answer = await proxy.call("POST", "/tn", { value });
    assert.deepEqual([answer.status, answer.body], [400, missing], JSON.stringify(value));
  }
  assert.equal((await proxy.call("POST", "/tn", { value: "1".repeat(18) })).status, 200);
});

test("the pool lists its numbers in the order of their addition, with their sessions", async () => {
  const proxy = await NumberProxy.masking(system, "listing", { numbers: 2 });
  const idle = await proxy.pool();
  assert.deepEqual([idle.pool_size, idle.available, idle.in_use], [2, 2, 0]);
  assert.deepEqual(
    idle.virtual_tns.map(({ value, session_id: id }) => [value, id]),
    [
      [proxy.numbers[0], null],
      [proxy.numbers[1], null],
    ],
  );
  const session = await proxy.created();
  const busy = await proxy.pool();
  assert.deepEqual([busy.pool_size, busy.available, busy.in_use], [2, 1, 1]);
  assert.equal(busy.virtual_tns.find(({ value }) => value === session.virtual_tn).session_id, session.session_id);
  assert.match(session.session_id, /^[0-9a-f]{32}$/);
});

test("a number with several sessions shows its oldest session, and all sessions", async () => {
  const proxy = await NumberProxy.masking(system, "several");
  const first = await proxy.created();
  const second = await proxy.created();
  const pool = await proxy.pool();
  assert.deepEqual([pool.pool_size, pool.available, pool.in_use], [1, 0, 1]);
  assert.equal(pool.virtual_tns[0].session_id, first.session_id);
  assert.deepEqual(pool.virtual_tns[0].session_ids.toSorted(), [first.session_id, second.session_id].toSorted());
});

test("a number can be removed from the pool unless a session uses it", async () => {
  const proxy = await NumberProxy.masking(system, "leaving", { session: {} });
  const unknown = await proxy.call("DELETE", "/tn", { value: newNumber() });
  assert.deepEqual(
    [unknown.status, unknown.body],
    [
      404,
      {
        reason: "virtual TN not found",
        message: "Virtual TN could not be deleted because it does not exist",
      },
    ],
  );
  assert.deepEqual((await proxy.call("DELETE", "/tn", {})).body, missing);
  const busy = await proxy.call("DELETE", "/tn", { value: proxy.tn });
  assert.deepEqual(
    [busy.status, busy.body],
    [
      400,
      {
        message: `Cannot delete the number. There is an active ProxySession ${proxy.session.session_id} using that VirtualTN.`,
        status: "failed",
      },
    ],
  );
  assert.equal((await proxy.end(proxy.session.session_id)).status, 200);
  const removed = await proxy.call("DELETE", "/tn", { value: proxy.tn });
  assert.deepEqual(
    [removed.status, removed.body],
    [200, { message: "Successfully removed TN from pool", value: proxy.tn, status: "succeeded" }],
  );
  assert.equal((await proxy.pool()).pool_size, 0);
  assert.equal((await proxy.call("POST", "/tn", { value: proxy.tn })).status, 200, "and may come back");
});

test("other methods and paths are refused", async () => {
  const proxy = await NumberProxy.create(system, "methods");
  for (const [method, path] of [
    ["PUT", "/tn"],
    ["PATCH", "/session"],
    ["PUT", "/session"],
  ]) {
    assert.equal((await proxy.call(method, path, {})).status, 405, `${method} ${path}`);
  }
  for (const path of ["/tn/1", "/sessions"]) assert.equal((await proxy.call("GET", path)).status, 404, path);
});

test("without a key the pool is not accessible, and another account's pool is not visible", async () => {
  const [mine, other] = [
    await NumberProxy.masking(system, "mine", { session: {} }),
    await NumberProxy.create(system, "other"),
  ];
  for (const [method, path, body] of [
    ["GET", "/tn"],
    ["POST", "/tn", { value: newNumber() }],
    ["DELETE", "/tn", { value: mine.tn }],
    ["GET", "/session"],
    ["POST", "/session", { participant_a: "1", participant_b: "2" }],
    ["DELETE", "/session", { session_id: mine.session.session_id }],
  ]) {
    for (const key of [undefined, "api_live_wrong", system.wireroom.mint("client")]) {
      assert.equal((await mine.call(method, path, body, { key: key ?? null })).status, 401, `${method} ${path}`);
    }
  }
  assert.equal((await mine.callback({ to: mine.tn, from: mine.a, body: "x" }, { key: null })).status, 401);
  assert.deepEqual([(await other.pool()).pool_size, (await other.sessions()).total_sessions], [0, 0]);
  assert.equal((await other.end(mine.session.session_id)).status, 404);
  assert.equal((await other.call("DELETE", "/tn", { value: mine.tn })).status, 404);
  assert.equal((await mine.sessions()).total_sessions, 1);
});

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { expected, newNumber, NumberProxy, startProxy, texts } from "../number-proxy/proxy.mjs";

// Contract C.4: participants are phone numbers, international with or without a plus sign.

let system;
before(async () => {
  system = await startProxy();
});
after(() => system.stop());

test("a participant with an impossible number is 400, and no session is opened", async () => {
  const proxy = await NumberProxy.masking(system, "refusals");
  const other = newNumber("415");
  for (const number of ["1", "12345", "262966", "5550101", "120655501", "999120655501", "MyBank", "+1 202 555 012"]) {
    for (const [a, b] of [
      [number, other],
      [other, number],
    ]) {
      const { status, body } = await proxy.create(a, b);
      assert.deepEqual([status, body.reason], [400, "invalidAPIUsage"], number);
    }
  }
  assert.equal((await proxy.sessions()).total_sessions, 0);
});

test("both participants are texted under the intended numbers, and shown with the spellings that were given", async () => {
  const proxy = await NumberProxy.masking(system, "spellings");
  const [a, b] = ["+44(0)7400 123456", "2025550123"];
  const session = await proxy.created(a, b);
  assert.deepEqual([session.participant_a, session.participant_b], [a, b]);
  await proxy.says("447400123456", "Hello");
  await proxy.says("12025550123", "Hello back");
  assert.deepEqual(proxy.sent(), [
    ["447400123456", texts.start],
    ["12025550123", texts.start],
    ["12025550123", "Hello"],
    ["447400123456", "Hello back"],
  ]);
});

test("a number of the pool is a phone number or a short code, and is found in every spelling", async () => {
  const proxy = await NumberProxy.create(system, "pool");
  for (const value of ["+1 202 555 012", "120255501"]) {
    const { status, body } = await proxy.call("POST", "/tn", { value });
    assert.deepEqual([status, body.reason], [400, "invalidAPIUsage"], value);
  }
  await proxy.newTn("+44(0)7400 123459");
  await proxy.newTn("262966");
  await expected(200, proxy.call("DELETE", "/tn", { value: "447400123459" }));
  await expected(200, proxy.call("DELETE", "/tn", { value: "262966" }));
});

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { privateToken, startWireroom } from "../support/wireroom.mjs";

let wireroom;
before(async () => (wireroom = await startWireroom({ vars: { ENVIRONMENT: "production" } })));
after(() => wireroom.stop());

/** Repeats a request until it is refused. A window of a minute may end meanwhile, so twice the limit may pass. */
async function untilRefused(limit, request) {
  for (let accepted = 0; accepted <= 2 * limit; accepted += 1) {
    const answer = await request(accepted);
    if (answer.status === 429) return { accepted, refusal: answer };
    assert.ok(answer.status < 300, answer.text);
  }
  throw new Error("never refused");
}

test("a key's 101st send within a minute is refused with the contract's text and a time to come back", async () => {
  const other = await wireroom.account.createKey("client");
  const { accepted, refusal } = await untilRefused(100, (count) => wireroom.account.send({ to: "+12025550123", message: `${count}` }));
  assert.ok(accepted >= 100);
  assert.deepEqual(refusal.body, { error: "Rate limit exceeded" });
  assert.equal(refusal.headers.get("retry-after"), "60");
  assert.equal(refusal.headers.get("ratelimit-policy"), '"send";w=60');
  const elsewhere = await wireroom.request("POST", "/api/v1/sms/send", { key: other, json: { to: "+12025550123", message: "hi" } });
  assert.equal(elsewhere.status, 202);
});

test("an address's 11th registration within a minute is refused, right token or not", async () => {
  const register = (count) =>
    wireroom.request("POST", "/api/v1/gateway/register", { key: privateToken, json: { device_id: `d${count}`, name: "Phone" } });
  const { accepted, refusal } = await untilRefused(10, register);
  assert.ok(accepted >= 10);
  assert.deepEqual(refusal.body, { error: "Rate limit exceeded" });
});

test("a key's 21st one-time code and its 31st guess within a minute are refused", async () => {
  const key = await wireroom.account.createKey("client");
  const ask = (path, json) => wireroom.request("POST", `/api/v1/otp/${path}`, { key, json });
  const sent = await untilRefused(20, (count) => ask("send", { phone_number: `+1202555${1000 + count}` }));
  assert.ok(sent.accepted >= 20);
  const guessed = await untilRefused(30, (count) => ask("verify", { phone_number: `+1202555${1000 + count}`, code: "000000" }));
  assert.ok(guessed.accepted >= 30);
  for (const { refusal } of [sent, guessed]) {
    assert.deepEqual(refusal.body, { error: "Rate limit exceeded" });
    assert.equal(refusal.headers.get("retry-after"), "60");
  }
});

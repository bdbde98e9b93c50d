import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { readWranglerConfig } from "../../scripts/lib/miniflare-options.mjs";
import { privateToken, startWireroom } from "../support/wireroom.mjs";

let wireroom;
before(async () => {
  // The hourly limits would hide the per-minute ones.
  const vars = { ENVIRONMENT: "production", OTP_PER_NETWORK_PER_HOUR: "0", REGISTER_PER_NETWORK_PER_HOUR: "0" };
  wireroom = await startWireroom({ vars });
});
after(() => wireroom.stop());

/** Renders a configured binding as the header announces it. */
function announced(binding, name) {
  const { limit, period } = readWranglerConfig().ratelimits.find((it) => it.name === binding).simple;
  return { limit, period, policy: `"${name}";q=${limit};w=${period}`, exhausted: `"${name}";r=0;t=${period}` };
}

/** Repeats a request until it is refused. The window of a minute may end meanwhile, so twice the limit may pass. */
async function untilRefused({ limit, period, policy, exhausted }, request) {
  for (let accepted = 0; accepted <= 2 * limit; accepted += 1) {
    const { status, headers, body, text } = await request(accepted);
    assert.equal(headers.get("ratelimit-policy"), policy, `on ${status}`);
    if (status === 429) {
      assert.ok(accepted >= limit, `refused after ${accepted}`);
      assert.deepEqual(body, { error: "Rate limit exceeded" });
      assert.deepEqual([headers.get("retry-after"), headers.get("ratelimit")], [String(period), exhausted]);
      return;
    }
    assert.ok(status < 300, text);
    // The platform's limiters do not report the remaining quota.
    assert.equal(headers.get("ratelimit"), null);
  }
  throw new Error("never refused");
}

test("a key's sends beyond the configured limit are refused, and every answer announces the limit", async () => {
  const other = await wireroom.account.createKey("client");
  await untilRefused(announced("LIMIT_SEND", "send"), (count) =>
    wireroom.account.send({ to: "+12025550123", message: `${count}` }),
  );
  const elsewhere = await wireroom.request("POST", "/api/v1/sms/send", {
    key: other,
    json: { to: "+12025550123", message: "hi" },
  });
  assert.equal(elsewhere.status, 202);
});

test("a network's registrations beyond the limit are refused, with a right or a wrong token", () =>
  untilRefused(announced("LIMIT_REGISTER", "register"), (count) =>
    wireroom.request("POST", "/api/v1/gateway/register", {
      key: privateToken,
      json: { device_id: `d${count}`, name: "Phone" },
    }),
  ));

test("a key's one-time codes and its guesses beyond their limits are refused", async () => {
  const key = await wireroom.account.createKey("client");
  const ask = (path, json) => wireroom.request("POST", `/api/v1/otp/${path}`, { key, json });
  const sending = announced("LIMIT_OTP_SEND", "otp-send");
  const number = (count) => `+1202555${1000 + count}`;
  await untilRefused(sending, async (count) => withoutNumbersLimit(await ask("send", { phone_number: number(count) })));
  await untilRefused(announced("LIMIT_OTP_VERIFY", "otp-verify"), (count) =>
    ask("verify", { phone_number: number(count), code: "000000" }),
  );
});

test("every other request of a key, even a failed one, is announced under the common limit", async () => {
  const { policy } = announced("LIMIT_REQUESTS", "requests");
  const key = await wireroom.account.createKey("client", { permissions: ["receive_sms"] });
  for (const [path, expected] of [
    ["sms/received", 200],
    ["sms/received?since=x", 400],
    ["sms/status/x", 404],
    ["admin/stats", 403],
  ]) {
    const { status, headers } = await wireroom.request("GET", `/api/v1/${path}`, { key });
    assert.deepEqual(
      [status, headers.get("ratelimit-policy"), headers.get("ratelimit")],
      [expected, policy, null],
      path,
    );
  }
});

test("a request without a key is not counted and its answer announces no limit", async () => {
  for (const path of ["/up", "/api/v1/sms/received", "/nowhere"]) {
    const { headers } = await wireroom.request("GET", path);
    assert.deepEqual([headers.get("ratelimit-policy"), headers.get("ratelimit")], [null, null], path);
  }
});

/** Removes the number's limit from a code's answer, because here only the key's limit matters. */
function withoutNumbersLimit(answer) {
  const headers = new Headers(answer.headers);
  for (const name of ["ratelimit-policy", "ratelimit"]) {
    const items = (headers.get(name) ?? "").split(", ").filter((item) => item && !item.startsWith('"otp-number"'));
    if (items.length > 0) headers.set(name, items.join(", "));
    else headers.delete(name);
  }
  return { ...answer, headers };
}

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { startWireroom } from "../../support/wireroom.mjs";
import { PushServices } from "./push-services.mjs";

let services;
let wireroom;
before(async () => {
  services = await PushServices.listen();
  const { vars, secrets } = services.fcm;
  wireroom = await startWireroom({ vars: { ...vars, GATEWAY_MODE: "public", PUSH_DEBOUNCE_SECS: "0.3" }, secrets });
});
after(async () => {
  await wireroom.stop();
  await services.close();
});

let networks = 0;
/** Makes a request of another server, by default from a separate network. */
function pass(json, { address = `192.0.2.${(networks += 1)}`, path = "/api/upstream/v1/push", to = wireroom } = {}) {
  return to.request("POST", path, { json, headers: { "cf-connecting-ip": address } });
}

for (const path of ["/api/upstream/v1/push", "/upstream/v1/push"]) {
  test(`${path} answers 202 with an empty body, and the pushes reach the push service`, async () => {
    const token = `token of ${path}`;
    const answer = await pass(
      [
        { token, event: "MessageCancelled", data: { messageId: "m1" } },
        { token },
        { token: `${token} 2`, event: "", data: null },
      ],
      { path },
    );
    assert.deepEqual([answer.status, answer.text, answer.headers.get("content-type")], [202, "", null]);
    const pushes = await services.hadPushes(token, 2);
    assert.deepEqual(
      new Set(pushes.map(({ body }) => JSON.stringify(body.message.data))),
      new Set([
        JSON.stringify({ data: '{"messageId":"m1"}', event: "MessageCancelled" }),
        JSON.stringify({ data: "{}", event: "MessageEnqueued" }),
      ]),
    );
    await services.hadPushes(`${token} 2`, 1);
  });
}

test("equal pushes in a request are one", async () => {
  await pass([{ token: "twice" }, { token: "twice" }, { token: "twice", event: "SettingsUpdated" }]);
  const pushes = await services.hadPushes("twice", 2);
  assert.deepEqual(pushes.map(({ body }) => body.message.data.event).sort(), ["MessageEnqueued", "SettingsUpdated"]);
});

for (const [what, json, text] of [
  ["an empty array", [], /^Empty request$/],
  ["a body that is not an array", { token: "t" }, /^failed to parse body: /],
  ["a push without a token", [{ token: "t" }, {}], /^failed to validate: /],
  ["an empty token", [{ token: "" }], /^failed to validate: /],
  ["an unknown event", [{ token: "t", event: "Other" }], /^failed to parse body: /],
  ["data that is not strings", [{ token: "t", data: { a: 1 } }], /^failed to parse body: /],
  ["a request with too many pushes", Array.from({ length: 1_001 }, () => ({ token: "t" })), /^failed to validate: /],
]) {
  test(`${what} is refused, and none of the request is pushed`, async () => {
    const { status, body } = await pass(json);
    assert.equal(status, 400);
    assert.match(body.message, text);
    assert.deepEqual(services.pushesTo("t"), []);
  });
}

test("of a network's requests within a minute five are accepted, even if they are concurrent", async () => {
  const one = { address: "198.51.100.7" };
  const answers = await Promise.all(Array.from({ length: 12 }, () => pass([{ token: "limited" }], one)));
  // A minute of the clock may begin in between, and still only five are accepted in sixty seconds.
  assert.equal(answers.filter(({ status }) => status === 202).length, 5);
  const refused = answers.find(({ status }) => status === 429);
  assert.deepEqual(refused.body, { message: "Too Many Requests" });
  const retryAfter = Number(refused.headers.get("retry-after"));
  assert.ok(retryAfter >= 1 && retryAfter <= 60);
  assert.equal((await pass([{ token: "limited" }])).status, 202);
});

test("a private server forwards no pushes, and one without credentials says so", async (context) => {
  for (const [vars, status, text] of [
    [{ GATEWAY_MODE: "private" }, 404, "Not Found"],
    [{ GATEWAY_MODE: "public" }, 501, '{"message":"push service disabled, contact your administrator"}'],
  ]) {
    const other = await startWireroom({ vars });
    context.after(() => other.stop());
    const answer = await pass([{ token: "t" }], { to: other });
    assert.deepEqual([answer.status, answer.text], [status, text]);
  }
});

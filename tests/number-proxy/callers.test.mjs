import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { NumberProxy, newId, newNumber, startProxy, texts } from "./proxy.mjs";

describe("a closed deployment, which is the default", () => {
  let system;
  before(async () => {
    system = await startProxy();
  });
  after(() => system.stop());

  test("Flowroute's callback is authenticated by a token in the URL, which is valid for nothing else", async () => {
    const proxy = await NumberProxy.masking(system, "token", { session: {} });
    const made = await proxy.call("POST", "/api/v1/admin/providers/flowroute/endpoint", {});
    assert.equal(made.status, 201, made.text);
    const token = new URL(made.body.url).pathname.split("/").at(-1);
    const callback = (with_token, more = {}) =>
      proxy.wireroom.request("POST", `/?token=${with_token}`, {
        json: { to: proxy.tn, from: proxy.a, body: "by token", id: newId() },
        ...more,
      });
    assert.equal((await callback(token)).status, 200);
    assert.deepEqual(proxy.relayed(), [[proxy.b, "by token"]]);
    for (const wrong of ["", "x", `${token}x`, token.slice(1)]) {
      const refused = await callback(wrong);
      assert.ok([401, 404].includes(refused.status), `${refused.status} ${refused.text}`);
    }
    assert.equal((await proxy.wireroom.request("GET", `/tn?token=${token}`)).status, 401);
    assert.equal(proxy.relayed().length, 1);
  });

  test("the same callback at the provider's own path is deduplicated", async () => {
    const proxy = await NumberProxy.masking(system, "both paths", { session: {} });
    const {
      body: { url },
    } = await proxy.call("POST", "/api/v1/admin/providers/flowroute/endpoint", {});
    const id = newId();
    const sms = { to: proxy.tn, from: proxy.a, body: "one SMS", id };
    const first = await fetch(url, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(sms),
    });
    assert.equal(first.status, 200, await first.text());
    await proxy.says(proxy.a, "one SMS", { id });
    assert.deepEqual(proxy.relayed(), [[proxy.b, "one SMS"]]);
  });

  test("an SMS at a provider's own path to a number outside the pool is not answered", async () => {
    const proxy = await NumberProxy.masking(system, "strangers", { session: {} });
    const {
      body: { url },
    } = await proxy.call("POST", "/api/v1/admin/providers/flowroute/endpoint", {});
    const arrive = (to) =>
      fetch(url, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ to, from: newNumber(), body: "hello", id: newId() }),
      });
    const unpooled = newNumber();
    assert.equal((await arrive(unpooled)).status, 200);
    assert.deepEqual(proxy.sent(unpooled), [], "an ordinary SMS to an ordinary number");
    assert.equal((await arrive(proxy.tn)).status, 200);
    assert.deepEqual(
      proxy.relayed().map(([, text]) => text),
      [texts.none],
      "but a masking number answers with the no-session text",
    );
  });

  test("a number of any provider can mask, and its SMS go out through that provider", async () => {
    const proxy = await NumberProxy.create(system, "twilio");
    const tn = await proxy.newTn(undefined, { provider: "twilio" });
    const { participant_a: a, participant_b: b } = await proxy.created();
    assert.equal((await proxy.callback({ to: tn, from: a, body: "hello", id: newId() })).status, 200);
    const made = system.fake.calls.filter(({ provider, from }) => provider === "twilio" && from === `+${tn}`);
    assert.deepEqual(
      made.map(({ to, text }) => [to, text]),
      [
        [`+${a}`, texts.start],
        [`+${b}`, texts.start],
        [`+${b}`, "hello"],
      ],
    );
    assert.equal((await proxy.call("POST", "/tn", { value: newNumber(), provider: "nobody" })).status, 400);
  });
});

describe("an open private deployment", () => {
  let system;
  before(async () => {
    system = await startProxy({
      vars: { NUMBER_PROXY_OPEN: "true", ORG_NAME: "Acme", SESSION_START_MSG: "Go!", NO_SESSION_MSG: "Nobody." },
    });
  });
  after(() => system.stop());

  test("no route of the number proxy needs a key, as in the original, and texts are the operator's", async () => {
    const anybody = new NumberProxy(system, system.wireroom.account);
    const call = (method, path, json) => system.wireroom.request(method, path, { json });
    const [tn, a, b, stranger] = [newNumber(), newNumber(), newNumber(), newNumber()];
    assert.equal((await call("POST", "/tn", { value: tn })).status, 200);
    const created = await call("POST", "/session", { participant_a: a, participant_b: b });
    assert.equal(created.status, 200, created.text);
    assert.equal((await call("POST", "/", { to: tn, from: b, body: "hi", id: newId() })).status, 200);
    assert.equal((await call("POST", "/", { to: tn, from: stranger, body: "hi", id: newId() })).status, 200);
    assert.deepEqual(anybody.sent(tn), [
      [a, "[ACME]: Go!"],
      [b, "[ACME]: Go!"],
      [a, "hi"],
      [stranger, "[ACME]: Nobody."],
    ]);
    assert.equal((await call("GET", "/session")).body.total_sessions, 1);
    assert.equal((await call("GET", "/tn")).body.in_use, 1);
    assert.equal((await call("DELETE", "/session", { session_id: created.body.session_id })).status, 200);
  });

  test("other routes still need a key, and a key still belongs to its own account", async () => {
    assert.equal((await system.wireroom.request("GET", "/api/v1/sms/received")).status, 401);
    const other = await NumberProxy.create(system, "with a key");
    assert.equal((await other.pool()).pool_size, 0);
    assert.equal((await other.call("GET", "/tn", undefined, { key: "api_live_wrong" })).status, 401);
  });
});

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { lose, refuse } from "../support/provider-fake.mjs";
import { NumberProxy, newId, newNumber, providerFailure, startProxy, texts } from "./proxy.mjs";

let system;
before(async () => {
  system = await startProxy();
});
after(() => system.stop());

/** Steps of a whole journey. The result must be the same wherever the Dispatcher is evicted. */
function journey(proxy) {
  const [a, b] = [newNumber("415"), newNumber("646")];
  const [first, refused, unknown] = [newId(), newId(), newId()];
  const { fake } = system;
  let session;
  const says = async (status, from, body, id) =>
    assert.equal((await proxy.callback({ to: proxy.tn, from, body, id })).status, status, body);
  const steps = [
    async () => (proxy.tn = await proxy.newTn()),
    async () => (session = await proxy.created(a, b)),
    () => says(200, a, "first", first),
    () => says(200, a, "first", first),
    async () => {
      fake.next("flowroute", refuse(503, "no"));
      const answer = await proxy.callback({ to: proxy.tn, from: b, body: "refused", id: refused });
      assert.deepEqual([answer.status, answer.body], [500, providerFailure("no")]);
    },
    () => says(200, b, "refused", refused),
    async () => {
      fake.next("flowroute", lose);
      await says(200, a, "unknown", unknown);
    },
    () => says(200, a, "unknown", unknown),
    () => says(200, b, "STOP", newId()),
    () => says(200, a, "to the deaf", newId()),
    () => says(200, b, "START", newId()),
    async () => assert.equal((await proxy.end(session.session_id)).status, 200),
    () => says(200, b, "too late", newId()),
    async () => assert.equal((await proxy.call("DELETE", "/tn", { value: proxy.tn })).status, 200),
  ];
  const wanted = () => [
    [a, texts.start],
    [b, texts.start],
    [b, "first"],
    [a, "refused"],
    [b, "ours"],
    [a, "ours"],
    [b, "ours"],
    [a, texts.end],
    [b, texts.end],
    [b, texts.none],
  ];
  const known = new Set([texts.start, texts.end, texts.none, "first", "refused"]);
  const happened = () =>
    proxy
      .sent()
      .map(([to, text]) => [to, known.has(text) ? text : text.startsWith("[YOUR ORG NAME]: ") ? "ours" : `? ${text}`]);
  const check = () => {
    assert.deepEqual(happened(), wanted());
    assert.deepEqual(
      fake.made({ from: proxy.tn, text: "unknown" }).map(({ outcome }) => outcome),
      ["lost"],
    );
  };
  return { steps, check };
}

test("the journey succeeds without evictions", async () => {
  const { steps, check } = journey(await NumberProxy.create(system, "undisturbed"));
  for (const step of steps) await step();
  check();
});

test("the journey succeeds with the Dispatcher evicted between any two steps", async () => {
  const { length } = journey(await NumberProxy.create(system, "count")).steps;
  for (let at = 1; at < length; at += 1) {
    const proxy = await NumberProxy.create(system, `evicted before ${at}`);
    const { steps, check } = journey(proxy);
    for (const [index, step] of steps.entries()) {
      if (index === at) await proxy.evict();
      await step();
    }
    check();
  }
});

test("the journey succeeds with the Dispatcher evicted between all steps", async () => {
  const proxy = await NumberProxy.create(system, "always evicted");
  const { steps, check } = journey(proxy);
  for (const step of steps) {
    await step();
    await proxy.evict();
  }
  await system.wireroom.cron();
  check();
});

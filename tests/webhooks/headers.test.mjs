import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Owner } from "../smsgate/stores/owner.mjs";
import "../support/contract/lenient.mjs";
import { Subscriber, startWithReceiver } from "./subscriber.mjs";

let system;
let receiver;
before(async () => {
  system = await startWithReceiver();
  receiver = system.receiver;
});
after(() => system.stop());

/** Sends an endpoint's test event; returns the request. */
async function tested(one, endpoint, path) {
  const count = receiver.at(path).length + 1;
  assert.equal((await one.call("POST", `/${endpoint.id}/test`)).status, 202);
  return (await receiver.had(path, count)).at(-1);
}

test("an endpoint's own headers are on every request, shown redacted, replaced by a change and kept by an eviction", async () => {
  const one = await Subscriber.create(system.wireroom, "headers");
  const headers = { Authorization: "Bearer hush-1", "X-Tenant": "7" };
  const endpoint = await one.subscribe(receiver.url("/headers"), { headers });
  const redacted = { Authorization: "[redacted]", "X-Tenant": "[redacted]" };
  assert.deepEqual(endpoint.headers, redacted);
  const first = await tested(one, endpoint, "/headers");
  assert.deepEqual([first.headers.authorization, first.headers["x-tenant"]], ["Bearer hush-1", "7"]);
  // An attempt that was not recorded as ended would be repeated later.
  await system.wireroom.eventually(async () => (await one.attempts(endpoint.id)).length === 1);
  await one.evict(endpoint.id);
  assert.equal((await tested(one, endpoint, "/headers")).headers.authorization, "Bearer hush-1");

  const renamed = await one.call("PATCH", `/${endpoint.id}`, { name: "renamed" });
  assert.deepEqual(renamed.body.webhook.headers, redacted);
  const replaced = await one.call("PATCH", `/${endpoint.id}`, { headers: { "X-Other": "hush-2" } });
  assert.deepEqual(replaced.body.webhook.headers, { "X-Other": "[redacted]" });
  const second = await tested(one, endpoint, "/headers");
  assert.deepEqual([second.headers.authorization, second.headers["x-other"]], [undefined, "hush-2"]);
  const removed = await one.call("PATCH", `/${endpoint.id}`, { headers: {} });
  assert.deepEqual(removed.body.webhook.headers, {});
  assert.equal("x-other" in (await tested(one, endpoint, "/headers")).headers, false);

  await one.call("PATCH", `/${endpoint.id}`, { headers });
  const stored = JSON.stringify(await system.wireroom.rows("SELECT * FROM webhook_endpoints"));
  const logged = JSON.stringify(system.wireroom.server.getLogs());
  for (const text of [stored, logged]) assert.doesNotMatch(text, /hush/);
});

test("another origin gets none of the headers: they are given with its URL, or the change is refused", async () => {
  const one = await Subscriber.create(system.wireroom, "moved headers");
  const endpoint = await one.subscribe(receiver.url("/before"), { headers: { "X-Token": "hush-3" } });
  const patch = (json) => one.call("PATCH", `/${endpoint.id}`, json);
  for (const url of ["https://other.example.com/before", "https://other.example.com"]) {
    const { status, explanation } = await patch({ url });
    assert.deepEqual([status, explanation.code, explanation.param], [422, "invalid_parameter", "headers"], url);
  }
  assert.equal((await one.show(endpoint.id)).url, receiver.url("/before"));
  assert.equal((await patch({ url: receiver.url("/after") })).status, 200, "the path may change alone");
  assert.equal((await tested(one, endpoint, "/after")).headers["x-token"], "hush-3");
  const moved = await patch({ url: "https://other.example.com/", headers: {} });
  assert.deepEqual([moved.status, moved.body.webhook.headers], [200, {}]);
  const back = await patch({ url: receiver.url("/after") });
  assert.equal(back.status, 200, "without headers the URL changes alone");
  assert.equal("x-token" in (await tested(one, endpoint, "/after")).headers, false);
});

test("SMSGate's API, which knows no headers, drops them with another origin", async () => {
  const owner = await Owner.create(system.wireroom);
  const one = new Subscriber(owner);
  const more = { format: "smsgate", events: ["sms:received"], headers: { "X-Token": "hush-4" } };
  const endpoint = await one.subscribe(receiver.url("/smsgate"), more);
  const put = (url) =>
    owner.call("POST", "/webhooks", { id: endpoint.id, url, event: "sms:received", delivery: "server" });
  assert.equal((await put(receiver.url("/elsewhere"))).status, 201);
  assert.deepEqual((await one.show(endpoint.id)).headers, { "X-Token": "[redacted]" });
  assert.equal((await put("https://other.example.com/")).status, 201);
  assert.deepEqual((await one.show(endpoint.id)).headers, {});
});

test("headers that are ours, of the connection or misshapen are refused, and a refusal changes nothing", async () => {
  const one = await Subscriber.create(system.wireroom, "refused headers");
  const url = receiver.url("/refused");
  const endpoint = await one.subscribe(url, { headers: { "X-Kept": "1" } });
  const refused = [
    { Host: "other.example.com" },
    { "content-type": "text/plain" },
    { "Webhook-Id": "evt" },
    { "X-Webhook-Signature": "00" },
    { "Transfer-Encoding": "chunked" },
    { Connection: "close" },
    { "CF-Connecting-IP": "203.0.113.1" },
    { "X-Forwarded-For": "203.0.113.1" },
    { "a b": "x" },
    { "": "x" },
    { "X-A": "" },
    { "X-A": "a\r\nHost: other" },
    { "X-A": "é" },
    { "X-A": "[redacted]" },
    { "X-A": "1", "x-a": "2" },
    { "X-A": "x".repeat(1_025) },
    Object.fromEntries(Array.from({ length: 11 }, (_, at) => [`X-${at}`, "x"])),
    Object.fromEntries(Array.from({ length: 5 }, (_, at) => [`X-${at}`, "x".repeat(1_000)])),
  ];
  for (const headers of refused) {
    for (const [method, path, json] of [
      ["POST", "", { url, headers }],
      ["PATCH", `/${endpoint.id}`, { headers }],
    ]) {
      const { status, explanation } = await one.call(method, path, json);
      assert.deepEqual(
        [status, explanation.code, explanation.param],
        [422, "invalid_parameter", "headers"],
        JSON.stringify(json),
      );
    }
  }
  for (const headers of [["X-A"], { "X-A": 1 }, "X-A: 1"])
    assert.equal((await one.call("POST", "", { url, headers })).status, 400);
  assert.deepEqual((await one.show(endpoint.id)).headers, { "X-Kept": "[redacted]" });
  assert.equal((await one.call("GET")).body.webhooks.length, 1);
});

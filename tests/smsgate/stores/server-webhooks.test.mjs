import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { after, before, test } from "node:test";
import { startWithReceiver } from "../../webhooks/subscriber.mjs";
import { item, Owner } from "./owner.mjs";

let wireroom, receiver, stop;
before(async () => ({ wireroom, receiver, stop } = await startWithReceiver()));
after(() => stop());

/** Checks a signature like SMSGate's documentation tells receivers to. */
function assertSigned(request, key) {
  const timestamp = request.headers["x-timestamp"];
  const expected = createHmac("sha256", key).update(request.raw).update(timestamp).digest("hex");
  assert.equal(request.headers["x-signature"], expected);
}

const received = (owner, sender, message) =>
  owner.wireroom.request("POST", "/api/v1/gateway/sms/received", {
    key: owner.phone.token,
    json: { sender, message, timestamp: new Date().toISOString() },
  });

test("a webhook that the server delivers is signed with a key that is shown once, and phones do not see it", async () => {
  const owner = await Owner.create(wireroom);
  const url = receiver.url("/signed");
  const created = await owner.call("POST", "/webhooks", { url, event: "sms:received", delivery: "server" });
  assert.equal(created.status, 201, created.text);
  const { signingKey, ...shown } = created.body;
  assert.ok(signingKey.length >= 24);
  assert.equal(shown.delivery, "server");
  assert.deepEqual((await owner.call("GET", "/webhooks")).body, [shown]);
  assert.deepEqual((await owner.device("GET", "/webhooks")).body, []);
  assert.equal((await received(owner, "+12025550177", "hello")).status, 200);
  const [request] = await receiver.had("/signed", 1);
  assertSigned(request, signingKey);
  const { event, webhookId, deviceId, payload } = JSON.parse(request.raw);
  assert.deepEqual([event, webhookId, deviceId, payload.message], ["sms:received", shown.id, owner.phone.id, "hello"]);
});

test("an SMS that a phone uploads causes one event, in ciphertext, and older history causes none", async () => {
  const owner = await Owner.create(wireroom);
  const url = receiver.url("/uploaded");
  await owner.call("POST", "/webhooks", { url, event: "sms:received", delivery: "server", signingKey: "12345678" });
  const old = item("old", { createdAt: new Date(Date.now() - 2 * 86_400_000).toISOString() });
  const fresh = [item("1", { simNumber: 2 }), item("mms", { type: "MMS" }), old];
  await owner.upload(fresh);
  await owner.upload([...fresh, item("2")]);
  const requests = await receiver.had("/uploaded", 2);
  for (const request of requests) assertSigned(request, "12345678");
  const payloads = requests.map(({ raw }) => JSON.parse(raw).payload);
  assert.deepEqual(payloads.map(({ sender, message, simNumber }) => [sender, message, simNumber]).sort(), [
    ["$sender", "$content of 1", 2],
    ["$sender", "$content of 2", undefined],
  ]);
});

test("a chosen key and a chosen id are kept, and a webhook can move between server and phones", async () => {
  const owner = await Owner.create(wireroom);
  const url = receiver.url("/own");
  const hook = { id: "own-id", url, event: "sms:received", delivery: "server" };
  const created = await owner.call("POST", "/webhooks", { ...hook, signingKey: "12345678" });
  assert.deepEqual([created.status, created.body.signingKey], [201, "12345678"]);
  const again = await owner.call("POST", "/webhooks", hook);
  assert.deepEqual([again.status, again.body.signingKey], [201, undefined]);
  await received(owner, "+12025550177", "hello");
  assertSigned((await receiver.had("/own", 1))[0], "12345678");
  const byPhones = await owner.call("POST", "/webhooks", {
    id: "own-id",
    url: "https://example.com/",
    event: "sms:received",
  });
  assert.equal(byPhones.status, 201);
  assert.deepEqual(
    (await owner.call("GET", "/webhooks")).body.map(({ delivery }) => delivery),
    [undefined],
  );
  await owner.call("POST", "/webhooks", hook);
  assert.deepEqual(
    (await owner.call("GET", "/webhooks")).body.map(({ delivery }) => delivery),
    ["server"],
  );
  assert.equal((await owner.call("DELETE", "/webhooks/own-id")).status, 204);
  assert.deepEqual((await owner.call("GET", "/webhooks")).body, []);
});

test("events that the server cannot know, and URLs that it may not call, are refused", async () => {
  const owner = await Owner.create(wireroom);
  const url = receiver.url("/never");
  for (const wrong of [
    { url, event: "system:ping" },
    { url, event: "mms:received" },
    { url, event: "sms:sent", deviceId: owner.phone.id },
    { url, event: "sms:sent", id: "a b" },
    { url: "https://10.0.0.1/", event: "sms:sent" },
    { url: "http://example.com/", event: "sms:sent" },
  ]) {
    const { status, text } = await owner.call("POST", "/webhooks", { ...wrong, delivery: "server" });
    assert.equal(status, 400, `${JSON.stringify(wrong)} ${text}`);
  }
});

test("an endpoint of the other API is not listed here and cannot be changed here", async () => {
  const owner = await Owner.create(wireroom);
  const endpoint = { url: receiver.url("/other"), format: "smsgate", events: ["sms:sent", "sms:failed"] };
  const created = await wireroom.request("POST", "/api/v1/admin/webhooks", { key: owner.account.key, json: endpoint });
  const { id } = created.body.webhook;
  assert.deepEqual((await owner.call("GET", "/webhooks")).body, []);
  await owner.call("DELETE", `/webhooks/${id}`);
  const changed = await owner.call("POST", "/webhooks", {
    id,
    url: receiver.url("/x"),
    event: "sms:sent",
    delivery: "server",
  });
  assert.equal(changed.status, 400);
  const shown = await wireroom.request("GET", `/api/v1/admin/webhooks/${id}`, { key: owner.account.key });
  assert.equal(shown.body.webhook.url, endpoint.url);
});

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { after, before, test } from "node:test";
import { Tenant } from "../journeys/tenant.mjs";
import { answer } from "../webhooks/receiver.mjs";
import { startWithReceiver } from "../webhooks/subscriber.mjs";
import { AccountStream } from "./account-stream.mjs";

let wireroom;
let receiver;
let stop;
before(async () => {
  ({ wireroom, receiver, stop } = await startWithReceiver());
});
after(() => stop());

const send = (tenant, text) => tenant.account.sendAccepted("+12025550123", text);

const types = (events) => events.map(({ type }) => type);

/** A tenant with a connected phone and a reader of its events. */
async function followed(name) {
  const tenant = await Tenant.create(wireroom, name);
  const phone = await tenant.phone(`phone of ${name}`);
  const reader = await AccountStream.follow(wireroom, tenant.account.key);
  const ready = await reader.next();
  assert.equal(ready.type, "ready");
  assert.equal(ready.cursor, String(ready.number));
  return { tenant, phone, reader, ready };
}

test("a reader follows a message from its acceptance to its delivery", async () => {
  const { tenant, reader, ready } = await followed("from acceptance to delivery");
  const id = await send(tenant, "Hello");
  const events = await reader.until(({ type }) => type === "message.delivered");
  assert.deepEqual(types(events), [
    "message.accepted",
    "message.dispatched",
    ...(types(events).includes("message.acknowledged") ? ["message.acknowledged"] : []),
    "message.sent",
    "message.delivered",
  ]);
  assert.deepEqual(
    events.map(({ number }) => number),
    events.map((_, at) => ready.number + 1 + at),
  );
  for (const { data } of events) assert.equal(data.message_id, id);
  reader.close();
});

test("the recipients of a message that will be hashed stand hashed in its events", async () => {
  const { tenant, reader } = await followed("hashed");
  const number = "+12025550144";
  const { basic } = await tenant.account.setLogin();
  const sent = await wireroom.request("POST", "/api/3rdparty/v1/messages", {
    headers: { authorization: basic },
    json: { textMessage: { text: "hello" }, phoneNumbers: [number] },
  });
  assert.equal(sent.status, 202, sent.text);
  const events = await reader.until(({ type }) => type === "message.delivered");
  const hash = createHash("sha256").update(number).digest("hex").slice(0, 16);
  for (const { data } of events) assert.equal(data.to, hash);
  reader.close();
});

test("a received SMS arrives with its text", async () => {
  const { phone, reader } = await followed("received");
  await phone.receiveSms("+12025550199", "Good morning");
  const [received] = await reader.until(({ type }) => type === "inbound.received");
  assert.equal(received.data.text, "Good morning");
  assert.equal(received.data.from, "+12025550199");
  reader.close();
});

test("a reader sees the events of its own account only", async () => {
  const one = await followed("one");
  const other = await followed("other");
  await send(other.tenant, "for the other");
  await other.reader.until(({ type }) => type === "message.delivered");
  const id = await send(one.tenant, "for the one");
  const events = await one.reader.until(({ type }) => type === "message.delivered");
  for (const { data } of events) assert.equal(data.message_id, id);
  one.reader.close();
  other.reader.close();
});

test("a reader that was cut off amid 1,000 events gets the rest, each once and in order", {
  timeout: 240_000,
}, async () => {
  const { tenant, reader, ready } = await followed("a thousand");
  let seen = ready.number;
  const wanted = ready.number + 1_000;
  let stream = reader;
  const numbers = [];
  const sending = (async () => {
    for (let at = 0; at < 250; at += 10)
      await Promise.all(Array.from({ length: 10 }, (_, of) => send(tenant, `message ${at + of}`)));
  })();
  for (const cut of [100, 350, 351, 700, 1_000]) {
    while (seen < ready.number + cut && seen < wanted) {
      const { number, type } = await stream.next(30_000);
      if (type === "ready") continue;
      assert.notEqual(type, "reset");
      numbers.push(number);
      seen = number;
    }
    stream.close();
    await wireroom.evictOne("Dispatcher", tenant.account.id);
    stream = await AccountStream.follow(wireroom, tenant.account.key, { after: seen });
  }
  await sending;
  stream.close();
  assert.deepEqual(
    numbers,
    Array.from({ length: 1_000 }, (_, at) => ready.number + 1 + at),
  );
});

test("a stream goes on after its Dispatcher was evicted", async () => {
  const { tenant, reader } = await followed("evicted");
  await wireroom.evictOne("Dispatcher", tenant.account.id);
  const id = await send(tenant, "after the eviction");
  const events = await reader.until(({ type }) => type === "message.delivered");
  assert.equal(events[0].data.message_id, id);
  reader.close();
});

test("the query names the last event where a header cannot be sent, and the header has precedence", async () => {
  const { tenant, reader, ready } = await followed("query");
  await send(tenant, "Hello");
  const events = await reader.until(({ type }) => type === "message.delivered");
  reader.close();
  const first = events[0].number;
  const byQuery = await AccountStream.follow(wireroom, tenant.account.key, { query: `?after=${ready.number}` });
  assert.deepEqual(types([await byQuery.next(), await byQuery.next()]), ["ready", "message.accepted"]);
  byQuery.close();
  const byHeader = await AccountStream.follow(wireroom, tenant.account.key, {
    query: `?after=${ready.number}`,
    after: first,
  });
  assert.deepEqual(types([await byHeader.next(), await byHeader.next()]), ["ready", "message.dispatched"]);
  byHeader.close();
});

test("a blank name of the last event counts as absent", async () => {
  const { tenant, reader, ready } = await followed("blank");
  reader.close();
  const stream = await AccountStream.follow(wireroom, tenant.account.key, { query: "?after=" });
  const first = await stream.next();
  assert.deepEqual([first.type, first.number], ["ready", ready.number]);
  stream.close();
});

test("an event that is not known resets the reader", async () => {
  const { tenant, reader, ready } = await followed("reset");
  reader.close();
  const stream = await AccountStream.follow(wireroom, tenant.account.key, { after: ready.number + 1_000 });
  const reset = await stream.next();
  assert.equal(reset.type, "reset");
  assert.equal(reset.number, ready.number);
  stream.close();
});

test("a cursor that is not a number is refused", async () => {
  const { account } = await Tenant.create(wireroom, "bad cursor");
  for (const [path, headers, param] of [
    ["/api/v1/admin/events?after=x", {}, "after"],
    ["/api/v1/admin/events", { "last-event-id": "x" }, "Last-Event-ID"],
    ["/api/v1/admin/events", { "last-event-id": "-1" }, "Last-Event-ID"],
  ]) {
    const { status, explanation } = await wireroom.request("GET", path, { key: account.key, headers });
    assert.equal(status, 422, path);
    assert.equal(explanation.param, param);
  }
});

test("revoking a key ends its streams at once, and leaves those of other keys", async () => {
  const { tenant, reader } = await followed("revoked");
  const key = await tenant.account.createKey("client");
  const ending = await AccountStream.follow(wireroom, key);
  await ending.next();
  const { body } = await wireroom.request("GET", "/api/v1/admin/keys", { key: tenant.account.key });
  const { id } = body.keys.find(
    ({ prefix }) => key.startsWith(prefix) || key.includes(prefix.slice("api_live_".length)),
  );
  await wireroom.request("POST", `/api/v1/admin/keys/${id}/revoke`, { key: tenant.account.key });
  await ending.hasEnded();
  await send(tenant, "for the other key");
  await reader.until(({ type }) => type === "message.delivered");
  reader.close();
});

test("disabling an account ends the streams of its events at once", async () => {
  const { tenant, reader } = await followed("disabled");
  await wireroom.api.call("POST", `/api/v1/operator/accounts/${tenant.account.id}/disable`);
  await reader.hasEnded();
});

test("events that arise outside the Dispatcher reach a reader, too", async () => {
  const { tenant, reader } = await followed("from outside");
  const { status, body } = await wireroom.request("POST", "/api/v1/admin/webhooks", {
    key: tenant.account.key,
    json: { url: receiver.answers("/gone", answer(410)), events: ["message.sent"] },
  });
  assert.equal(status, 201);
  await send(tenant, "to be announced");
  const events = await reader.until(({ type }) => type === "endpoint.disabled");
  assert.equal(events.at(-1).data.endpoint_id, body.webhook.id);
  reader.close();
});

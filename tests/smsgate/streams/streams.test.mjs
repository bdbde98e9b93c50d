import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { startWireroom } from "../../support/wireroom.mjs";
import { PollPhone, cancelled, enqueued, frameOf } from "./poll-phone.mjs";

let wireroom;
before(async () => (wireroom = await startWireroom()));
after(() => wireroom.stop());

/** Creates a phone whose streams end with the test. */
async function phoneFor(context) {
  const phone = await PollPhone.register(wireroom);
  context.after(() => phone.hangUp());
  return phone;
}

for (const path of ["/api/mobile/v1/events", "/mobile/v1/events"]) {
  test(`${path} answers with exactly the contract's headers, at once and without an event`, async (context) => {
    const phone = await phoneFor(context);
    const stream = await phone.listen({ path });
    assert.equal(stream.headers.get("content-type"), "text/event-stream");
    assert.equal(stream.headers.get("cache-control"), "no-cache");
    await phone.notify(enqueued);
    assert.equal(await stream.next(), frameOf("MessageEnqueued"));
    assert.deepEqual(stream.comments, []);
  });
}

test("the five events have the contract's form", async (context) => {
  const phone = await phoneFor(context);
  const stream = await phone.listen();
  const [since, until] = ["2026-01-01T00:00:00.000Z", "2026-01-02T00:00:00.000Z"];
  const exportOf = (more) => ({
    type: "messages_export_requested",
    since,
    until,
    message_types: null,
    trigger_webhooks: false,
    ...more,
  });
  for (const [event, frame] of [
    [enqueued, "event: MessageEnqueued\ndata: null\n\n"],
    [cancelled("m1"), 'event: MessageCancelled\ndata: {"messageId":"m1"}\n\n'],
    [{ type: "webhooks_updated" }, "event: WebhooksUpdated\ndata: null\n\n"],
    [{ type: "settings_updated" }, "event: SettingsUpdated\ndata: null\n\n"],
  ]) {
    assert.deepEqual(await phone.notify(event), { streams: 1, pushed: false });
    assert.equal(await stream.next(), frame);
  }
  for (const [event, data] of [
    [
      exportOf({ webhook_delivery: "Disabled" }),
      { since, until, webhookDelivery: "Disabled", triggerWebhooks: "false" },
    ],
    [
      exportOf({ webhook_delivery: "Batch", message_types: "SMS,MMS", trigger_webhooks: true }),
      { since, until, messageTypes: "SMS,MMS", webhookDelivery: "Batch", triggerWebhooks: "true" },
    ],
  ]) {
    await phone.notify(event);
    const [, name, json] = /^event: (\w+)\ndata: (.*)\n\n$/.exec(await stream.next());
    assert.deepEqual([name, JSON.parse(json)], ["MessagesExportRequested", data]);
  }
});

test("each of a phone's streams gets every event, and another phone's streams get none", async (context) => {
  const [phone, other] = [await phoneFor(context), await phoneFor(context)];
  const streams = [await phone.listen(), await phone.listen(), await phone.listen()];
  const others = await other.listen();
  for (const id of ["m1", "m2"]) {
    assert.deepEqual(await phone.notify(cancelled(id)), { streams: 3, pushed: false });
    for (const stream of streams) assert.equal(await stream.next(), frameOf("MessageCancelled", { messageId: id }));
  }
  await other.notify(enqueued);
  assert.equal(await others.next(), frameOf("MessageEnqueued"));
});

test("a reader that keeps up gets all events in order", async (context) => {
  const phone = await phoneFor(context);
  const stream = await phone.listen();
  for (let index = 0; index < 100; index += 1) {
    await phone.notify(cancelled(`m${index}`));
    assert.equal(await stream.next(), frameOf("MessageCancelled", { messageId: `m${index}` }));
  }
});

test("only a phone with its token gets a stream", async (context) => {
  const phone = await phoneFor(context);
  for (const key of [undefined, "nonsense", wireroom.mint("gateway"), wireroom.account.key]) {
    const answer = await wireroom.request("GET", "/api/mobile/v1/events", { key });
    assert.deepEqual([answer.status, answer.text], [401, '{"message":"Unauthorized"}']);
  }
  await phone.listen();
  const stranger = await wireroom.request("POST", "/api/mobile/v1/events", { key: phone.token });
  assert.equal(stranger.status, 405);
});

test("a phone without a stream is notified by none, and one that reconnected by its new stream", async (context) => {
  const phone = await phoneFor(context);
  assert.deepEqual(await phone.notify(enqueued), { streams: 0, pushed: false });
  const first = await phone.listen();
  await phone.notify(enqueued);
  await first.next();
  first.close();
  const second = await phone.listen();
  await phone.notify(cancelled("m1"));
  assert.equal(await second.next(), frameOf("MessageCancelled", { messageId: "m1" }));
});

test("the ninth stream of a phone ends the first, and the others continue", async (context) => {
  const phone = await phoneFor(context);
  const streams = [];
  for (let index = 0; index < 9; index += 1) streams.push(await phone.listen());
  const [oldest, ...rest] = streams;
  await oldest.hasEnded();
  assert.deepEqual(await phone.notify(enqueued), { streams: 8, pushed: false });
  for (const stream of rest) assert.equal(await stream.next(), frameOf("MessageEnqueued"));
  assert.deepEqual(oldest.frames, []);
});

test("a disconnected phone has no streams", async (context) => {
  const phone = await phoneFor(context);
  const streams = [await phone.listen(), await phone.listen()];
  await phone.disconnect();
  for (const stream of streams) await stream.hasEnded();
  assert.deepEqual(await phone.notify(enqueued), { streams: 0, pushed: false });
});

test("a phone is online in D1 once its stream is read", async (context) => {
  const phone = await phoneFor(context);
  assert.equal(await phone.isOnline(), false);
  await phone.listen();
  await wireroom.eventually(() => phone.isOnline(), { what: "the phone is online" });
});

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { dayMs, isoFromNow } from "../../support/clock.mjs";
import { recipient, startSmsGate, User } from "../support/user.mjs";

let wireroom;
before(async () => (wireroom = await startSmsGate({ vars: { SSE_KEEPALIVE_SECS: "1" } })));
after(() => wireroom.stop());

const eventOf = (phone, type) => phone.next("event", { where: (event) => event.type === type });

test("the stream has the form that the app expects, and sends keep-alives", async () => {
  const user = await User.create(wireroom, { channel: "POLL" });
  const phone = await user.anotherPhone({ channel: "SSE_ONLY" });
  const opened = phone.next("streamOpen");
  phone.loseConnection();
  const { headers } = await opened;
  assert.equal(headers["content-type"], "text/event-stream");
  assert.equal(headers["cache-control"], "no-cache");
  await phone.next("keepalive");
});

test("each change causes its event, for its device or for all devices", async () => {
  const user = await User.create(wireroom);
  const second = await user.anotherPhone();
  const both = (type) => Promise.all([eventOf(user.phone, type), eventOf(second, type)]);
  const json = { url: "https://example.com/hook", event: "sms:sent" };
  const range = { since: isoFromNow(-2 * dayMs), until: isoFromNow(-dayMs) };

  let told = both("WebhooksUpdated");
  const { body: hook } = await user.call("POST", "/webhooks", { json });
  assert.deepEqual(
    (await told).map(({ data }) => data),
    [null, null],
  );
  await wireroom.eventually(() => user.phone.webhooks.length === 1 && second.webhooks.length === 1, {
    what: "both phones have the webhook",
  });
  assert.deepEqual(
    user.phone.webhooks.map(({ id, url, event }) => ({ id, url, event })),
    [{ id: hook.id, ...json }],
  );

  const bound = eventOf(second, "WebhooksUpdated");
  await user.call("POST", "/webhooks", { json: { ...json, deviceId: second.id } });
  await bound;
  await wireroom.eventually(() => second.webhooks.length === 2, { what: "the bound phone has its webhook" });

  told = both("SettingsUpdated");
  await user.call("PATCH", "/settings", { json: { messages: { processing_order: "FIFO", send_interval_min: 5 } } });
  await told;
  await wireroom.eventually(() => user.phone.settings.messages?.processing_order === "FIFO", {
    what: "the phone has the settings",
  });
  assert.equal(user.phone.settings.messages.send_interval_min, 5);

  told = both("MessagesExportRequested");
  await user.call("POST", "/inbox/refresh", {
    json: { ...range, messageTypes: ["SMS", "MMS"], webhookDelivery: "Batch" },
  });
  for (const { data } of await told) {
    assert.deepEqual([data.messageTypes, data.webhookDelivery], ["SMS,MMS", "Batch"]);
    assert.deepEqual(
      [data.since, data.until],
      [range.since, range.until].map((at) => at.replace(/\.\d+Z$/, "Z")),
      "in whole seconds",
    );
    assert.ok(
      Object.values(data).every((value) => typeof value === "string"),
      JSON.stringify(data),
    );
  }

  const local = (at) => new Date(Date.parse(at) + 330 * 60_000).toISOString().replace("Z", "+05:30");
  const asked = eventOf(second, "MessagesExportRequested");
  await user.call("POST", "/inbox/export", {
    json: { since: local(range.since), until: local(range.until), deviceId: second.id },
  });
  const exported = (await asked).data;
  assert.deepEqual(
    [exported.since, exported.until],
    [range.since, range.until].map((at) => local(at).replace(/\.\d+/, "")),
    "with their offset",
  );

  const alone = eventOf(second, "MessageEnqueued");
  const { id } = await user.accepted({ deviceId: second.id });
  assert.equal((await alone).data, null);
  await user.reaches(id, "Delivered");
});

test("events missed without a stream are made up for when it is reopened", async () => {
  const user = await User.create(wireroom, { reconnectDelayMs: () => 700 });
  const lost = user.phone.next("streamLost");
  user.phone.loseConnection();
  await lost;
  const ids = [];
  for (let index = 0; index < 3; index += 1) ids.push((await user.accepted()).id);
  for (const id of ids) await user.reaches(id, "Delivered");
});

test("events reach a stream whose objects were forcibly evicted while it was open", async () => {
  const user = await User.create(wireroom);
  const account = await user.asAccount();
  for (let round = 0; round < 3; round += 1) {
    await wireroom.evict(account, user.phone.id);
    const { id } = await user.accepted();
    await user.reaches(id, "Delivered");
  }
});

test("two streams of one device get every event, and the message is still sent once", async () => {
  const user = await User.create(wireroom);
  const events = [];
  const stream = await fetch(`${wireroom.url}/api/mobile/v1/events`, {
    headers: { authorization: `Bearer ${user.phone.session.token}` },
  });
  const reading = (async () => {
    for await (const chunk of stream.body.pipeThrough(new TextDecoderStream())) {
      events.push(chunk);
      if (chunk.includes("MessageEnqueued")) return;
    }
  })();
  const told = eventOf(user.phone, "MessageEnqueued");
  const { id } = await user.accepted();
  await Promise.all([told, reading]);
  assert.match(events.join(""), /event: MessageEnqueued\ndata: null\n\n/);
  await user.reaches(id, "Delivered");
  assert.deepEqual(
    user.phone.onAir.map((sms) => sms.recipient),
    [recipient],
  );
});

test("a phone without a stream gets its messages with its next fetch", async () => {
  const user = await User.create(wireroom, { channel: "POLL" });
  const { id } = await user.accepted();
  assert.equal((await user.state(id)).state, "Pending");
  await user.phone.pull();
  await user.reaches(id, "Delivered");
});

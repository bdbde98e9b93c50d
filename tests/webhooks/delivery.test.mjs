import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { after, before, test } from "node:test";
import { Webhook } from "standardwebhooks";
import { eventually } from "../support/wireroom.mjs";
import { Subscriber, startWithReceiver } from "./subscriber.mjs";

let system;
let receiver;
before(async () => {
  system = await startWithReceiver();
  receiver = system.receiver;
});
after(() => system.stop());

const subscriber = (name) => Subscriber.create(system.wireroom, name);
const hex = (secret, raw) => createHmac("sha256", secret).update(raw).digest("hex");

test("a message's steps and a received SMS reach the endpoint in the SMS Gateway API's format", async () => {
  const one = await subscriber("words");
  const endpoint = await one.subscribe(receiver.url("/words"));
  assert.match(endpoint.secret, /^whsec_/);
  const phone = await one.tenant.phone("test-gateway-001");
  const id = await one.account.sendAccepted("+12025550123", "hello");
  const [sent, delivered] = await receiver.had("/words", 2);
  assert.deepEqual(sent.body, {
    event: "sms_sent",
    message_id: id,
    to: "+12025550123",
    status: "sent",
    sent_at: sent.body.sent_at,
    gateway_id: "test-gateway-001",
  });
  assert.match(sent.body.sent_at, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
  assert.deepEqual(
    [delivered.body.event, delivered.body.status, delivered.body.message_id],
    ["sms_delivered", "delivered", id],
  );

  const received = await system.wireroom.request("POST", "/api/v1/gateway/sms/received", {
    key: phone.apiKey,
    json: { sender: "+14155550100", message: "Hello", timestamp: "2025-10-19T10:30:00Z" },
  });
  assert.equal(received.status, 200, received.text);
  const [, , inbound] = await receiver.had("/words", 3);
  assert.equal(
    inbound.raw.toString(),
    JSON.stringify({
      event: "sms_received",
      message_id: received.body.message_id,
      from: "+14155550100",
      message: "Hello",
      received_at: "2025-10-19T10:30:00Z",
      gateway_id: "test-gateway-001",
    }),
  );
  for (const { method, headers, raw } of [sent, delivered, inbound]) {
    assert.equal(method, "POST");
    assert.equal(headers["content-type"], "application/json");
    assert.equal(headers["x-webhook-signature"], hex(endpoint.secret, raw));
    new Webhook(endpoint.secret).verify(raw, headers);
    assert.throws(() => new Webhook(endpoint.secret).verify(`${raw} `, headers));
    assert.throws(() => new Webhook(endpoint.secret).verify(raw, { ...headers, "webhook-id": "evt_another" }));
  }
  assert.equal(new Set([sent, delivered, inbound].map(({ headers }) => headers["webhook-id"])).size, 3);
});

test("every format has its own event names", async () => {
  const one = await subscriber("formats");
  const formats = ["gateway-api", "smsgate", "standard"];
  for (const format of formats)
    await one.subscribe(receiver.url(`/formats/${format}`), { format, events: ["message.sent"] });
  await one.tenant.phone("p");
  const id = await one.account.sendAccepted("+12025550123", "hello");
  const [[rails], [smsgate], [standard]] = await Promise.all(
    formats.map((format) => receiver.had(`/formats/${format}`, 1)),
  );
  assert.equal(rails.body.event, "sms_sent");
  assert.deepEqual([smsgate.body.event, smsgate.body.payload.messageId], ["sms:sent", id]);
  assert.ok(smsgate.headers["x-signature"] && smsgate.headers["x-timestamp"]);
  assert.deepEqual([standard.body.type, standard.body.data.message_id], ["message.sent", id]);
  // All formats carry the same event id.
  assert.equal(new Set([rails, smsgate, standard].map(({ headers }) => headers["webhook-id"])).size, 1);
});

test("a one-time code's text is in no event", async () => {
  const one = await subscriber("codes");
  await one.subscribe(receiver.url("/codes"));
  const phone = await one.tenant.phone("p");
  const texts = [];
  phone.on("command", (command) => texts.push(command.message));
  const answer = await system.wireroom.request("POST", "/api/v1/otp/send", {
    key: one.account.key,
    json: { phone_number: "+12025550123" },
  });
  assert.equal(answer.status, 200, answer.text);
  const requests = await receiver.had("/codes", 2);
  const code = /\d{6}/.exec(texts[0])[0];
  for (const { raw } of requests) assert.equal(raw.includes(code), false);
});

test("a test event reaches any endpoint, whatever its subscriptions", async () => {
  const one = await subscriber("testing");
  for (const [format, name] of [
    ["gateway-api", "webhook_test"],
    ["smsgate", "webhook:test"],
    ["standard", "endpoint.test"],
  ]) {
    const endpoint = await one.subscribe(receiver.url(`/test/${format}`), { format, events: ["sms_failed"] });
    const { status, body } = await one.call("POST", `/${endpoint.id}/test`);
    assert.equal(status, 202);
    const [request] = await receiver.had(`/test/${format}`, 1);
    assert.equal(request.headers["webhook-id"], body.event_id);
    assert.equal(request.body.event ?? request.body.type, name);
    new Webhook(endpoint.secret).verify(request.raw, request.headers);
    const [attempt] = await eventually(async () => {
      const attempts = await one.attempts(endpoint.id);
      return attempts.length > 0 && attempts;
    });
    assert.deepEqual(
      [
        attempt.event_id,
        attempt.event,
        attempt.attempt,
        attempt.status,
        attempt.delivered,
        attempt.error,
        attempt.next_attempt_at,
      ],
      [body.event_id, name, 1, 200, true, null, null],
    );
  }
});

test("an endpoint that is deleted or switched off gets no more events", async () => {
  const one = await subscriber("leaving");
  const [gone, off, on] = await Promise.all(
    ["gone", "off", "on"].map((name) => one.subscribe(receiver.url(`/leaving/${name}`))),
  );
  assert.equal((await one.call("DELETE", `/${gone.id}`)).status, 200);
  assert.equal((await one.call("PATCH", `/${off.id}`, { active: false })).body.webhook.active, false);
  await one.tenant.phone("p");
  await one.account.sendAccepted("+12025550123", "hello");
  await receiver.had("/leaving/on", 2);
  assert.deepEqual([receiver.at("/leaving/gone"), receiver.at("/leaving/off")], [[], []]);
  assert.equal((await one.call("PATCH", `/${off.id}`, { active: true })).body.webhook.active, true);
  await one.account.sendAccepted("+12025550123", "hello again");
  await receiver.had("/leaving/off", 2);
  assert.deepEqual(receiver.at("/leaving/gone"), []);
  void on;
});

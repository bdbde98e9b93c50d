import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Codes } from "../otp/codes.mjs";
import { startRelay } from "../relay/publishing.mjs";
import { refuse } from "../support/platform-fake.mjs";
import { eventually } from "../support/wireroom.mjs";
import { Receiver } from "./receiver.mjs";
import { Subscriber, startWithReceiver } from "./subscriber.mjs";

let system;
let receiver;
before(async () => {
  system = await startWithReceiver({ vars: { PACING_SEGMENTS: "2", PACING_WINDOW_SECS: "3" } });
  receiver = system.receiver;
});
after(() => system.stop());

const recipient = "+12025550123";
const subscriber = (name) => Subscriber.create(system.wireroom, name);
const types = (requests) => requests.map(({ body }) => body.type);

/** Waits until every event that was queued for an endpoint has been delivered. */
const isDone = (one, endpoint) =>
  eventually(async () => {
    const { queued, in_flight } = await one.show(endpoint.id);
    return queued === 0 && in_flight === 0;
  });

test("a message without a gateway is reported as held once, whatever is evicted, and then as sent", async () => {
  const one = await subscriber("without");
  const events = ["message.held", "message.sent"];
  const endpoint = await one.subscribe(receiver.url("/without"), { format: "standard", events });
  const id = await one.account.sendAccepted(recipient, "hello");
  const [held] = await receiver.had("/without", 1);
  assert.equal(held.body.type, "message.held");
  const { timeline_head, ...data } = held.body.data;
  assert.deepEqual(data, { message_id: id, client_id: null, recipient_count: 1, reason: "no_gateway", eta: null });
  assert.match(timeline_head, /^[0-9a-f]+$/);
  await isDone(one, endpoint);
  await eventually(async () => (await one.attempts(endpoint.id)).length === 1);
  await system.wireroom.evict(one.account);
  await one.evict(endpoint.id);
  await one.tenant.phone("p");
  assert.deepEqual(types(await receiver.had("/without", 2)), ["message.held", "message.sent"]);
  await isDone(one, endpoint);
  assert.equal(receiver.at("/without").length, 2);
});

test("a message that pacing holds is reported once with its earliest time, and those that leave at once are not", async () => {
  const one = await subscriber("paced");
  const endpoint = await one.subscribe(receiver.url("/paced"), { format: "standard", events: ["message.held"] });
  await one.tenant.phone("p");
  const beganMs = Date.now();
  const ids = [];
  for (let index = 0; index < 3; index += 1) ids.push(await one.account.sendAccepted(recipient, `paced ${index}`));
  const [held] = await receiver.had("/paced", 1);
  assert.deepEqual([held.body.data.message_id, held.body.data.reason], [ids[2], "pacing"]);
  assert.ok(Date.parse(held.body.data.eta) > beganMs, held.body.data.eta);
  await system.wireroom.evict(one.account, await one.account.gatewayId("p"));
  for (const id of ids) await one.account.reaches(id, "delivered", { timeoutMs: 20_000 });
  await isDone(one, endpoint);
  assert.equal(receiver.at("/paced").length, 1);
});

test("a block of numbers whose codes nobody enters raises the conversion alarm once, beside the stop", async (context) => {
  // Its own system, because pacing would refuse the codes.
  const { wireroom, receiver: hooks, stop: end } = await startWithReceiver();
  context.after(end);
  const one = await Subscriber.create(wireroom, "pumped");
  const codes = new Codes(wireroom, one.account);
  await one.tenant.phone("p");
  const policy = { automatic_blocks: true, min_sent: 4, min_verified_percent: 50, grace_seconds: 0 };
  const path = "/api/v1/admin/otp/policy";
  const changed = await wireroom.request("PATCH", path, { key: one.account.key, json: policy });
  assert.equal(changed.status, 200, changed.text);
  const [alarm, stop] = await Promise.all(
    ["otp.conversion_alarm", "spending.stopped"].map((name) =>
      one.subscribe(hooks.url(`/pumped/${name}`), { format: "standard", events: [name] }),
    ),
  );
  const statuses = [];
  for (let index = 0; index < 6; index += 1) {
    statuses.push((await codes.send(`+12025550${index}00`)).status);
    if (index === 4) await wireroom.evict(one.account);
  }
  assert.deepEqual(statuses, [200, 200, 200, 200, 429, 429]);
  const [raised] = await hooks.had("/pumped/otp.conversion_alarm", 1);
  const [stopped] = await hooks.had("/pumped/spending.stopped", 1);
  assert.deepEqual(raised.body.data, {
    purpose: stopped.body.data.purpose,
    number_block: "+120255",
    until: stopped.body.data.until,
  });
  assert.equal(stopped.body.data.reason, "low_conversion");
  for (const endpoint of [alarm, stop]) await isDone(one, endpoint);
  assert.equal(hooks.at("/pumped/otp.conversion_alarm").length, 1);
});

test("each step of a request by SMS is reported once to the relay's account, without its content", async (context) => {
  const hooks = await Receiver.listen();
  const relay = await startRelay();
  context.after(async () => {
    await relay.stop();
    await hooks.close();
  });
  await relay.restart({ OUTBOUND_ALLOW_HOSTS: `${relay.fake.host},${hooks.host}` });
  const admin = (method, path, json) =>
    relay.wireroom.request(method, `/api/v1/admin/webhooks${path}`, { key: relay.wireroom.account.key, json });
  const events = ["relay.request_received", "relay.published", "relay.publication_failed"];
  const created = await admin("POST", "", { url: hooks.url("/relay"), format: "standard", events });
  assert.equal(created.status, 201, created.text);
  const user = await relay.user(["twitter"]);
  const text = user.encrypted("t:a very private thought");
  for (let copy = 0; copy < 3; copy += 1) assert.equal((await user.forward(text)).status, 200);
  const steps = await hooks.had("/relay", 2);
  assert.deepEqual(types(steps), ["relay.request_received", "relay.published"]);
  const [publication] = await user.publications();
  for (const { body, raw } of steps) {
    assert.deepEqual(body.data, {
      publication_id: publication.id,
      user_id: user.id,
      platform: "twitter",
      reason: null,
    });
    for (const secret of ["private", user.phoneNumber]) assert.equal(raw.includes(secret), false);
  }

  // A text that cannot be published is reported nowhere, and one that its platform refuses as failed.
  await user.forward("nothing that could be read");
  relay.fake.next("twitter.send", refuse(403));
  await user.forward(user.encrypted("t:refused"));
  const all = await hooks.had("/relay", 4);
  assert.deepEqual(types(all.slice(2)), ["relay.request_received", "relay.publication_failed"]);
  assert.equal(all[3].body.data.reason, "refused");
  const { id } = created.body.webhook;
  await eventually(async () => (await admin("GET", `/${id}`)).body.webhook.queued === 0);
  assert.equal(hooks.at("/relay").length, 4);
});

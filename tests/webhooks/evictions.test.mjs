import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { eventually } from "../support/wireroom.mjs";
import { answer } from "./receiver.mjs";
import { Subscriber, startWithReceiver } from "./subscriber.mjs";

let system;
let receiver;
before(async () => {
  system = await startWithReceiver();
  receiver = system.receiver;
});
after(() => system.stop());

test("no event is lost or goes out of its message's order though the objects are evicted between any two steps", async () => {
  const one = await Subscriber.create(system.wireroom, "evicted");
  let count = 0;
  // Every third request fails, so that something is always waiting when the object forgets.
  const behaviour = (response) => answer((count += 1) % 3 === 0 ? 500 : 200)(response);
  const endpoint = await one.subscribe(receiver.answers("/evicted", behaviour), { retry_schedule: Array(20).fill(0) });
  const phone = await one.tenant.phone("p");
  const gatewayId = await one.account.gatewayId("p");
  const ids = [];
  const evict = async () => {
    // One with a request under way cannot be evicted; then it is the next time.
    await one.evict(endpoint.id).catch(() => {});
    await system.wireroom.evict(one.account, gatewayId).catch(() => {});
  };
  for (let index = 0; index < 12; index += 1) {
    ids.push(await one.account.sendAccepted("+12025550123", `message ${index}`));
    await evict();
    const { body } = await system.wireroom.request("POST", "/api/v1/gateway/sms/received", {
      key: phone.apiKey, json: { sender: "+14155550100", message: `reply ${index}`, timestamp: "2025-10-19T10:30:00Z" },
    });
    ids.push(body.message_id);
    await evict();
  }
  const heard = (id) => {
    const events = receiver.at("/evicted").filter(({ body }) => body.message_id === id).map(({ body }) => body.event);
    return events.filter((event, index) => events.indexOf(event) === index).join();
  };
  const complete = () => ids.every((id) => ["sms_sent,sms_delivered", "sms_received"].includes(heard(id)));
  let evictedAtMs = Date.now();
  await eventually(async () => {
    // Often enough to interrupt something every time, and not so often that nothing can ever begin.
    if (!complete() && Date.now() - evictedAtMs > 1_100) {
      await evict();
      evictedAtMs = Date.now();
    }
    return complete();
  }, { timeoutMs: 60_000, what: `everything is heard: ${ids.map(heard).join(" ")}` });
  await eventually(async () => (await one.show(endpoint.id)).queued === 0);
  const { failed } = await one.show(endpoint.id);
  assert.equal(failed, 0);
});

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

test("no event is lost or reordered within its message although every object is evicted between any two steps", async () => {
  const one = await Subscriber.create(system.wireroom, "evicted");
  let count = 0;
  // Every third request fails, so that some event always waits for its next try.
  const behavior = (exchange) => answer((count += 1) % 3 === 0 ? 500 : 200)(exchange);
  // An eviction cuts off the answer of a running request, which then ends with its time-out.
  const options = { retry_schedule: [0, ...Array(19).fill(1)], timeout: 1 };
  const endpoint = await one.subscribe(receiver.answers("/evicted", behavior), options);
  const phone = await one.tenant.phone("p");
  const gatewayId = await one.account.gatewayId("p");
  const ids = [];
  const asleep = async () => {
    const { queued } = await eventually(async () => {
      const shown = await one.show(endpoint.id);
      return shown.in_flight === 0 && shown;
    });
    const seen = receiver.at("/evicted").length;
    await one.evict(endpoint.id);
    return { queued, seen };
  };
  for (let index = 0; index < 8; index += 1) {
    ids.push(await one.account.sendAccepted("+12025550123", `message ${index}`));
    await system.wireroom.evict(one.account, gatewayId);
    const { body } = await system.wireroom.request("POST", "/api/v1/gateway/sms/received", {
      key: phone.apiKey,
      json: { sender: "+14155550100", message: `reply ${index}`, timestamp: "2025-10-19T10:30:00Z" },
    });
    ids.push(body.message_id);
    await system.wireroom.evict(one.account, gatewayId);
  }
  await receiver.had("/evicted", 3);
  // There are only a few evictions, because each one cuts off running requests, and ten failures in a row open the
  // breaker.
  for (let round = 0; round < 2; round += 1) {
    const { queued, seen } = await asleep();
    // No request goes to the object, so only its alarm can wake it.
    if (queued > 0) await receiver.had("/evicted", seen + 1);
  }
  // On a busy machine requests may time out as well, and the circuit breaker may have opened for a minute.
  await eventually(async () => (await one.show(endpoint.id)).queued === 0, {
    timeoutMs: 90_000,
    what: "nothing waits",
  });
  const heard = (id) => {
    const events = receiver
      .at("/evicted")
      .filter(({ body }) => body.message_id === id)
      .map(({ body }) => body.event);
    return events.filter((event, index) => events.indexOf(event) === index).join();
  };
  for (const id of ids) assert.match(heard(id), /^(sms_sent,sms_delivered|sms_received)$/);
  const { failed } = await one.show(endpoint.id);
  assert.equal(failed, 0);
});

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Subscriber, startWithReceiver } from "./subscriber.mjs";

const offlineAfterMs = 3_000;

let system;
let receiver;
before(async () => {
  system = await startWithReceiver({ vars: { OFFLINE_AFTER_SECS: String(offlineAfterMs / 1_000) } });
  receiver = system.receiver;
});
after(() => system.stop());

const types = (path) => receiver.at(path).map(({ body }) => body.type);

test("a phone that falls silent causes one event, and one when it is back, through evictions", async () => {
  const one = await Subscriber.create(system.wireroom, "silent");
  const events = ["gateway.online", "gateway.offline"];
  await one.subscribe(receiver.url("/silent"), { format: "standard", events });
  const bystander = await Subscriber.create(system.wireroom, "bystander");
  await bystander.subscribe(receiver.url("/bystander"), { format: "standard", events });
  const phone = await one.tenant.mutePhone("silent");
  phone.heartbeat();
  await one.tenant.presence("silent", true);
  const begunAtMs = Date.now();
  await system.wireroom.evictOne("Dispatcher", one.account.id);
  const [offline] = await receiver.had("/silent", 1);
  assert.ok(Date.now() - begunAtMs < offlineAfterMs + 60_000);
  assert.equal(offline.body.type, "gateway.offline");
  assert.equal(offline.body.data.device_id, "silent");
  assert.equal(offline.body.data.gateway_id, await one.account.gatewayId("silent"));
  assert.ok(Date.parse(offline.body.timestamp) - Date.parse(offline.body.data.last_seen_at) >= offlineAfterMs);
  await system.wireroom.evictOne("Dispatcher", one.account.id);
  // A phone that comes back opens its socket again.
  phone.stop();
  await phone.start();
  await receiver.had("/silent", 2);
  // The phone falls silent once more: its second silence comes after whatever the first may have repeated.
  await receiver.had("/silent", 3);
  assert.deepEqual(types("/silent"), ["gateway.offline", "gateway.online", "gateway.offline"]);
  assert.deepEqual(types("/bystander"), []);
});

test("a low battery is reported once per discharge", async () => {
  const one = await Subscriber.create(system.wireroom, "battery");
  await one.subscribe(receiver.url("/battery"), { format: "standard", events: ["gateway.low_battery"] });
  const { api_key: key } = await one.tenant.register("battery");
  for (const battery_level of [40, 15, 14, 20, 12, 80, 9]) {
    const { status } = await system.wireroom.request("POST", "/api/v1/gateway/heartbeat", {
      key,
      json: { battery_level },
    });
    assert.equal(status, 200);
  }
  const [first, second] = await receiver.had("/battery", 2);
  assert.deepEqual(
    [first, second].map(({ body }) => [body.type, body.data.battery_level]),
    [
      ["gateway.low_battery", 15],
      ["gateway.low_battery", 9],
    ],
  );
  assert.equal(receiver.at("/battery").length, 2);
});

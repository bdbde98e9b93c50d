import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { startWireroom } from "../support/wireroom.mjs";
import { PhoneMemory } from "../phone-simulator/memory.mjs";
import { commandsOf, Tenant } from "./tenant.mjs";

const recipient = "+12025550123";
const offlineAfterMs = 1_500;

let wireroom;
before(
  async () =>
    (wireroom = await startWireroom({
      vars: { OFFLINE_AFTER_SECS: String(offlineAfterMs / 1_000), ACK_TIMEOUT_SECS: "0.5" },
    })),
);
after(() => wireroom.stop());

test("a silent gateway is offline within the threshold, and new messages go to another", async () => {
  const tenant = await Tenant.create(wireroom, "silent");
  const alive = await tenant.phone("alive", { heartbeatMs: 200 });
  const firstWordMs = Date.now();
  const silent = await tenant.mutePhone("silent");
  await tenant.configure("silent", { priority: 10 });
  const commands = commandsOf(silent);
  const lastWordMs = Date.now();
  await tenant.presence("silent", true);
  await tenant.presence("silent", false);
  // D1 is updated within a second.
  const offlineMs = Date.now();
  // Its last word fell between these two times.
  assert.ok(offlineMs - firstWordMs >= offlineAfterMs - 200, `${offlineMs - firstWordMs} ms`);
  assert.ok(offlineMs - lastWordMs < offlineAfterMs + 2_000, `${offlineMs - lastWordMs} ms`);
  await tenant.presence("alive", true);
  const ids = [];
  for (let index = 0; index < 5; index += 1)
    ids.push(await tenant.account.sendAccepted(recipient, `after silence ${index}`));
  for (const id of ids) await tenant.account.reaches(id, "delivered");
  assert.deepEqual(
    alive.onAir.map(({ message_id }) => message_id),
    ids,
  );
  assert.deepEqual(commands, []);
  // One heartbeat brings it back online, and restores its priority.
  silent.heartbeat();
  await tenant.presence("silent", true);
  silent.heartbeat();
  const back = silent.next("command");
  const id = await tenant.account.sendAccepted(recipient, "after its return");
  assert.equal((await back).message_id, id);
  for (const phone of [alive, silent]) phone.stop();
});

test("an active gateway never counts as silent, even if both objects are evicted meanwhile", async () => {
  const tenant = await Tenant.create(wireroom, "talker");
  const phone = await tenant.phone("talker", { heartbeatMs: 200 });
  await tenant.presence("talker", true);
  const gatewayId = await tenant.account.gatewayId("talker");
  const untilMs = Date.now() + 2 * offlineAfterMs;
  while (Date.now() < untilMs) {
    await wireroom.evict(tenant.account, gatewayId);
    const id = await tenant.account.sendAccepted(recipient, "still there");
    assert.equal((await tenant.account.reaches(id, "delivered")).error_message, null);
    assert.equal((await wireroom.rows("SELECT online FROM gateways WHERE id = ?", gatewayId))[0].online, 1);
  }
  phone.stop();
});

test("a message in flight to a vanished phone is sent once: by another phone, or by the same one after it reconnects", async () => {
  const tenant = await Tenant.create(wireroom, "vanishing");
  const memory = new PhoneMemory();
  const first = await tenant.phone("vanishing", { memory, heartbeatMs: 200 });
  const begun = commandsOf(first);
  await tenant.configure("vanishing", { priority: 10 });
  const other = await tenant.phone("other", { heartbeatMs: 200 });
  const sending = Array.from({ length: 30 }, (_, index) =>
    tenant.account.sendAccepted(recipient, `at that moment ${index}`),
  );
  await sending[4];
  first.die();
  const ids = await Promise.all(sending);
  await tenant.presence("vanishing", false);
  const second = await tenant.phone("vanishing", { memory, heartbeatMs: 200 });
  const settled = async (id) => {
    const { status } = await tenant.account.status(id);
    return status === "delivered" || status === "sent";
  };
  await wireroom.eventually(async () => (await Promise.all(ids.map(settled))).every(Boolean), {
    what: "all of them went out",
  });
  const onAir = [first, second, other].flatMap((phone) => phone.onAir.map(({ message_id }) => message_id));
  assert.equal(new Set(onAir).size, onAir.length);
  // The phone counts a transmission that it had begun when it died as sent, rather than risk a duplicate.
  const accounted = new Set([...onAir, ...begun.map(({ message_id }) => message_id)]);
  assert.deepEqual([...accounted].sort(), [...ids].sort());
  for (const phone of [second, other]) phone.stop();
});

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { startWireroom } from "../support/wireroom.mjs";
import { commandsOf, Tenant } from "./tenant.mjs";

const recipient = "+12025550123";

let wireroom;
before(async () => (wireroom = await startWireroom()));
after(() => wireroom.stop());

test("messages accepted while no gateway is online are pending, and sent in order when one subscribes", async () => {
  const tenant = await Tenant.create(wireroom, "in order");
  const { account } = tenant;
  const phone = await tenant.phone("late riser", {}, { start: false });
  const ids = [];
  // 250 messages are more than one round of routing and more than one call's frames.
  for (let index = 0; index < 250; index += 1) ids.push(await account.sendAccepted(recipient, `waits ${index}`));
  for (const at of [0, 249]) {
    assert.deepEqual(await account.status(ids[at]), {
      message_id: ids[at],
      status: "pending",
      sent_at: null,
      delivered_at: null,
      failed_at: null,
      error_message: null,
    });
  }
  const commands = commandsOf(phone);
  await phone.start();
  await wireroom.eventually(() => commands.length >= 250, { what: "250 frames arrived" });
  assert.deepEqual(
    commands,
    ids.map((message_id, index) => ({ action: "send_sms", message_id, recipient, message: `waits ${index}` })),
  );
  for (const id of ids) await account.projected(id, "delivered", { timeoutMs: 20_000 });
  assert.deepEqual(
    phone.onAir.map(({ message_id }) => message_id),
    ids,
  );
  phone.stop();
});

test("of the waiting messages, a higher `priority` goes first, and equals go in the order of acceptance", async () => {
  const tenant = await Tenant.create(wireroom, "by priority");
  const phone = await tenant.mutePhone("late riser", {});
  phone.loseConnection();
  await phone.next("disconnected");
  await tenant.presence("late riser", false);
  const accepted = [];
  for (let index = 0; index < 40; index += 1) {
    const priority = [0, 10, undefined, -5, 127][index % 5];
    const id = await tenant.account.sendAccepted(recipient, "waits", priority === undefined ? {} : { priority });
    accepted.push({ id, priority: priority ?? 0 });
  }
  const commands = commandsOf(phone);
  phone.reconnect();
  await wireroom.eventually(() => commands.length >= 40, { what: "40 frames arrived" });
  const expected = [127, 10, 0, -5].flatMap((priority) => accepted.filter((it) => it.priority === priority));
  assert.deepEqual(
    commands.map(({ message_id }) => message_id),
    expected.map(({ id }) => id),
  );
  phone.stop();
});

test("a message that names its gateway by device id waits for it, even if another gateway is online", async () => {
  const tenant = await Tenant.create(wireroom, "named");
  const { account } = tenant;
  const { api_key: key } = await tenant.register("named");
  const other = await tenant.phone("other");
  const commands = commandsOf(other);
  const named = await account.sendAccepted(recipient, "for the named", { gateway_id: "named" });
  const free = await account.sendAccepted(recipient, "for any");
  await account.reaches(free, "delivered");
  assert.equal((await account.status(named)).status, "pending");
  assert.deepEqual(
    commands.map(({ message_id }) => message_id),
    [free],
  );
  const phone = await tenant.phone("named", { apiKey: key });
  await account.reaches(named, "delivered");
  assert.deepEqual(phone.onAir, [{ message_id: named, recipient, message: "for the named" }]);
  assert.deepEqual(other.onAir, [{ message_id: free, recipient, message: "for any" }]);
  for (const each of [phone, other]) each.stop();
});

test("heartbeat answers count the messages that wait for the gateway and those it has not reported", async () => {
  const tenant = await Tenant.create(wireroom, "pending");
  const { account } = tenant;
  const { api_key: key } = await tenant.register("counted");
  const { api_key: otherKey } = await tenant.register("other");
  const heartbeat = async (gatewayKey) =>
    (
      await wireroom.request("POST", "/api/v1/gateway/heartbeat", {
        key: gatewayKey,
        json: { status: "online", battery_level: 85 },
      })
    ).body;
  assert.deepEqual(await heartbeat(key), { success: true, pending_messages: 0 });
  const ids = [];
  for (const more of [{}, {}, {}, { gateway_id: "counted" }, { gateway_id: "counted" }])
    ids.push(await account.sendAccepted(recipient, "counted", more));
  assert.deepEqual(await heartbeat(key), { success: true, pending_messages: 5 });
  assert.deepEqual(await heartbeat(otherKey), { success: true, pending_messages: 3 });
  const phone = await tenant.mutePhone("counted", { apiKey: key });
  await wireroom.eventually(async () => (await account.status(ids[4])).status === "queued");
  assert.deepEqual(await heartbeat(key), { success: true, pending_messages: 5 });
  assert.deepEqual(await heartbeat(otherKey), { success: true, pending_messages: 0 });
  phone.report(ids[0], "sent");
  phone.report(ids[3], "delivered");
  await account.reaches(ids[0], "sent");
  await account.reaches(ids[3], "delivered");
  assert.deepEqual(await heartbeat(key), { success: true, pending_messages: 3 });
  phone.stop();
});

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { startWireroom } from "../support/wireroom.mjs";
import { commandsOf, Tenant } from "./tenant.mjs";

const recipient = "+12025550123";
const idsOf = (commands) => commands.map(({ message_id }) => message_id);

let wireroom;
before(async () => (wireroom = await startWireroom()));
after(() => wireroom.stop());

async function sendMany(account, count, text = "routed") {
  const ids = [];
  for (let index = 0; index < count; index += 1) ids.push(await account.sendAccepted(recipient, `${text} ${index}`));
  return ids;
}

const arrived = (count, ...lists) =>
  wireroom.eventually(() => lists.flat().length >= count, { what: `${count} frames arrived` });

test("the gateway of higher priority gets all messages until the priorities change", async () => {
  const tenant = await Tenant.create(wireroom, "priorities");
  const low = await tenant.mutePhone("low");
  const high = await tenant.mutePhone("high");
  const [toLow, toHigh] = [commandsOf(low), commandsOf(high)];
  await tenant.configure("high", { priority: 5 });
  const first = await sendMany(tenant.account, 10, "first");
  await arrived(10, toLow, toHigh);
  assert.deepEqual([idsOf(toLow), idsOf(toHigh)], [[], first]);
  await tenant.configure("low", { priority: 6 });
  const second = await sendMany(tenant.account, 10, "second");
  await arrived(20, toLow, toHigh);
  assert.deepEqual([idsOf(toLow), idsOf(toHigh)], [second, first]);
  for (const phone of [low, high]) phone.stop();
});

test("among equals the least loaded is chosen: twenty messages are spread evenly over two phones that do not report", async () => {
  const tenant = await Tenant.create(wireroom, "spread");
  const phones = [await tenant.mutePhone("one"), await tenant.mutePhone("two")];
  const lists = phones.map(commandsOf);
  const ids = await sendMany(tenant.account, 20);
  await arrived(20, ...lists);
  assert.deepEqual(
    lists.map((list) => list.length),
    [10, 10],
  );
  assert.deepEqual(lists.flatMap(idsOf).sort(), [...ids].sort());
  for (const phone of phones) phone.stop();
});

test("a phone that has reported counts as less loaded than a phone that has not", async () => {
  const tenant = await Tenant.create(wireroom, "load");
  const busy = await tenant.mutePhone("busy");
  const [toBusy] = [commandsOf(busy)];
  await sendMany(tenant.account, 5, "unreported");
  await arrived(5, toBusy);
  const prompt = await tenant.phone("prompt");
  // Each message is reported before the next is sent, so that this phone never holds more than the busy one's five.
  const ids = [];
  for (let index = 0; index < 8; index += 1) {
    const [id] = await sendMany(tenant.account, 1);
    await tenant.account.reaches(id, "delivered");
    ids.push(id);
  }
  assert.deepEqual(
    prompt.onAir.map(({ message_id }) => message_id),
    ids,
  );
  assert.equal(toBusy.length, 5);
  for (const phone of [busy, prompt]) phone.stop();
});

test("a gateway that is switched off loses its socket, gets nothing after reconnecting, and messages that name it wait", async () => {
  const tenant = await Tenant.create(wireroom, "switched off");
  const off = await tenant.mutePhone("off");
  const toOff = commandsOf(off);
  const closes = off.next("frame", { where: ({ type }) => type === "disconnect" });
  await tenant.configure("off", { active: 0 });
  assert.equal((await closes).reconnect, true);
  const comesBack = off.next("connected");
  off.reconnect();
  await comesBack;
  const free = await sendMany(tenant.account, 3);
  const named = await tenant.account.sendAccepted(recipient, "named", { gateway_id: "off" });
  const on = await tenant.phone("on");
  for (const id of free) await tenant.account.reaches(id, "delivered");
  assert.equal((await tenant.account.status(named)).status, "pending");
  assert.deepEqual(toOff, []);
  await tenant.configure("off", { active: 1 });
  await arrived(1, toOff);
  assert.deepEqual(idsOf(toOff), [named]);
  assert.deepEqual(
    on.onAir.map(({ message_id }) => message_id),
    free,
  );
  for (const phone of [off, on]) phone.stop();
});

test("a gateway of another account never gets a frame", async () => {
  const [owner, stranger] = [await Tenant.create(wireroom, "owner"), await Tenant.create(wireroom, "stranger")];
  const strange = await stranger.phone("phone");
  const commands = commandsOf(strange);
  const ids = await sendMany(owner.account, 3);
  const named = await owner.account.send({ to: recipient, message: "named", gateway_id: "phone" });
  assert.deepEqual({ status: named.status, body: named.body }, { status: 422, body: { error: "Gateway not found" } });
  // The stranger's own message shows that its phone could have had the frames by now.
  await stranger.account.reaches(await stranger.account.sendAccepted(recipient, "its own"), "delivered");
  assert.equal(commands.length, 1);
  for (const id of ids) assert.equal((await owner.account.status(id)).status, "pending");
  const own = await owner.phone("phone");
  for (const id of ids) await owner.account.reaches(id, "delivered");
  assert.deepEqual(
    own.onAir.map(({ message_id }) => message_id),
    ids,
  );
  assert.equal(commands.length, 1);
  for (const phone of [strange, own]) phone.stop();
});

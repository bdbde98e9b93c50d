import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { PhoneMemory } from "../phone-simulator/memory.mjs";
import { startWireroom } from "../support/wireroom.mjs";
import { commandsOf, Tenant } from "./tenant.mjs";

const recipient = "+12025550123";
const ackTimeoutMs = 1_200;

let wireroom;
before(async () => (wireroom = await startWireroom({ vars: { ACK_TIMEOUT_SECS: String(ackTimeoutMs / 1_000) } })));
after(() => wireroom.stop());

/** Returns a phone that dies over its first message, and another phone that stays online throughout. */
async function died(name, way) {
  const tenant = await Tenant.create(wireroom, name);
  const memory = new PhoneMemory();
  const first = await tenant.phone("mortal", { memory, [way]: 1 });
  await tenant.configure("mortal", { priority: 10 });
  const bystander = await tenant.phone("bystander");
  const death = first.next("died");
  const id = await tenant.account.sendAccepted(recipient, "fatal");
  const handedOverAtMs = Date.now();
  assert.deepEqual(await death, { message_id: id });
  await tenant.presence("mortal", false);
  return { tenant, memory, first, bystander, toBystander: commandsOf(bystander), id, handedOverAtMs };
}

const reincarnate = async ({ tenant, memory }) => {
  const phone = await tenant.phone("mortal", { memory }, { start: false });
  const commands = commandsOf(phone);
  await phone.start();
  return { phone, commands };
};

/** Waits until the acknowledgment time-out has passed, because no event marks it. */
const outcomeIsUnknown = ({ handedOverAtMs }) =>
  wireroom.eventually(() => Date.now() > handedOverAtMs + ackTimeoutMs + 100);

/** Sends a message that any phone may take; its arrival shows that the other message was not on its way to a phone. */
async function assertBystanderWasSpared({ tenant, bystander, toBystander, id }) {
  const free = await tenant.account.sendAccepted(recipient, "for the bystander", { gateway_id: "bystander" });
  await tenant.account.reaches(free, "delivered");
  assert.deepEqual(
    toBystander.map(({ message_id }) => message_id),
    [free],
  );
  assert.deepEqual(
    bystander.onAir.map(({ message_id }) => message_id),
    [free],
  );
  assert.notEqual(free, id);
}

for (const [when, wait] of [
  ["after the time-out", outcomeIsUnknown],
  ["before the time-out", async () => {}],
]) {
  test(`a message whose phone died before sending and is back ${when} is offered to that phone again, once, and delivered`, async () => {
    const it = await died(`before sending, back ${when}`, "dieBeforeSend");
    await wait(it);
    assert.equal((await it.tenant.account.status(it.id)).status, "queued");
    const { phone, commands } = await reincarnate(it);
    await it.tenant.account.reaches(it.id, "delivered");
    assert.ok(Date.now() >= it.handedOverAtMs + ackTimeoutMs - 50, "offered again too early");
    assert.deepEqual(commands, [{ action: "send_sms", message_id: it.id, recipient, message: "fatal" }]);
    assert.deepEqual([it.first.onAir.length, phone.onAir.length], [0, 1]);
    const events = (await it.tenant.timeline(it.id, "delivered")).map(({ event }) => event);
    assert.deepEqual(events, ["accepted", "leased", "reoffered", "sent", "delivered"]);
    await assertBystanderWasSpared(it);
    assert.equal(commands.length, 1);
  });
}

test("a message whose phone died after sending is offered again, reported, and transmitted only once", async () => {
  const it = await died("after sending", "dieAfterSend");
  await outcomeIsUnknown(it);
  const { phone, commands } = await reincarnate(it);
  await it.tenant.account.reaches(it.id, "sent");
  assert.deepEqual(
    commands.map(({ message_id }) => message_id),
    [it.id],
  );
  assert.deepEqual([it.first.onAir.length, phone.onAir.length], [1, 0]);
  await assertBystanderWasSpared(it);
});

test("a message with an unknown outcome is offered to no other phone while its own is away, even after eviction", async () => {
  const it = await died("stays away", "dieBeforeSend");
  await outcomeIsUnknown(it);
  await wireroom.evict(it.tenant.account, await it.tenant.account.gatewayId("bystander"));
  await assertBystanderWasSpared(it);
  assert.equal((await it.tenant.account.status(it.id)).status, "queued");
  const { phone } = await reincarnate(it);
  await it.tenant.account.reaches(it.id, "delivered");
  assert.equal(phone.onAir.length, 1);
});

test("a phone that stays connected and does not report a message is not given it again", async () => {
  const tenant = await Tenant.create(wireroom, "silent about it");
  const phone = await tenant.mutePhone("phone");
  const commands = commandsOf(phone);
  const first = phone.next("command");
  const id = await tenant.account.sendAccepted(recipient, "unreported");
  await first;
  await outcomeIsUnknown({ handedOverAtMs: Date.now() });
  const next = phone.next("command");
  const later = await tenant.account.sendAccepted(recipient, "later");
  await next;
  assert.deepEqual(
    commands.map(({ message_id }) => message_id),
    [id, later],
  );
  phone.report(id, "sent");
  await tenant.account.reaches(id, "sent");
});

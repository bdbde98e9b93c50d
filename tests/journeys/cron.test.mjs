import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { startWireroom } from "../support/wireroom.mjs";
import { commandsOf, Tenant } from "./tenant.mjs";

const recipient = "+12025550123";
const isActive = async (wireroom, account) =>
  (await wireroom.rows("SELECT active_at_ms FROM accounts WHERE id = ?", account.id))[0].active_at_ms !== null;

let wireroom;
before(async () => (wireroom = await startWireroom()));
after(() => wireroom.stop());

test("the cron succeeds in an empty deployment", async () => {
  assert.equal((await wireroom.cron()).outcome, "ok");
});

test("the cron wakes the Dispatchers of active accounts and no others", async () => {
  const [active, idle] = [await Tenant.create(wireroom, "active"), await Tenant.create(wireroom, "idle")];
  const phone = await active.phone("phone");
  await active.account.projected(await active.account.sendAccepted(recipient, "activity"), "delivered");
  assert.deepEqual([await isActive(wireroom, active.account), await isActive(wireroom, idle.account)], [true, false]);
  const evict = (account) =>
    wireroom.worker.evictDurableObject("Dispatcher", { name: account.id, webSockets: "hibernate" });
  await evict(active.account);
  await assert.rejects(evict(active.account), /not currently running/);
  assert.equal((await wireroom.cron()).outcome, "ok");
  // The Dispatcher can be evicted again, so it has been called.
  await evict(active.account);
  await assert.rejects(evict(idle.account), /not currently running|not found|no such/i);
  phone.stop();
});

test("the cron does not call a Dispatcher that was inactive for more than a day", async () => {
  const tenant = await Tenant.create(wireroom, "long ago");
  const phone = await tenant.phone("phone");
  await tenant.account.projected(await tenant.account.sendAccepted(recipient, "activity"), "delivered");
  phone.stop();
  await tenant.presence("phone", false);
  const evict = () =>
    wireroom.worker.evictDurableObject("Dispatcher", { name: tenant.account.id, webSockets: "hibernate" });
  await evict();
  assert.equal((await wireroom.cron(new Date(Date.now() + 25 * 3_600_000))).outcome, "ok");
  await assert.rejects(evict(), /not currently running/);
});

test("two runs of the cron, even concurrent ones, send nothing twice and lose nothing", async () => {
  const tenant = await Tenant.create(wireroom, "twice");
  const phone = await tenant.mutePhone("phone");
  const commands = commandsOf(phone);
  const ids = [];
  for (let index = 0; index < 10; index += 1)
    ids.push(await tenant.account.sendAccepted(recipient, `in flight ${index}`));
  const named = await tenant
    .register("absent")
    .then(() => tenant.account.sendAccepted(recipient, "waits", { gateway_id: "absent" }));
  await tenant.account.projected(named, "accepted");
  const outcomes = await Promise.all([wireroom.cron(), wireroom.cron()]);
  outcomes.push(await wireroom.cron());
  assert.deepEqual(
    outcomes.map(({ outcome }) => outcome),
    ["ok", "ok", "ok"],
  );
  for (const id of ids) {
    phone.report(id, "sent");
    phone.report(id, "delivered");
  }
  for (const id of ids) await tenant.account.projected(id, "delivered");
  assert.deepEqual(
    commands.map(({ message_id }) => message_id),
    ids,
  );
  assert.equal((await tenant.account.status(named)).status, "pending");
  phone.stop();
});

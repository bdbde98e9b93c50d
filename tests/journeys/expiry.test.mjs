import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { startWireroom } from "../support/wireroom.mjs";
import { commandsOf, Tenant } from "./tenant.mjs";

const recipient = "+12025550123";

let wireroom;
before(async () => (wireroom = await startWireroom({ vars: { MESSAGE_TTL_SECS: "1" } })));
after(() => wireroom.stop());

async function assertExpired(account, id, acceptedAtMs) {
  const { failed_at, ...rest } = await account.reaches(id, "failed");
  assert.ok(Date.now() >= acceptedAtMs + 1_000 - 20, "too early");
  assert.deepEqual(rest, {
    message_id: id,
    status: "failed",
    sent_at: null,
    delivered_at: null,
    error_message: "TTL expired",
  });
  const row = await account.projected(id, "failed");
  assert.deepEqual([row.error, row.retry_count, row.sent_at_ms], ["TTL expired", 0, null]);
  assert.equal(`${new Date(row.failed_at_ms).toISOString().slice(0, 19)}Z`, failed_at);
}

test("a message that no gateway took in time fails with `TTL expired`, and is not sent to a later gateway", async () => {
  const tenant = await Tenant.create(wireroom, "nobody came");
  const acceptedAtMs = Date.now();
  const id = await tenant.account.sendAccepted(recipient, "expires");
  assert.equal((await tenant.account.status(id)).status, "pending");
  await assertExpired(tenant.account, id, acceptedAtMs);
  const phone = await tenant.phone("too late");
  const commands = commandsOf(phone);
  const next = await tenant.account.sendAccepted(recipient, "in time");
  await tenant.account.reaches(next, "delivered");
  assert.deepEqual(
    commands.map(({ message_id }) => message_id),
    [next],
  );
  phone.stop();
});

test("a message that names an absent gateway expires even if another gateway is online", async () => {
  const tenant = await Tenant.create(wireroom, "absent");
  await tenant.register("absent");
  const phone = await tenant.phone("present");
  const acceptedAtMs = Date.now();
  const id = await tenant.account.sendAccepted(recipient, "expires", { gateway_id: "absent" });
  await assertExpired(tenant.account, id, acceptedAtMs);
  assert.deepEqual(phone.onAir, []);
  phone.stop();
});

test("a message expires even if the Dispatcher was evicted", async () => {
  const tenant = await Tenant.create(wireroom, "evicted");
  const acceptedAtMs = Date.now();
  const id = await tenant.account.sendAccepted(recipient, "expires");
  await wireroom.evict(tenant.account);
  await assertExpired(tenant.account, id, acceptedAtMs);
});

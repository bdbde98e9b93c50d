import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { startWireroom } from "../support/wireroom.mjs";
import { commandsOf, Tenant } from "./tenant.mjs";

const recipient = "+12025550123";
const budget = 3;
const windowMs = 3_000;
const idsOf = (commands) => commands.map(({ message_id }) => message_id);

let wireroom;
before(
  async () =>
    (wireroom = await startWireroom({
      vars: { PACING_SEGMENTS: String(budget), PACING_WINDOW_SECS: String(windowMs / 1_000) },
    })),
);
after(() => wireroom.stop());

/** Returns a phone and the times at which it is given messages. */
async function watched(tenant, name) {
  const phone = await tenant.phone(name);
  const commands = commandsOf(phone);
  const times = new Map();
  phone.on("command", ({ message_id }) => times.set(message_id, Date.now()));
  return { phone, commands, times };
}

const arrived = (count, ...lists) =>
  wireroom.eventually(() => lists.flat().length >= count, { what: `${count} frames arrived` });

/** Sends a message that may go at once; its arrival shows that every earlier message had to wait. */
async function nothingElseIsUnderway(tenant, commands, expected) {
  const urgent = await tenant.account.sendAccepted(recipient, "urgent", { priority: 100 });
  await wireroom.eventually(() => idsOf(commands).includes(urgent));
  assert.deepEqual(idsOf(commands), [...expected, urgent]);
}

const timeline = async (tenant, id) =>
  (await wireroom.request("GET", `/api/v1/admin/messages/${id}`, { key: tenant.account.key })).body.timeline;

test("a phone gets its budget at once and the rest, in order, after a window, even after eviction", async () => {
  const tenant = await Tenant.create(wireroom, "paced");
  const { phone, commands, times } = await watched(tenant, "phone");
  const ids = [];
  for (let index = 0; index < 2 * budget + 1; index += 1)
    ids.push(await tenant.account.sendAccepted(recipient, `paced ${index}`));
  await arrived(budget, commands);
  await tenant.account.projected(ids[0], "delivered");
  await wireroom.evict(tenant.account, await tenant.account.gatewayId("phone"));
  assert.deepEqual(idsOf(commands), ids.slice(0, budget));
  assert.equal((await tenant.account.status(ids[budget])).status, "pending");
  const [, held] = await timeline(tenant, ids[budget]);
  assert.deepEqual({ event: held.event, cause: held.cause }, { event: "held", cause: "pacing" });
  await arrived(2 * budget + 1, commands);
  assert.deepEqual(idsOf(commands), ids);
  for (let index = budget; index < ids.length; index += 1) {
    const gap = times.get(ids[index]) - times.get(ids[index - budget]);
    assert.ok(gap >= windowMs - 50 && gap < windowMs + 2_000, `${gap} ms between ${index - budget} and ${index}`);
  }
  for (const id of ids) await tenant.account.reaches(id, "delivered");
  phone.stop();
});

test("pacing counts segments, and a message above the budget goes alone", async () => {
  const tenant = await Tenant.create(wireroom, "segments");
  const { phone, commands, times } = await watched(tenant, "phone");
  const two = await tenant.account.sendAccepted(recipient, "ю".repeat(71));
  const other = await tenant.account.sendAccepted(recipient, "a".repeat(161));
  await arrived(1, commands);
  const four = await tenant.account.sendAccepted(recipient, "a".repeat(460));
  await arrived(3, commands);
  assert.deepEqual(idsOf(commands), [two, other, four]);
  for (const [former, later] of [
    [two, other],
    [other, four],
  ])
    assert.ok(times.get(later) - times.get(former) >= windowMs - 50);
  phone.stop();
});

test("a one-time code and other urgent messages overtake waiting messages, which keep waiting", async () => {
  const tenant = await Tenant.create(wireroom, "urgent");
  const { phone, commands } = await watched(tenant, "phone");
  const ids = [];
  for (let index = 0; index < budget + 1; index += 1)
    ids.push(await tenant.account.sendAccepted(recipient, `patient ${index}`));
  await arrived(budget, commands);
  const less = await tenant.account.sendAccepted(recipient, "nearly urgent", { priority: 99 });
  const { status, body } = await wireroom.request("POST", "/api/v1/otp/send", {
    key: tenant.account.key,
    json: { phone_number: recipient },
  });
  assert.equal(status, 200);
  await nothingElseIsUnderway(tenant, commands, [...ids.slice(0, budget), body.message_id]);
  // The code and the urgent message were counted, so that only one of the two waiting messages has budget left.
  await wireroom.eventually(() => idsOf(commands).includes(less));
  assert.equal(idsOf(commands).indexOf(less), budget + 2);
  await tenant.account.reaches(ids[budget], "delivered");
  phone.stop();
});

test("a phone without budget delays neither other phones nor their messages", async () => {
  const tenant = await Tenant.create(wireroom, "two phones");
  const one = await watched(tenant, "one");
  const two = await watched(tenant, "two");
  await tenant.configure("one", { priority: 10 });
  const ids = [];
  for (let index = 0; index < 2 * budget; index += 1)
    ids.push(await tenant.account.sendAccepted(recipient, `any ${index}`));
  await arrived(2 * budget, one.commands, two.commands);
  assert.deepEqual([idsOf(one.commands), idsOf(two.commands)], [ids.slice(0, budget), ids.slice(budget)]);
  for (const { phone } of [one, two]) phone.stop();
});

test("a newly connected phone takes over messages that wait for another phone's budget", async () => {
  const tenant = await Tenant.create(wireroom, "relief");
  const first = await watched(tenant, "first");
  const ids = [];
  for (let index = 0; index < budget + 2; index += 1)
    ids.push(await tenant.account.sendAccepted(recipient, `relief ${index}`));
  await arrived(budget, first.commands);
  const relief = await watched(tenant, "relief");
  await tenant.account.reaches(ids.at(-1), "delivered", { timeoutMs: windowMs - 500 });
  assert.deepEqual(idsOf(first.commands), ids.slice(0, budget));
  for (const { phone } of [first, relief]) phone.stop();
});

for (const [settings, atOnce] of [
  [{}, 30],
  [{ PACING_SEGMENTS: "0" }, 32],
  [{ PACING_SEGMENTS: "31" }, 31],
]) {
  test(`in production with ${JSON.stringify(settings)}, ${atOnce} of 32 messages go out at once`, async () => {
    const production = await startWireroom({ vars: { ENVIRONMENT: "production", ...settings } });
    try {
      const tenant = await Tenant.create(production, "production");
      const phone = await tenant.phone("phone");
      const commands = commandsOf(phone);
      const ids = [];
      for (let index = 0; index < 32; index += 1)
        ids.push(await tenant.account.sendAccepted(recipient, `at once ${index}`));
      await production.eventually(() => commands.length >= atOnce, { what: "those with room arrived" });
      const urgent = await tenant.account.sendAccepted(recipient, "urgent", { priority: 100 });
      await production.eventually(() => idsOf(commands).includes(urgent));
      assert.deepEqual(idsOf(commands), [...ids.slice(0, atOnce), urgent]);
      phone.stop();
    } finally {
      await production.stop();
    }
  });
}

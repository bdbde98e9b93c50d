import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { startWireroom } from "../support/wireroom.mjs";
import { commandsOf, Tenant } from "./tenant.mjs";

const recipient = "+14155552671";
const hourMs = 3_600_000;

let wireroom;
before(async () => (wireroom = await startWireroom()));
after(() => wireroom.stop());

const clock = (ms) => new Date(ms).toISOString().slice(11, 16);
/** A window of UTC that opens in two hours. */
const closed = () => ({
  from: clock(Date.now() + 2 * hourMs),
  until: clock(Date.now() + 3 * hourMs),
  time_zone: "UTC",
});
const change = (tenant, id, json) =>
  wireroom.request("PATCH", `/api/v1/admin/gateways/${id}`, { key: tenant.account.key, json });
const show = async (tenant, id) =>
  (await wireroom.request("GET", `/api/v1/admin/gateways/${id}`, { key: tenant.account.key })).body;

test("messages wait for the send window, urgent ones do not, and removing it lets them go", async () => {
  const tenant = await Tenant.create(wireroom, "window");
  const phone = await tenant.mutePhone("phone");
  const commands = commandsOf(phone);
  assert.equal((await change(tenant, 1, { send_window: closed() })).status, 200);
  const waiting = await tenant.account.sendAccepted(recipient, "waits");
  const urgent = await tenant.account.sendAccepted(recipient, "urgent", { priority: 100 });
  await wireroom.eventually(() => commands.length > 0, { what: "the urgent message arrives" });
  assert.deepEqual(
    commands.map(({ message_id }) => message_id),
    [urgent],
  );
  const { now } = await show(tenant, 1);
  assert.ok(now.routing.obstacles.includes("send_window"), now.routing.obstacles.join());
  const opensInMs = Date.parse(now.opens_at) - Date.now();
  assert.ok(opensInMs > hourMs && opensInMs <= 2 * hourMs, now.opens_at);
  const held = await wireroom.request("GET", `/api/v1/admin/messages/${waiting}`, { key: tenant.account.key });
  assert.ok(held.body.timeline.some(({ event, cause }) => event === "held" && cause === "send_window"));
  await wireroom.evict(tenant.account, await tenant.account.gatewayId("phone"));
  await change(tenant, 1, { send_window: null });
  await wireroom.eventually(() => commands.length === 2, { what: "the waiting message arrives" });
  assert.equal(commands[1].message_id, waiting);
  phone.stop();
});

test("messages go through a gateway whose window is open", async () => {
  const tenant = await Tenant.create(wireroom, "two windows");
  const phones = [await tenant.phone("closed"), await tenant.phone("open")];
  await change(tenant, 1, { send_window: closed(), priority: 10 });
  const id = await tenant.account.sendAccepted(recipient, "goes");
  await tenant.account.reaches(id, "delivered");
  assert.deepEqual(
    phones.map(({ onAir }) => onAir.length),
    [0, 1],
  );
  for (const phone of phones) phone.stop();
});

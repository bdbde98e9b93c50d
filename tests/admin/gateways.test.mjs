import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import "../support/contract/lenient.mjs";
import { clearOfMidnight } from "../support/clock.mjs";
import { startWireroom } from "../support/wireroom.mjs";
import { commandsOf, Tenant } from "../journeys/tenant.mjs";

const recipient = "+12025550123";
const notFound = { status: 404, body: { error: "Gateway not found" } };

let wireroom;
before(async () => (wireroom = await startWireroom()));
after(() => wireroom.stop());

const admin = async ({ account }, method, path, json) => {
  const { status, body } = await wireroom.request(method, `/api/v1/admin/gateways${path}`, { key: account.key, json });
  return { status, body };
};
const list = async (tenant) => (await admin(tenant, "GET", "")).body.gateways;
const wholeSeconds = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/;

test("a listed gateway has the documented members", async () => {
  await clearOfMidnight();
  const tenant = await Tenant.create(wireroom, "listed");
  assert.deepEqual(await list(tenant), []);
  const phone = await tenant.phone("test-gateway-001");
  phone.heartbeat({ battery_level: 85, signal_strength: 4, messages_in_queue: 0 });
  const id = await tenant.account.sendAccepted(recipient, "counted");
  await tenant.account.reaches(id, "delivered");
  phone.receiveSms("+12025550199", "counted too");
  await wireroom.eventually(async () => (await list(tenant))[0].total_messages_received === 1, {
    what: "the SMS is counted",
  });
  const [{ last_heartbeat_at, created_at, ...gateway }, ...others] = await list(tenant);
  assert.deepEqual(others, []);
  assert.match(last_heartbeat_at, wholeSeconds);
  assert.match(created_at, wholeSeconds);
  assert.deepEqual(gateway, {
    id: 1,
    device_id: "test-gateway-001",
    name: "test-gateway-001",
    status: "online",
    messages_sent_today: 1,
    messages_received_today: 1,
    total_messages_sent: 1,
    total_messages_received: 1,
    active: true,
    approved: true,
    priority: 1,
    metadata: gateway.metadata,
  });
  phone.stop();
  await wireroom.eventually(async () => (await list(tenant))[0].status === "offline", {
    what: "the gateway is offline",
  });
});

test("a gateway's metadata are its device info and its latest health", async () => {
  const tenant = await Tenant.create(wireroom, "metadata");
  const token = await tenant.account.createKey("registration");
  const json = { device_id: "d", name: "D", device_info: { model: "Pixel" } };
  const { body } = await wireroom.request("POST", "/api/v1/gateway/register", { key: token, json });
  const health = { battery_level: 85, signal_strength: 4, messages_in_queue: 5 };
  const beat = await wireroom.request("POST", "/api/v1/gateway/heartbeat", { key: body.api_key, json: health });
  assert.equal(beat.status, 200);
  assert.deepEqual((await list(tenant))[0].metadata, { model: "Pixel", ...health });
});

test("yesterday's counts are part of the totals and not of today's", async () => {
  const tenant = await Tenant.create(wireroom, "yesterday");
  await tenant.register("phone");
  const gatewayId = await tenant.account.gatewayId("phone");
  const today = Math.floor(Date.now() / 86_400_000);
  for (const [day, value] of [
    [today - 1, 7],
    [-1, 7],
  ]) {
    await wireroom.rows(
      "INSERT INTO counters (account_id, metric, day, gateway_id, value) VALUES (?, 'sent', ?, ?, ?)",
      tenant.account.id,
      day,
      gatewayId,
      value,
    );
  }
  const [{ messages_sent_today, total_messages_sent }] = await list(tenant);
  assert.deepEqual([messages_sent_today, total_messages_sent], [0, 7]);
});

test("a gateway that is switched off gets no message until it is switched on again", async () => {
  const tenant = await Tenant.create(wireroom, "toggled");
  const phone = await tenant.mutePhone("phone");
  const commands = commandsOf(phone);
  const toggled = (active) => ({
    status: 200,
    body: { success: true, gateway: { id: 1, device_id: "phone", name: "phone", active, approved: true, priority: 1 } },
  });
  const closes = phone.next("frame", { where: ({ type }) => type === "disconnect" });
  assert.deepEqual(await admin(tenant, "POST", "/1/toggle"), toggled(false));
  assert.equal((await closes).reconnect, true);
  const comesBack = phone.next("connected");
  phone.reconnect();
  await comesBack;
  const id = await tenant.account.sendAccepted(recipient, "waits");
  await tenant.account.projected(id, "accepted");
  assert.deepEqual(commands, []);
  const arrives = phone.next("command");
  assert.deepEqual(await admin(tenant, "POST", "/1/toggle"), toggled(true));
  assert.equal((await arrives).message_id, id);
  phone.stop();
});

test("name, priority and active can be set one by one, and repeating a change has no effect", async () => {
  const tenant = await Tenant.create(wireroom, "changed");
  for (const device of ["first", "second"]) await tenant.register(device);
  const change = async (json) => (await admin(tenant, "PATCH", "/2", json)).body.gateway;
  const as = (changes) => ({
    id: 2,
    device_id: "second",
    name: "second",
    active: true,
    approved: true,
    priority: 1,
    ...changes,
  });
  assert.deepEqual(await change({}), as({}));
  assert.deepEqual(await change({ priority: 10 }), as({ priority: 10 }));
  assert.deepEqual(await change({ name: " Büro " }), as({ priority: 10, name: "Büro" }));
  for (let time = 0; time < 2; time += 1) assert.equal((await change({ active: false })).active, false);
  assert.deepEqual(await change({ active: true, priority: "3" }), as({ priority: 3, name: "Büro" }));
  const [first] = await list(tenant);
  assert.deepEqual([first.name, first.priority], ["first", 1]);
});

test("a new priority routes the next message", async () => {
  const tenant = await Tenant.create(wireroom, "rerouted");
  const phones = { first: await tenant.mutePhone("first"), second: await tenant.mutePhone("second") };
  for (const [id, name] of [
    ["1", "first"],
    ["2", "second"],
  ]) {
    await admin(tenant, "PATCH", `/${id}`, { priority: 10 });
    const arrives = phones[name].next("command");
    const message = await tenant.account.sendAccepted(recipient, `to the ${name}`);
    assert.equal((await arrives).message_id, message);
    await admin(tenant, "PATCH", `/${id}`, { priority: 1 });
  }
  for (const phone of Object.values(phones)) phone.stop();
});

test("bad changes are refused and change nothing", async () => {
  const tenant = await Tenant.create(wireroom, "bad changes");
  await tenant.register("phone");
  const before = await list(tenant);
  for (const [json, status, error] of [
    [{ name: "" }, 422, "Name can't be blank"],
    [{ name: "  " }, 422, "Name can't be blank"],
    [{ name: "n".repeat(256) }, 422, "Name is too long (maximum is 255 characters)"],
    [{ name: ["x"] }, 400, "Invalid name"],
    ...[0, 11, -1, 1.5, "x", true].map((priority) => [{ priority }, 422, "priority must be between 1 and 10"]),
    ...["yes", 2, [], {}].map((active) => [{ active }, 422, "active must be true or false"]),
    [{ name: "good", priority: 99 }, 422, "priority must be between 1 and 10"],
  ]) {
    assert.deepEqual(await admin(tenant, "PATCH", "/1", json), { status, body: { error } }, JSON.stringify(json));
  }
  assert.deepEqual(await list(tenant), before);
});

test("an unknown gateway is 404 in every spelling of its id", async () => {
  const tenant = await Tenant.create(wireroom, "unknown gateways");
  await tenant.register("phone");
  for (const id of ["0", "2", "-1", "1.0", "x", "phone", "99999999999999999999", "%00", "1%2F2"]) {
    assert.deepEqual(await admin(tenant, "POST", `/${id}/toggle`), notFound, id);
    assert.deepEqual(await admin(tenant, "POST", `/${id}/approve`), notFound, id);
    assert.deepEqual(await admin(tenant, "PATCH", `/${id}`, { priority: 2 }), notFound, id);
  }
});

test("another account's gateways are neither listed nor changed", async () => {
  const [ours, theirs] = [await Tenant.create(wireroom, "ours"), await Tenant.create(wireroom, "theirs")];
  await ours.register("phone");
  const before = await list(ours);
  assert.deepEqual(await list(theirs), []);
  assert.deepEqual(await admin(theirs, "POST", "/1/toggle"), notFound);
  assert.deepEqual(await admin(theirs, "PATCH", "/1", { priority: 9 }), notFound);
  assert.deepEqual(await list(ours), before);
});

test("a change whose notice to the Dispatcher was lost takes effect with the cron's next reading", async () => {
  const tenant = await Tenant.create(wireroom, "unannounced");
  const phone = await tenant.mutePhone("phone");
  const commands = commandsOf(phone);
  await tenant.account.projected(await tenant.account.sendAccepted(recipient, "before"), "dispatched");
  await wireroom.rows("UPDATE gateways SET active = 0 WHERE account_id = ?", tenant.account.id);
  const fiveMinutes = 300_000;
  const reading = new Date(Math.ceil(Date.now() / fiveMinutes) * fiveMinutes);
  assert.equal((await wireroom.cron(reading)).outcome, "ok");
  await tenant.account.projected(await tenant.account.sendAccepted(recipient, "after"), "accepted");
  assert.deepEqual(
    commands.map(({ message }) => message),
    ["before"],
  );
  phone.stop();
});

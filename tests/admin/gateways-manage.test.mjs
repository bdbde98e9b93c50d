import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { startWireroom } from "../support/wireroom.mjs";
import { commandsOf, Tenant } from "../journeys/tenant.mjs";

const recipient = "+14155552671";
const notFound = { status: 404, error: "Gateway not found" };

let wireroom;
before(async () => (wireroom = await startWireroom({ vars: { PACING_SEGMENTS: "5", PACING_WINDOW_SECS: "600" } })));
after(() => wireroom.stop());

const admin = async ({ account }, method, path, json) => {
  const answer = await wireroom.request(method, `/api/v1/admin/gateways${path}`, { key: account.key, json });
  return { status: answer.status, body: answer.body, explanation: answer.explanation };
};
const heartbeat = (key) => wireroom.request("POST", "/api/v1/gateway/heartbeat", { key, json: {} });
const refused = ({ status, body }) => ({ status, error: body.error });

test("a shown gateway has its presence, its load and the room of its SIM", async () => {
  const tenant = await Tenant.create(wireroom, "shown");
  const phone = await tenant.mutePhone("phone");
  const commands = commandsOf(phone);
  await tenant.account.sendAccepted(recipient, "given");
  await wireroom.eventually(() => commands.length === 1, { what: "the frame arrives" });
  const { status, body } = await admin(tenant, "GET", "/1");
  assert.equal(status, 200);
  assert.deepEqual([body.gateway.device_id, body.gateway.kind, body.gateway.status], ["phone", "ordinary", "online"]);
  const { now } = body;
  assert.equal(now.channel, "socket");
  assert.ok(Math.abs(Date.parse(now.last_seen_at) - Date.now()) < 60_000, now.last_seen_at);
  assert.deepEqual(now.queue, { in_flight: 1, pinned: 0, to_fetch: 0, unknown_outcome: 0 });
  assert.deepEqual(now.room, [
    { next_at: null, pacing: { segments: 5, window_secs: 600 }, segments_left: 4, slot: null },
  ]);
  assert.deepEqual(now.routing, { load: 1, obstacles: [], score: 99 });
  assert.deepEqual(body.sims, []);
  await admin(tenant, "PATCH", "/1", { active: false });
  const off = (await admin(tenant, "GET", "/1")).body.now.routing;
  assert.equal(off.score, 0);
  assert.ok(off.obstacles.includes("inactive"), off.obstacles.join());
  phone.stop();
});

test("a deleted gateway loses its key, its socket and its number, and its device may register again", async () => {
  const tenant = await Tenant.create(wireroom, "deleted");
  const { api_key: key } = await tenant.register("phone");
  const phone = await tenant.mutePhone("phone", { apiKey: key });
  const sent = await tenant.account.sendAccepted(recipient, "sent before");
  await tenant.account.projected(sent, "dispatched");
  const closes = phone.next("frame", { where: ({ type }) => type === "disconnect" });
  const twins = await Promise.all([admin(tenant, "DELETE", "/1"), admin(tenant, "DELETE", "/1")]);
  assert.deepEqual(twins.map(({ status }) => status).sort(), [200, 404]);
  assert.equal((await closes).reconnect, false);
  assert.equal((await heartbeat(key)).status, 401);
  assert.deepEqual(refused(await admin(tenant, "DELETE", "/1")), notFound);
  assert.deepEqual(refused(await admin(tenant, "GET", "/1")), notFound);
  const history = await wireroom.request("GET", `/api/v1/admin/messages/${sent}`, { key: tenant.account.key });
  assert.equal(history.status, 200);
  const again = await tenant.register("phone");
  assert.equal(again.gateway.id, 2);
  assert.deepEqual(refused(await admin(tenant, "DELETE", "/1")), notFound);
  assert.equal((await heartbeat(again.api_key)).status, 200);
});

test("messages that a deleted gateway was not given go to another", async () => {
  const tenant = await Tenant.create(wireroom, "moved");
  await tenant.register("gone");
  const id = await tenant.account.sendAccepted(recipient, "moves");
  await admin(tenant, "DELETE", "/1");
  const other = await tenant.phone("other");
  await tenant.account.reaches(id, "delivered");
  assert.deepEqual(
    other.onAir.map(({ message }) => message),
    ["moves"],
  );
  other.stop();
});

test("a rotated key is shown once, and the old one is void with its socket", async () => {
  const tenant = await Tenant.create(wireroom, "rotated");
  const { api_key: old } = await tenant.register("phone");
  const phone = await tenant.mutePhone("phone", { apiKey: old });
  const closes = phone.next("frame", { where: ({ type }) => type === "disconnect" });
  const { status, body } = await admin(tenant, "POST", "/1/rotate-key");
  assert.equal(status, 200);
  assert.deepEqual([body.success, body.id, body.device_id], [true, 1, "phone"]);
  assert.equal((await closes).reconnect, false);
  assert.equal((await heartbeat(old)).status, 401);
  assert.equal((await heartbeat(body.api_key)).status, 200);
  const keys = await wireroom.request("GET", "/api/v1/admin/keys", { key: tenant.account.key });
  const ofGateways = keys.body.keys.filter(({ kind }) => kind === "gateway");
  assert.deepEqual(
    ofGateways.map(({ id, active }) => ({ id, active })),
    [{ id: body.key_id, active: true }],
  );
  assert.ok(!keys.text.includes(body.api_key));
});

test("of concurrent rotations one key is valid", async () => {
  const tenant = await Tenant.create(wireroom, "rotated twice");
  await tenant.register("phone");
  const rotations = await Promise.all([1, 2, 3].map(() => admin(tenant, "POST", "/1/rotate-key")));
  const states = await Promise.all(rotations.map(async ({ body }) => (await heartbeat(body.api_key)).status));
  assert.deepEqual(states.sort(), [200, 401, 401]);
});

test("pacing and send window of a gateway are set, shown and removed", async () => {
  const tenant = await Tenant.create(wireroom, "limited");
  await tenant.register("phone");
  const pacing = { segments: 2, window_secs: 60 };
  const send_window = { from: "08:00", until: "21:00", time_zone: "Europe/Berlin" };
  const limited = (await admin(tenant, "PATCH", "/1", { pacing, send_window })).body.gateway;
  assert.deepEqual([limited.pacing, limited.send_window], [pacing, send_window]);
  const [listed] = (await admin(tenant, "GET", "")).body.gateways;
  assert.deepEqual([listed.pacing, listed.send_window], [pacing, send_window]);
  const renamed = (await admin(tenant, "PATCH", "/1", { name: "Desk" })).body.gateway;
  assert.deepEqual([renamed.pacing, renamed.send_window], [pacing, send_window]);
  const freed = (await admin(tenant, "PATCH", "/1", { pacing: null, send_window: null })).body.gateway;
  assert.deepEqual([freed.pacing, freed.send_window], [undefined, undefined]);
  const wrong = [
    { pacing: { segments: 0, window_secs: 60 } },
    { pacing: { segments: 1, window_secs: 604_801 } },
    { pacing: 5 },
    { send_window: { from: "8:00", until: "21:00", time_zone: "UTC" } },
    { send_window: { from: "08:00", until: "08:00", time_zone: "UTC" } },
    { send_window: { from: "08:00", until: "21:00", time_zone: "Europe/Nowhere" } },
    { kind: "simulated" },
  ];
  for (const json of wrong) {
    const { status, explanation } = await admin(tenant, "PATCH", "/1", json);
    const expected = [422, "invalid_parameter", Object.keys(json)[0]];
    assert.deepEqual([status, explanation.code, explanation.param], expected);
  }
});

test("a test message goes through its gateway like any other", async () => {
  const tenant = await Tenant.create(wireroom, "tested");
  const phones = [await tenant.phone("first"), await tenant.phone("second")];
  const { status, body } = await admin(tenant, "POST", "/2/test", { to: recipient });
  assert.deepEqual([status, body.status, body.success], [202, "queued", true]);
  await tenant.account.reaches(body.message_id, "delivered");
  assert.deepEqual(
    phones.map(({ onAir }) => onAir.map((sms) => sms.recipient)),
    [[], [recipient]],
  );
  const wrong = await admin(tenant, "POST", "/2/test", { to: "12" });
  assert.deepEqual([wrong.status, wrong.explanation.code], [422, "invalid_phone_number"]);
  const key = await tenant.account.createKey("client", { permissions: ["manage_gateways"] });
  const refusal = await wireroom.request("POST", "/api/v1/admin/gateways/2/test", { key, json: { to: recipient } });
  assert.equal(refusal.status, 403);
  for (const phone of phones) phone.stop();
});

test("another account's gateway does not exist", async () => {
  const [owner, stranger] = [await Tenant.create(wireroom, "owner"), await Tenant.create(wireroom, "stranger")];
  const { api_key: key } = await owner.register("phone");
  for (const [method, path, json] of [
    ["GET", "/1"],
    ["PATCH", "/1", { kind: "test" }],
    ["DELETE", "/1"],
    ["POST", "/1/rotate-key"],
    ["POST", "/1/test", { to: recipient }],
  ])
    assert.deepEqual(refused(await admin(stranger, method, path, json)), notFound, `${method} ${path}`);
  assert.equal((await heartbeat(key)).status, 200);
});

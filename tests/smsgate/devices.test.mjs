import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { basicOf, startWireroom } from "../support/wireroom.mjs";
import { Face, bearer, outcome, unauthorized } from "./support/face.mjs";

const device = "/mobile/v1/device";
const simCards = [{ slotIndex: 0, simNumber: 1, phoneNumber: "…1234", carrierName: "Carrier", iccid: "…5678" }];

let wireroom, face, login;
before(async () => {
  wireroom = await startWireroom();
  face = new Face(wireroom);
  login = await wireroom.account.setLogin();
});
after(() => wireroom.stop());

const register = (json) => face.register(json, { as: login.basic });
const show = (token) => face.call("GET", device, { as: token && bearer(token) });
const update = (token, json, headers) => face.call("PATCH", device, { as: bearer(token), json, headers });
const list = async () => (await face.call("GET", "/3rdparty/v1/devices", { as: login.basic })).body;
const remove = (id, as = login.basic) => face.call("DELETE", `/3rdparty/v1/devices/${id}`, { as });
const row = async (id) => (await wireroom.rows("SELECT * FROM gateways WHERE id = ?", id))[0];

test("every caller can read its own address, and a phone its own data", async () => {
  for (const token of [undefined, "x", wireroom.mint("gateway")]) {
    const { status, body } = await show(token);
    assert.equal(status, 200);
    assert.deepEqual(Object.keys(body), ["externalIp"]);
    assert.ok(body.externalIp.length > 0);
  }
  const phone = await register({ name: "Pixel", simCards, publicKey: "a2V5", keyVersion: 3 });
  const { body } = await show(phone.token);
  const { createdAt, updatedAt, lastSeen, ...known } = body.device;
  assert.deepEqual(known, { id: phone.id, name: "Pixel", simCards, publicKey: "a2V5", keyVersion: 3 });
  for (const time of [createdAt, updatedAt, lastSeen]) assert.match(time, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
});

test("a phone registered without a name has an empty name", async () => {
  for (const json of [{}, { name: null }]) {
    const { id } = await register(json);
    assert.equal((await list()).find((it) => it.id === id).name, "");
  }
});

test("a phone's update replaces the given members and keeps the others", async () => {
  const { id, token } = await register({ name: "Pixel", pushToken: "first", simCards });
  const answer = await update(
    token,
    { id, pushToken: "second", publicKey: "a2V5", keyVersion: 1 },
    { "user-agent": "me.capcom.smsgateway/1.68.0" },
  );
  assert.deepEqual(outcome(answer), { status: 204, body: "" });
  assert.equal(answer.headers.get("content-type"), null);
  const { push_token, sim_cards, public_key, key_version, app_version, protocol } = await row(id);
  assert.deepEqual(
    { push_token, sim_cards: JSON.parse(sim_cards), public_key, key_version, app_version, protocol },
    {
      push_token: "second",
      sim_cards: simCards,
      public_key: "a2V5",
      key_version: 1,
      app_version: "1.68.0",
      protocol: "poll",
    },
  );
  for (const json of [{ id }, { id, pushToken: null }, { id, pushToken: "" }, { id, simCards: null }]) {
    assert.equal((await update(token, json)).status, 204);
  }
  const later = await row(id);
  assert.deepEqual([later.push_token, JSON.parse(later.sim_cards)], ["second", simCards]);
});

test("an update without changes causes no write", async () => {
  const { id, token } = await register({ name: "Pixel", pushToken: "same", simCards });
  const before = await row(id);
  assert.equal((await update(token, { id, pushToken: "same", simCards })).status, 204);
  assert.equal((await row(id)).updated_at_ms, before.updated_at_ms);
});

test("a phone can change only itself", async () => {
  const [one, two] = await Promise.all([register({}), register({})]);
  for (const json of [{ id: two.id }, { id: "x" }, {}]) {
    assert.deepEqual(outcome(await update(one.token, json)), { status: 403, body: { message: "Forbidden" } });
  }
});

test("a phone's request updates the time at which it was last seen", async () => {
  const { id, token } = await register({});
  assert.equal((await update(token, { id })).status, 204);
  await wireroom.eventually(async () => (await list()).find((it) => it.id === id) && (await row(id)).online === 1, {
    what: "it is online",
  });
});

test("devices of both faces are in one list", async () => {
  await wireroom.register("a phone on the cable");
  const [{ id }] = await wireroom.rows("SELECT id FROM gateways WHERE device_id = 'a phone on the cable'");
  const found = (await list()).find((it) => it.id === id);
  assert.equal(found.name, "a phone on the cable");
  const { id: ours } = await register({ name: "of the other face" });
  const { body } = await wireroom.request("GET", "/api/v1/admin/gateways", { key: wireroom.account.key });
  assert.ok(body.gateways.some((it) => it.device_id === ours && it.name === "of the other face"));
});

test("a deleted phone's token is invalid, and the phone registers again", async () => {
  const { id, token } = await register({ name: "Old" });
  assert.equal((await update(token, { id })).status, 204);
  assert.deepEqual(outcome(await remove(id)), { status: 204, body: "" });
  assert.deepEqual(outcome(await update(token, { id })), unauthorized);
  assert.deepEqual(Object.keys((await show(token)).body), ["externalIp"]);
  assert.deepEqual(await wireroom.rows("SELECT 1 FROM api_keys WHERE gateway_id = ?", id), []);
  assert.equal(
    (await list()).find((it) => it.id === id),
    undefined,
  );
  assert.deepEqual(outcome(await remove(id)), { status: 404, body: { message: "device not found" } });
  assert.notEqual((await register({ name: "New" })).id, id);
});

test("a deleted phone on the cable loses its socket", async () => {
  const phone = await wireroom.phone({ deviceId: "to be deleted" });
  const id = await wireroom.account.gatewayId("to be deleted");
  const closed = phone.next("disconnected");
  assert.equal((await remove(id)).status, 204);
  await closed;
});

test("another account's devices are 404", async () => {
  const { id, token } = await register({});
  const theirs = await face.register({});
  const as = basicOf(theirs.login, theirs.password);
  assert.deepEqual(outcome(await remove(id, as)), { status: 404, body: { message: "device not found" } });
  const { body } = await face.call("GET", "/3rdparty/v1/devices", { as });
  assert.deepEqual(
    body.map((it) => it.id),
    [theirs.id],
  );
  assert.equal((await update(token, { id })).status, 204);
});

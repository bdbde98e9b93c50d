import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { startWireroom } from "../support/wireroom.mjs";
import { Tenant } from "../journeys/tenant.mjs";

let wireroom;
before(async () => (wireroom = await startWireroom()));
after(() => wireroom.stop());

const admin = ({ account }, method, path, json) =>
  wireroom.request(method, `/api/v1/admin/pairings${path}`, { key: account.key, json });
const pair = async (tenant, json = {}) => (await admin(tenant, "POST", "", json)).body;
const redeem = (token, protocol, more = {}) =>
  wireroom.request("POST", "/api/v1/pairings/redeem", { json: { token, protocol, ...more } });
const signIn = (code) =>
  wireroom.request("POST", "/api/mobile/v1/device", {
    headers: { authorization: `Code ${code}` },
    json: { name: "Pixel" },
  });
const shown = async (tenant, id) => (await admin(tenant, "GET", `/${id}`)).body.pairing;
const gatewaysOf = async (tenant) =>
  (await wireroom.request("GET", "/api/v1/admin/gateways", { key: tenant.account.key })).body.gateways;

test("a gateway with a socket joins by a pairing, once", async () => {
  const tenant = await Tenant.create(wireroom, "cable");
  const { pairing, token, url } = await pair(tenant, { name: "Desk", kind: "test" });
  assert.deepEqual([pairing.status, pairing.gateway_id, pairing.used_at], ["open", null, null]);
  assert.equal(Date.parse(pairing.expires_at) - Date.parse(pairing.created_at), 600_000);
  assert.ok(url.endsWith(`/pair/#${token}`), url);
  const twins = await Promise.all([1, 2, 3].map((index) => redeem(token, "cable", { device_id: `d${index}` })));
  assert.deepEqual(twins.map(({ status }) => status).sort(), [201, 404, 404]);
  const { body } = twins.find(({ status }) => status === 201);
  assert.deepEqual([body.gateway.id, body.gateway.name, body.gateway.kind], [1, "Desk", "test"]);
  assert.match(body.websocket_url, /^wss?:.*\/cable$/);
  const beat = await wireroom.request("POST", "/api/v1/gateway/heartbeat", { key: body.api_key, json: {} });
  assert.equal(beat.status, 200);
  const used = await shown(tenant, pairing.id);
  assert.deepEqual([used.status, used.gateway_id], ["used", 1]);
  assert.equal((await gatewaysOf(tenant)).length, 1);
  assert.ok(!JSON.stringify(used).includes(token));
});

test("a pairing whose device id is taken stays open", async () => {
  const tenant = await Tenant.create(wireroom, "taken");
  await tenant.register("phone");
  const { pairing, token } = await pair(tenant);
  const taken = await redeem(token, "cable", { device_id: "phone" });
  assert.deepEqual([taken.status, taken.explanation.code], [422, "device_exists"]);
  assert.equal((await shown(tenant, pairing.id)).status, "open");
  assert.equal((await redeem(token, "cable")).status, 201);
});

test("a pairing gives the app fresh codes until a phone has signed in with one of them", async () => {
  const tenant = await Tenant.create(wireroom, "smsgate");
  const { pairing, token } = await pair(tenant, { name: "Hall", kind: "test" });
  const codes = [];
  for (let time = 0; time < 2; time += 1) {
    const { status, body } = await redeem(token, "smsgate");
    assert.equal(status, 201);
    assert.match(body.code, /^[2-9a-z]{6}$/);
    assert.ok(Date.parse(body.code_expires_at) - Date.now() <= 61_000, body.code_expires_at);
    assert.match(body.server_url, /\/api\/mobile\/v1$/);
    codes.push(body.code);
  }
  assert.notEqual(codes[0], codes[1]);
  assert.equal((await shown(tenant, pairing.id)).status, "open");
  const phones = await Promise.all(codes.map(signIn));
  assert.deepEqual(phones.map(({ status }) => status).sort(), [201, 401]);
  assert.equal((await redeem(token, "smsgate")).status, 404);
  const used = await shown(tenant, pairing.id);
  assert.equal(used.status, "used");
  const [gateway, ...others] = await gatewaysOf(tenant);
  assert.deepEqual(others, []);
  assert.deepEqual([gateway.id, gateway.name, gateway.kind], [used.gateway_id, "Hall", "test"]);
});

test("an expired, a deleted and an invented pairing are refused alike", async () => {
  const tenant = await Tenant.create(wireroom, "void");
  const [late, deleted] = [await pair(tenant), await pair(tenant)];
  const { code } = (await redeem(deleted.token, "smsgate")).body;
  await wireroom.rows(
    "UPDATE pairings SET expires_at_ms = ? WHERE account_id = ? AND id = ?",
    Date.now() - 1,
    tenant.account.id,
    late.pairing.id,
  );
  assert.equal((await admin(tenant, "DELETE", `/${deleted.pairing.id}`)).status, 200);
  assert.equal((await admin(tenant, "DELETE", `/${deleted.pairing.id}`)).status, 404);
  assert.equal((await shown(tenant, late.pairing.id)).status, "expired");
  for (const token of [late.token, deleted.token, `pair_live_${"0".repeat(64)}`, "", tenant.account.key]) {
    for (const protocol of ["cable", "smsgate"]) {
      const { status, explanation } = await redeem(token, protocol);
      assert.deepEqual([status, explanation.code], [404, "pairing_not_found"], token);
    }
  }
  assert.equal((await signIn(code)).status, 401);
  assert.deepEqual(await gatewaysOf(tenant), []);
});

test("a pairing's token authenticates no request", async () => {
  const tenant = await Tenant.create(wireroom, "no key");
  const { token } = await pair(tenant);
  for (const path of ["/api/v1/admin/gateways", "/api/v1/sms/received"])
    assert.equal((await wireroom.request("GET", path, { key: token })).status, 401);
  const json = { device_id: "d", name: "D" };
  assert.equal((await wireroom.request("POST", "/api/v1/gateway/register", { key: token, json })).status, 401);
});

test("an account has at most twenty open pairings", async () => {
  const tenant = await Tenant.create(wireroom, "ceiling");
  const made = await Promise.all(Array.from({ length: 22 }, () => admin(tenant, "POST", "", {})));
  assert.equal(made.filter(({ status }) => status === 201).length, 20);
  const refused = made.find(({ status }) => status !== 201);
  assert.deepEqual([refused.status, refused.explanation.code], [422, "resource_limit_reached"]);
});

test("another account's pairing does not exist", async () => {
  const [owner, stranger] = [await Tenant.create(wireroom, "owner"), await Tenant.create(wireroom, "stranger")];
  const { pairing } = await pair(owner);
  for (const method of ["GET", "DELETE"])
    assert.equal((await admin(stranger, method, `/${pairing.id}`)).status, 404, method);
  assert.equal((await shown(owner, pairing.id)).status, "open");
});

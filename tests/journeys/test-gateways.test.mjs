import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { startWireroom } from "../support/wireroom.mjs";
import { Tenant } from "./tenant.mjs";

const real = "+14155552671";
const fictitious = "+12025550123";

let wireroom;
before(async () => (wireroom = await startWireroom({ vars: { ENVIRONMENT: "production" } })));
after(() => wireroom.stop());

const change = (tenant, id, json) =>
  wireroom.request("PATCH", `/api/v1/admin/gateways/${id}`, { key: tenant.account.key, json });
const texts = (phone) => phone.onAir.map(({ message }) => message);

test("a test gateway gets messages to test numbers and those that name it, and no others", async () => {
  const tenant = await Tenant.create(wireroom, "tests");
  const simulated = await tenant.phone("simulated");
  assert.equal((await change(tenant, 1, { kind: "test", priority: 10 })).body.gateway.kind, "test");
  const waiting = await tenant.account.sendAccepted(real, "for a person");
  const test = await tenant.account.sendAccepted(fictitious, "for nobody");
  const named = await tenant.account.sendAccepted(real, "named", { gateway_id: "simulated" });
  await tenant.account.reaches(test, "delivered");
  await tenant.account.reaches(named, "delivered");
  assert.deepEqual(texts(simulated).sort(), ["for nobody", "named"]);
  await wireroom.evict(tenant.account, await tenant.account.gatewayId("simulated"));
  const phone = await tenant.phone("phone");
  await tenant.account.reaches(waiting, "delivered");
  assert.deepEqual(texts(phone), ["for a person"]);
  assert.deepEqual(texts(simulated).sort(), ["for nobody", "named"]);
  for (const it of [simulated, phone]) it.stop();
});

test("a message to a test number waits for the test gateway and holds up nothing else", async () => {
  const tenant = await Tenant.create(wireroom, "waits");
  await tenant.register("simulated");
  await change(tenant, 1, { kind: "test" });
  const phone = await tenant.phone("phone");
  const test = await tenant.account.sendAccepted(fictitious, "waits");
  const other = await tenant.account.sendAccepted(real, "goes");
  await tenant.account.reaches(other, "delivered");
  assert.deepEqual(texts(phone), ["goes"]);
  await wireroom.request("DELETE", "/api/v1/admin/gateways/1", { key: tenant.account.key });
  await tenant.account.reaches(test, "delivered");
  assert.deepEqual(texts(phone), ["goes", "waits"]);
  phone.stop();
});

test("a gateway may register as a test gateway, and its listing shows that", async () => {
  const tenant = await Tenant.create(wireroom, "registered");
  const token = await tenant.account.createKey("registration");
  const json = { device_id: "d", name: "D", kind: "test" };
  const registered = await wireroom.request("POST", "/api/v1/gateway/register", { key: token, json });
  assert.deepEqual([registered.status, registered.body.gateway.kind], [201, "test"]);
  const { body } = await wireroom.request("GET", "/api/v1/admin/gateways", { key: tenant.account.key });
  assert.equal(body.gateways[0].kind, "test");
});

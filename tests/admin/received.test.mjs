import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Tenant } from "../journeys/tenant.mjs";
import { startWireroom } from "../support/wireroom.mjs";

let wireroom;
before(async () => (wireroom = await startWireroom()));
after(() => wireroom.stop());

const show = async ({ account }, id) => {
  const { status, body } = await wireroom.request("GET", `/api/v1/sms/received/${id}`, { key: account.key });
  return { status, body };
};

test("a received SMS is shown with its gateway as soon as it is stored, and to its own account only", async () => {
  const tenant = await Tenant.create(wireroom, "received detail");
  const gateway = await tenant.register("phone");
  const json = { sender: "+12025550199", message: "x".repeat(161), timestamp: "2026-01-01T00:00:00Z" };
  const path = "/api/v1/gateway/sms/received";
  const report = await wireroom.request("POST", path, { key: gateway.api_key, json });
  assert.equal(report.status, 200);
  const listed = (await tenant.account.received()).body.messages[0];
  const { status, body } = await show(tenant, listed.message_id);
  assert.equal(status, 200);
  assert.deepEqual(body, { ...listed, gateway_id: "phone", reference: null, segments: 2, stored_at: body.stored_at });
  const theirs = await Tenant.create(wireroom, "their received detail");
  for (const id of [listed.message_id, `msg_${"0".repeat(32)}`, "x", "%FF"])
    assert.equal((await show(theirs, id)).status, 404, id);
  assert.equal((await show(tenant, "x")).status, 404);
});

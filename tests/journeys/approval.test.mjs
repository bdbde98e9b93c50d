import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { startWireroom } from "../support/wireroom.mjs";
import { registerGateway } from "../phone-simulator/register.mjs";

const recipient = "+12025550123";

let wireroom;
before(
  async () => (wireroom = await startWireroom({ vars: { ENVIRONMENT: "production", OPEN_REGISTRATION: "pending" } })),
);
after(() => wireroom.stop());

const uninvited = (deviceId) => registerGateway({ url: wireroom.url, deviceId, name: deviceId });
const admin = (method, path) =>
  wireroom.request(method, `/api/v1/admin/gateways${path}`, { key: wireroom.account.key });

test("a gateway that awaits approval is not a route, and its inbound SMS do not reach the account", async () => {
  const { api_key: key } = await uninvited("uninvited");
  const waiting = await wireroom.account.sendAccepted(recipient, "waits");
  const named = await wireroom.account.send({ to: recipient, message: "named", gateway_id: "uninvited" });
  assert.ok(named.status >= 400, named.text);
  const received = await wireroom.request("POST", "/api/v1/gateway/sms/received", {
    key,
    json: { sender: recipient, message: "Hi" },
  });
  assert.equal(received.status, 403);
  const report = { message_id: waiting, status: "delivered" };
  assert.equal((await wireroom.request("POST", "/api/v1/gateway/sms/status", { key, json: report })).status, 403);
  const invited = await wireroom.phone({ deviceId: "invited" });
  await wireroom.account.reaches(waiting, "delivered");
  assert.deepEqual(invited.onAir, [{ message_id: waiting, recipient, message: "waits" }]);
  assert.deepEqual((await wireroom.account.received()).body.messages, []);
});

test("an approved gateway connects with its key and gets the messages that named it", async () => {
  const { api_key: apiKey } = await uninvited("to be approved");
  const { body } = await admin("GET", "/pending");
  const { id: number } = body.gateways.find(({ device_id }) => device_id === "to be approved");
  const answer = await admin("POST", `/${number}/approve`);
  assert.deepEqual([answer.status, answer.body.gateway.approved, answer.body.gateway.active], [200, true, true]);
  const id = await wireroom.account.sendAccepted(recipient, "for you", { gateway_id: "to be approved" });
  const phone = await wireroom.phone({ deviceId: "to be approved", apiKey });
  await wireroom.account.reaches(id, "delivered");
  assert.deepEqual(
    phone.onAir.map(({ message }) => message),
    ["for you"],
  );
});

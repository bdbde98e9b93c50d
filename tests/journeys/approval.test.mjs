import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { startWireroom } from "../support/wireroom.mjs";
import { commandsOf } from "./tenant.mjs";

const recipient = "+12025550123";

let wireroom;
// Where anybody may register, registrations without a token await approval.
before(async () => (wireroom = await startWireroom({ vars: { ENVIRONMENT: "production" } })));
after(() => wireroom.stop());

test("a gateway that awaits approval may connect and never gets a frame, nor does what it receives reach the account", async () => {
  const uninvited = await wireroom.phone({ deviceId: "uninvited", registrationToken: undefined });
  const commands = commandsOf(uninvited);
  const [row] = await wireroom.rows("SELECT approved, active FROM gateways WHERE device_id = 'uninvited'");
  assert.deepEqual(row, { approved: 0, active: 0 });
  const waiting = await wireroom.account.sendAccepted(recipient, "waits");
  const named = await wireroom.account.sendAccepted(recipient, "named", { gateway_id: "uninvited" });
  uninvited.receiveSms("+12025550199", "from the uninvited");
  const invited = await wireroom.phone({ deviceId: "invited" });
  await wireroom.account.reaches(waiting, "delivered");
  assert.deepEqual(invited.onAir, [{ message_id: waiting, recipient, message: "waits" }]);
  assert.equal((await wireroom.account.status(named)).status, "pending");
  assert.deepEqual((await wireroom.account.received()).body.messages, []);
  assert.deepEqual(commands, []);
});

test("a gateway that is approved gets what was meant for it at once", async () => {
  const phone = await wireroom.phone({ deviceId: "to be approved", registrationToken: undefined });
  const id = await wireroom.account.sendAccepted(recipient, "for you", { gateway_id: "to be approved" });
  await wireroom.account.projected(id, "accepted");
  const { body } = await wireroom.request("GET", "/api/v1/admin/gateways", { key: wireroom.account.key });
  const { id: number, approved, active } = body.gateways.find(({ device_id }) => device_id === "to be approved");
  assert.deepEqual([approved, active], [false, false]);
  const answer = await wireroom.request("POST", `/api/v1/admin/gateways/${number}/approve`, { key: wireroom.account.key });
  assert.deepEqual([answer.status, answer.body.gateway.approved, answer.body.gateway.active], [200, true, true]);
  await wireroom.account.reaches(id, "delivered");
  assert.deepEqual(phone.onAir.map(({ message }) => message), ["for you"]);
});

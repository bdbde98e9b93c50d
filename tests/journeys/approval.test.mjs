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

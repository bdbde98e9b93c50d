import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { startSmsGate, recipient, text, User, userWithIdlePhone } from "../support/user.mjs";

let wireroom;
before(async () => (wireroom = await startSmsGate({ vars: { ACK_TIMEOUT_SECS: "1", RETRY_BASE_SECS: "0.05" } })));
after(() => wireroom.stop());

const number = "+12025550123";

/** Creates a phone with a cable in the user's account. */
async function cablePhone(account, deviceId, options = {}) {
  const registrationToken = await account.createKey("registration");
  return wireroom.phone({ deviceId, registrationToken, ...options });
}

test("an SMSGate phone carries a message of the SMS Gateway API, whose status is shown there", async () => {
  const user = await User.create(wireroom);
  const account = await user.asAccount();
  const sms = user.phone.next("sms");
  const id = await account.sendAccepted(number, "across");
  const { recipient: to, message } = await sms;
  assert.deepEqual([to, message], [number, "across"]);
  const status = await account.reaches(id, "delivered");
  assert.ok(status.sent_at && status.delivered_at);
});

test("a phone on the cable carries a message of SMSGate, whose states are shown there", async () => {
  const user = await userWithIdlePhone(wireroom);
  const account = await user.asAccount();
  const phone = await cablePhone(account, "cable");
  const sms = phone.next("sms");
  await user.call("DELETE", `/devices/${user.phone.id}`);
  const { id } = await user.accepted(text("across"));
  const command = await sms;
  assert.deepEqual([command.recipient, command.message], [recipient, "across"]);
  const delivered = await user.reaches(id, "Delivered");
  assert.ok(delivered.states.Sent && delivered.states.Delivered);
});

test("both faces list the same gateways", async () => {
  const user = await userWithIdlePhone(wireroom, { name: "polls" });
  const account = await user.asAccount();
  await cablePhone(account, "cable");
  const devices = (await user.call("GET", "/devices")).body;
  const { body } = await wireroom.request("GET", "/api/v1/admin/gateways", { key: account.key });
  assert.equal(devices.length, 2);
  assert.deepEqual(
    new Set(devices.map(({ id }) => id)),
    new Set((await wireroom.rows("SELECT id FROM gateways WHERE account_id = ?", account.id)).map(({ id }) => id)),
  );
  assert.equal(body.gateways.length, 2);
});

test("a message that fails at an SMSGate phone is sent by a phone on the cable", async () => {
  const user = await User.create(wireroom, { failureRate: 1 });
  const account = await user.asAccount();
  const cable = await cablePhone(account, "cable");
  const id = await account.sendAccepted(number, "failover");
  await account.reaches(id, "delivered");
  assert.equal(cable.onAir.length, 1);
  assert.equal(user.phone.onAir.length, 0);
});

test("a message that fails at a phone on the cable is sent by an SMSGate phone", async () => {
  const user = await User.create(wireroom);
  const account = await user.asAccount();
  const cable = await cablePhone(account, "cable", { failureRate: 1 });
  const { id } = await user.accepted();
  await user.reaches(id, "Delivered");
  assert.equal(cable.onAir.length + user.phone.onAir.length, 1);
  assert.equal(user.phone.onAir.length, 1);
});

test("of many recipients the ones that failed at one phone go to another, and each has its own state", async () => {
  const phoneNumbers = ["+79990000000", "+79990000001", "+79990000002", "+79990000003"];
  const user = await User.create(wireroom, { failsFor: [phoneNumbers[1], phoneNumbers[2]] });
  const second = await user.anotherPhone({ failsFor: [phoneNumbers[1], phoneNumbers[2]] });
  const account = await user.asAccount();
  const cable = await cablePhone(account, "cable");
  const { id } = await user.accepted({ phoneNumbers });
  await user.reaches(id, "Delivered", { timeoutMs: 20_000 });
  const onAir = [user.phone, second, cable].flatMap((phone) => phone.onAir.map((sms) => sms.recipient));
  assert.deepEqual(onAir.sort(), phoneNumbers);
  for (const failed of [phoneNumbers[1], phoneNumbers[2]])
    assert.ok(cable.onAir.some((sms) => sms.recipient === failed));
});

test("an SMS that arrives through the other face is in the SMSGate inbox, in plaintext", async () => {
  const user = await userWithIdlePhone(wireroom);
  const account = await user.asAccount();
  const cable = await cablePhone(account, "cable");
  cable.receiveSms("+12025550199", "hello inbox");
  const item = await wireroom.eventually(
    async () => {
      const { body } = await user.call("GET", "/inbox");
      return body.find((one) => one.sender === "+12025550199");
    },
    { what: "it is in the inbox" },
  );
  assert.deepEqual([item.contentPreview, item.isEncrypted, item.type], ["hello inbox", false, "SMS"]);
});

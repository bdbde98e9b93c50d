import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import "../../support/contract/lenient.mjs";
import { encrypt } from "../../phone-simulator/smsgate/encryption.mjs";
import { startSmsGate, User, userWithIdlePhone } from "../support/user.mjs";

let wireroom;
before(async () => (wireroom = await startSmsGate()));
after(() => wireroom.stop());

const sealed = (value) => encrypt(value, "passphrase", 75_000);
/** A number encrypted for a device key, of realistic length. */
const deviceKeySealed = `$rsa-oaep-aes-256-gcm$v=1$k=1$${"A".repeat(344)}$${"B".repeat(16)}$${"C".repeat(40)}`;

test("ciphertext goes to the phone and back byte for byte, and is never hashed", async () => {
  const user = await User.create(wireroom);
  const phoneNumbers = [await sealed("+79999999999"), await sealed("+79990001234"), deviceKeySealed];
  const content = await sealed("secret");
  const sent = await user.accepted({
    isEncrypted: true,
    textMessage: { text: content },
    phoneNumbers,
    deviceId: user.phone.id,
  });
  assert.deepEqual([sent.isEncrypted, sent.isHashed, sent.textMessage], [true, false, { text: content }]);
  const delivered = await user.reaches(sent.id, "Delivered");
  assert.deepEqual(
    delivered.recipients.map(({ phoneNumber, state }) => [phoneNumber, state]),
    phoneNumbers.map((one) => [one, "Delivered"]),
  );
  assert.deepEqual(
    user.phone.onAir.map(({ recipient, message }) => [recipient, message]),
    phoneNumbers.map((one) => [one, content]),
  );
});

test("encrypted data messages are not refused as invalid base64", async () => {
  const user = await userWithIdlePhone(wireroom);
  const dataMessage = { data: await sealed("aGVsbG8="), port: 1234 };
  await user.accepted({
    isEncrypted: true,
    textMessage: undefined,
    dataMessage,
    phoneNumbers: [await sealed("+79999999999")],
  });
  const [item] = await user.poll();
  assert.deepEqual([item.dataMessage, item.isEncrypted], [dataMessage, true]);
});

test("short codes are echoed as given, without a `+`", async () => {
  const user = await User.create(wireroom);
  const phoneNumbers = ["4321", "*123#", "INFO"];
  const { id } = await user.accepted({ phoneNumbers }, "?skipPhoneValidation=true");
  const delivered = await user.reaches(id, "Delivered");
  assert.deepEqual(
    delivered.recipients.map(({ phoneNumber }) => phoneNumber),
    phoneNumbers,
  );
});

test("a number that an old phone reports without its `+` is recognized", async () => {
  const user = await userWithIdlePhone(wireroom);
  const { id } = await user.accepted();
  const [item] = await user.poll();
  await user.report(item, "Sent", { recipientStates: [{ phoneNumber: item.phoneNumbers[0].slice(1), state: "Sent" }] });
  const state = await user.reaches(id, "Sent");
  assert.deepEqual(
    state.recipients.map(({ phoneNumber, state: one }) => [phoneNumber, one]),
    [[item.phoneNumbers[0], "Sent"]],
  );
});

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { DeviceMemory } from "../../phone-simulator/smsgate/memory.mjs";
import { newPhone, recipients, startSmsGate, User } from "../support/user.mjs";

let wireroom;
before(async () => (wireroom = await startSmsGate()));
after(() => wireroom.stop());

const sendMany = async (user, count) => {
  const ids = [];
  for (let index = 0; index < count; index += 1) ids.push((await user.accepted()).id);
  return ids;
};

test("duplicate and late reports leave every message unchanged", async () => {
  const user = await User.create(wireroom, {
    duplicateRate: 0.5,
    reorderRate: 0.5,
    reportBatch: 10,
    parallelReports: 2,
  });
  const ids = await sendMany(user, 10);
  for (const id of ids) await user.reaches(id, "Delivered");
  assert.equal(user.phone.onAir.length, 10);
});

test("a message that is fetched repeatedly is transmitted once", async () => {
  const user = await User.create(wireroom, { delayPickMs: 300 });
  const { id } = await user.accepted();
  for (let pull = 0; pull < 5; pull += 1) await user.phone.pull();
  await user.reaches(id, "Delivered");
  assert.equal(user.phone.onAir.length, 1);
});

for (const [option, onAirBefore] of [
  ["dieBeforeSend", 0],
  ["dieAfterSend", 1],
]) {
  test(`a phone with ${option} and its restart send a message once, to all its recipients`, async () => {
    const memory = new DeviceMemory();
    const phoneNumbers = recipients(3);
    const user = await User.create(wireroom, { memory, [option]: 1 });
    const died = user.phone.next("died");
    const { id } = await user.accepted({ phoneNumbers });
    await died;
    const first = user.phone;
    user.phone = await newPhone(wireroom, { memory }).start();
    await user.reaches(id, option === "dieAfterSend" ? "Sent" : "Delivered");
    assert.deepEqual([first.onAir.length, user.phone.onAir.length], onAirBefore ? [3, 0] : [0, 3]);
  });
}

test("a phone whose reports are all lost gets its messages again, and its next reports settle them", async () => {
  const user = await User.create(wireroom, { dropRate: 1 });
  const { id } = await user.accepted();
  await user.phone.next("dropped", { where: ({ state }) => state === "Delivered" });
  assert.equal((await user.state(id)).state, "Pending");
  user.phone.behave({ dropRate: 0 });
  await user.phone.pull();
  await user.reaches(id, "Delivered");
  assert.equal(user.phone.onAir.length, 1);
});

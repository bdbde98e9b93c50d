import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { recipient, startSmsGate, User, userWithIdlePhone } from "../support/user.mjs";

let wireroom;
before(async () => (wireroom = await startSmsGate()));
after(() => wireroom.stop());

const cancel = (user, id) => user.call("DELETE", `/messages/${id}`);

test("an unfetched message is in its phone's polls as Cancelling and never sent, until the phone reports it cancelled", async () => {
  const user = await userWithIdlePhone(wireroom);
  const { id } = await user.accepted();
  const { status, body } = await cancel(user, id);
  assert.deepEqual([status, body.id, body.state, body.textMessage], [200, id, "Cancelling", { text: "hello" }]);
  assert.deepEqual(
    [body.recipients, Object.keys(body.states)],
    [[{ phoneNumber: recipient, state: "Pending" }], ["Pending"]],
  );
  const items = await user.poll();
  assert.deepEqual(
    items.map((item) => [item.id, item.state]),
    [[id, "Cancelling"]],
  );
  await user.report(items[0], "Cancelled");
  const cancelled = await user.reaches(id, "Cancelled");
  assert.deepEqual(Object.keys(cancelled.states), ["Cancelled", "Pending"]);
  assert.deepEqual(await user.poll(), []);
});

test("a message that no phone fetches is cancelled automatically, and no phone can send it", async () => {
  const impatient = await startSmsGate({ vars: { FETCH_TIMEOUT_SECS: "0.5" } });
  try {
    const user = await userWithIdlePhone(impatient);
    const { id } = await user.accepted();
    assert.equal((await cancel(user, id)).body.state, "Cancelling");
    await user.reaches(id, "Cancelled");
    assert.deepEqual(await user.poll(), []);
  } finally {
    await impatient.stop();
  }
});

test("a report on an unfetched message is accepted from the phone to which it is assigned", async () => {
  const user = await userWithIdlePhone(wireroom);
  const { id } = await user.accepted();
  await user.report({ id, phoneNumbers: [recipient] }, "Processed");
  assert.equal((await user.state(id)).state, "Processed");
  assert.equal((await cancel(user, id)).status, 409);
});

test("a fetched message is in its phone's polls as Cancelling until the phone reports it cancelled", async () => {
  const user = await userWithIdlePhone(wireroom);
  const { id } = await user.accepted();
  await user.poll();
  assert.equal((await cancel(user, id)).body.state, "Cancelling");
  for (let again = 0; again < 2; again += 1)
    assert.deepEqual(
      (await user.poll()).map((one) => [one.id, one.state]),
      [[id, "Cancelling"]],
    );
  const [item] = await user.poll();
  assert.deepEqual([item.id, item.state], [id, "Cancelling"]);
  await user.report(item, "Cancelled");
  const cancelled = await user.reaches(id, "Cancelled");
  assert.equal(cancelled.recipients[0].state, "Cancelled");
  assert.deepEqual(Object.keys(cancelled.states), ["Cancelled", "Pending"]);
  assert.deepEqual(await user.poll(), []);
});

test("a fetched message that was not begun is cancelled by an event", async () => {
  const user = await User.create(wireroom, { delayPickMs: 1e6 });
  const message = user.phone.next("message");
  const { id } = await user.accepted();
  await message;
  const event = user.phone.next("event", { where: ({ type }) => type === "MessageCancelled" });
  assert.equal((await cancel(user, id)).status, 200);
  assert.deepEqual((await event).data, { messageId: id });
  await user.reaches(id, "Cancelled");
  assert.deepEqual(user.phone.onAir, []);
});

test("a phone that was too late to cancel reports the actual states", async () => {
  const user = await userWithIdlePhone(wireroom);
  const { id } = await user.accepted();
  const [item] = await user.poll();
  assert.equal((await cancel(user, id)).status, 200);
  await user.report(item, "Sent");
  await user.reaches(id, "Sent");
  await user.report(item, "Delivered");
  await user.reaches(id, "Delivered");
});

test("a message that the phone has begun is not cancelled, and continues", async () => {
  const user = await User.create(wireroom, { delaySentMs: 300 });
  const { id } = await user.accepted();
  await user.reaches(id, "Processed");
  const { status, body } = await cancel(user, id);
  assert.deepEqual([status, body], [409, { message: "failed to cancel message: message is not pending" }]);
  await user.reaches(id, "Delivered");
});

test("a cancelled message cannot be cancelled again", async () => {
  const user = await userWithIdlePhone(wireroom);
  const { id } = await user.accepted();
  assert.deepEqual([(await cancel(user, id)).status, (await cancel(user, id)).status], [200, 409]);
});

test("a scheduled message can be cancelled before its time", async () => {
  const user = await User.create(wireroom);
  const message = user.phone.next("message");
  const { id } = await user.accepted({ scheduleAt: new Date(Date.now() + 3_600_000).toISOString() });
  await message;
  assert.equal((await cancel(user, id)).status, 200);
  await user.reaches(id, "Cancelled");
});

test("a cancellation takes effect even if no phone ever asks", async () => {
  const impatient = await startSmsGate({ vars: { FETCH_TIMEOUT_SECS: "1" } });
  try {
    const user = await userWithIdlePhone(impatient);
    const { id } = await user.accepted();
    assert.equal((await cancel(user, id)).status, 200);
    const { recipients } = await user.reaches(id, "Cancelled");
    assert.equal(recipients[0].state, "Cancelled");
    assert.deepEqual(await user.poll(), []);
  } finally {
    await impatient.stop();
  }
});

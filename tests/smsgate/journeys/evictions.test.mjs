import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { startSmsGate, userWithIdlePhone } from "../support/user.mjs";

let wireroom;
let undisturbed;
before(async () => {
  wireroom = await startSmsGate();
  undisturbed = await journey(() => false);
});
after(() => wireroom.stop());

const phoneNumbers = ["+79990000000", "4321", "+79990000002"];

/** Steps of the journey. Each takes the results so far and returns its externally visible result. */
const steps = {
  async register(it) {
    it.user = await userWithIdlePhone(wireroom);
    it.account = await it.user.asAccount();
    return (await it.user.call("GET", "/devices")).body.length;
  },
  async send(it) {
    const { status, body } = await it.user.send({ id: "journey", phoneNumbers }, "?skipPhoneValidation=true");
    return { status, shown: seen(body, it) };
  },
  async "send again"(it) {
    const { status, body } = await it.user.send({ id: "journey" });
    return { status, body };
  },
  async poll(it) {
    const items = await it.user.poll();
    [it.item] = items;
    return items.map(({ id, state, phoneNumbers: numbers, textMessage }) => ({ id, state, numbers, textMessage }));
  },
  async processed(it) {
    await it.user.report(it.item, "Processed");
    return seen(await it.user.state("journey"), it);
  },
  async "poll again"(it) {
    return it.user.poll();
  },
  async "mixed outcome"(it) {
    const states = ["Sent", "Failed", "Sent"];
    await it.user.report(it.item, "Sent", {
      recipientStates: phoneNumbers.map((phoneNumber, index) => ({
        phoneNumber,
        state: states[index],
        error: index === 1 ? "no" : null,
      })),
    });
    return seen(await it.user.state("journey"), it);
  },
  async delivered(it) {
    await it.user.report(it.item, "Delivered", {
      recipientStates: [phoneNumbers[0], phoneNumbers[2]].map((phoneNumber) => ({ phoneNumber, state: "Delivered" })),
    });
    return seen(await it.user.state("journey"), it);
  },
  async "too late to cancel"(it) {
    const { status, body } = await it.user.call("DELETE", "/messages/journey");
    return { status, body };
  },
  async "cancel another"(it) {
    await it.user.accepted({ id: "cancelled" });
    await it.user.poll();
    return seen((await it.user.call("DELETE", "/messages/cancelled")).body, it);
  },
  async "cancelled by the phone"(it) {
    const items = await it.user.poll();
    for (const item of items) await it.user.report(item, "Cancelled");
    return [items.map(({ id, state }) => [id, state]), seen(await it.user.state("cancelled"), it)];
  },
  async list(it) {
    const { body, headers } = await it.user.call("GET", "/messages?includeContent=true");
    return { total: headers.get("x-total-count"), messages: body.map((message) => seen(message, it)) };
  },
};

/** A message without the members that differ between two journeys. */
const seen = ({ deviceId, createdAt, states, ...rest }, it) => ({
  ...rest,
  own: deviceId === it.user.phone.id,
  dated: Date.parse(createdAt) > 0,
  states: Object.keys(states).sort(),
});

const names = Object.keys(steps);

async function journey(evictBefore) {
  const it = {};
  const all = {};
  for (const step of names) {
    if (it.account && evictBefore(step)) await wireroom.evict(it.account, it.user.phone.id);
    all[step] = await steps[step](it);
  }
  return all;
}

test("without evictions the journey follows the contract", () => {
  assert.equal(undisturbed.send.status, 202);
  assert.deepEqual(undisturbed["send again"], {
    status: 409,
    body: { message: "message with the same ID already exists" },
  });
  assert.deepEqual(undisturbed.poll, [
    { id: "journey", state: "Pending", numbers: phoneNumbers, textMessage: { text: "hello" } },
  ]);
  assert.deepEqual(undisturbed["poll again"], []);
  assert.deepEqual(
    undisturbed.delivered.recipients.map(({ phoneNumber, state }) => [phoneNumber, state]),
    [
      [phoneNumbers[0], "Delivered"],
      [phoneNumbers[1], "Failed"],
      [phoneNumbers[2], "Delivered"],
    ],
  );
  assert.equal(undisturbed["too late to cancel"].status, 409);
  assert.deepEqual(undisturbed["cancelled by the phone"][0], [["cancelled", "Cancelling"]]);
  assert.deepEqual(
    [undisturbed.list.total, undisturbed.list.messages.map(({ state }) => state)],
    ["2", ["Cancelled", "Sent"]],
  );
});

for (const step of names.slice(1)) {
  test(`the journey is the same with both objects evicted before: ${step}`, async () => {
    assert.deepEqual(await journey((at) => at === step), undisturbed);
  });
}

test("the journey is the same with both objects evicted before every step", async () => {
  assert.deepEqual(await journey(() => true), undisturbed);
});

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import "../../support/contract/lenient.mjs";
import { isoFromNow } from "../../support/clock.mjs";
import { recipient, recipients, startSmsGate, userWithIdlePhone } from "../support/user.mjs";

let wireroom;
before(async () => (wireroom = await startSmsGate()));
after(() => wireroom.stop());

async function fetched(fields) {
  const user = await userWithIdlePhone(wireroom);
  const { id } = await user.accepted(fields);
  const [item] = await user.poll();
  return { user, id, item };
}

test("a Sent that arrives after Delivered is added to the history, once, and changes nothing else", async () => {
  const { user, id, item } = await fetched();
  const [sentAt, deliveredAt, laterAt] = [isoFromNow(-2_000), isoFromNow(-1_000), isoFromNow(-500)];
  await user.report(item, "Delivered", { at: deliveredAt });
  await user.report(item, "Sent", { at: sentAt });
  await user.report(item, "Sent", { at: laterAt });
  const state = await user.state(id);
  assert.deepEqual([state.state, state.recipients[0].state], ["Delivered", "Delivered"]);
  assert.deepEqual(
    [Date.parse(state.states.Sent), Date.parse(state.states.Delivered)],
    [Date.parse(sentAt), Date.parse(deliveredAt)],
  );
  const listed = (await user.call("GET", "/messages")).body.find((message) => message.id === id);
  assert.deepEqual(listed.states, state.states);
});

test("a history reported as a whole is stored as a whole, whatever its current state", async () => {
  const { user, id } = await fetched();
  const states = { Processed: isoFromNow(-3_000), Sent: isoFromNow(-2_000), Delivered: isoFromNow(-1_000) };
  const report = (state, known) =>
    user.device("PATCH", "/message", [{ id, state, recipients: [{ phoneNumber: recipient, state }], states: known }]);
  assert.equal((await report("Delivered", { Delivered: states.Delivered })).status, 204);
  assert.equal((await report("Delivered", states)).status, 204);
  const shown = (await user.state(id)).states;
  for (const [name, at] of Object.entries(states)) assert.equal(Date.parse(shown[name]), Date.parse(at), name);
});

test("a phone that never had the message adds nothing to its history", async () => {
  const { user, id, item } = await fetched();
  await user.report(item, "Delivered");
  const other = await user.anotherPhone({ channel: "POLL" });
  await user.report(item, "Sent", { phone: other });
  assert.deepEqual(Object.keys((await user.state(id)).states).sort(), ["Delivered", "Pending"]);
});

test("a report with an unknown state, of the message or of one recipient, is answered 204 and changes nothing", async () => {
  const phoneNumbers = [recipient, "+79990001235"];
  const { user, id } = await fetched({ phoneNumbers });
  const unchanged = await user.state(id);
  const item = (state, second) => ({
    id,
    state,
    recipients: [
      { phoneNumber: phoneNumbers[0], state: "Sent" },
      { phoneNumber: phoneNumbers[1], state: second },
    ],
    states: { Sent: isoFromNow(0) },
  });
  for (const report of [item("Bogus", "Sent"), item("Sent", "Bogus")]) {
    assert.equal((await user.device("PATCH", "/message", [report])).status, 204);
    assert.deepEqual(await user.state(id), unchanged);
  }
  // The other items of the same request are applied, and an unknown name in a history is skipped.
  const known = { ...item("Sent", "Sent"), states: { Sent: isoFromNow(0), Bogus: isoFromNow(0) } };
  assert.equal((await user.device("PATCH", "/message", [item("Bogus", "Failed"), known])).status, 204);
  const shown = await user.state(id);
  assert.deepEqual([shown.state, Object.keys(shown.states).sort()], ["Sent", ["Pending", "Sent"]]);
});

test("a failure without a reason has no error, in the state and in the list, and one with a reason shows it", async () => {
  const phoneNumbers = recipients(3);
  const { user, id } = await fetched({ phoneNumbers });
  const errors = [{}, { error: null }, { error: "no service" }];
  const failed = phoneNumbers.map((phoneNumber, index) => ({ phoneNumber, state: "Failed", ...errors[index] }));
  assert.equal(
    (
      await user.device("PATCH", "/message", [
        { id, state: "Failed", recipients: failed, states: { Failed: isoFromNow(0) } },
      ])
    ).status,
    204,
  );
  const shown = await user.reaches(id, "Failed");
  const expected = phoneNumbers.map((phoneNumber, index) => ({
    phoneNumber,
    state: "Failed",
    ...(index === 2 ? { error: "no service" } : {}),
  }));
  assert.deepEqual(shown.recipients, expected);
  const [listed] = (await user.call("GET", "/messages")).body;
  assert.deepEqual(listed.recipients, expected);
});

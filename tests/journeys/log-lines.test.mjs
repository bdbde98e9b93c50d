import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { startWireroom } from "../support/wireroom.mjs";

const recipient = "+12025550123";
const text = "no line of the log has this text";

/** Sends a message through a connected phone in the request with this id, and waits until it is delivered. */
async function send(wireroom, requestId) {
  await wireroom.phone();
  const { account } = wireroom;
  const answer = await account.send({ to: recipient, message: text }, { "cf-ray": requestId });
  assert.equal(answer.status, 202, answer.text);
  await account.reaches(answer.body.message_id, "delivered");
}

/** The log as text, with what the runtime itself writes. */
const logText = (wireroom) =>
  wireroom.server
    .getLogs()
    .map(({ message }) => message)
    .join("\n");

function assertNoSecrets(wireroom) {
  const written = logText(wireroom);
  for (const secret of [recipient.slice(1), text, wireroom.account.key])
    assert.ok(!written.includes(secret), `the log has ${secret}`);
}

describe("with LOG_COMPLETIONS=all", () => {
  let wireroom;
  before(async () => (wireroom = await startWireroom({ vars: { LOG_COMPLETIONS: "all" } })));
  after(() => wireroom.stop());

  test("a send writes a line for its request and one for the Dispatcher's command, with the same request.id", async () => {
    const requestId = "8f2c0a1b2c3d4e5f-FRA";
    await send(wireroom, requestId);
    const line = (matches) =>
      wireroom.eventually(() => wireroom.logLines().find((it) => it["request.id"] === requestId && matches(it)), {
        what: "the line is written",
      });
    const answered = await line(({ message }) => message === "a request was answered");
    assert.equal(answered.level, "info");
    assert.equal(answered.route, "POST /api/v1/sms/send");
    assert.equal(answered["account.id"], wireroom.account.id);
    assert.equal(answered["http.status"], 202);
    assert.equal(answered.outcome, "ok");
    const ended = await line(
      ({ message, object }) => message === "an object's command ended" && object === "Dispatcher",
    );
    assert.equal(ended["account.id"], wireroom.account.id);
    assert.equal(typeof ended.command, "string");
    assert.notEqual(ended.command, "");
    assertNoSecrets(wireroom);
  });
});

describe("by default", () => {
  let wireroom;
  before(async () => (wireroom = await startWireroom()));
  after(() => wireroom.stop());

  test("a request and a command that succeed write no line", async () => {
    await send(wireroom, "8f2c0a1b2c3d4e60-FRA");
    const completions = wireroom
      .logLines()
      .filter(({ message }) => ["a request was answered", "an object's command ended"].includes(message));
    assert.deepEqual(completions, []);
    assertNoSecrets(wireroom);
  });
});

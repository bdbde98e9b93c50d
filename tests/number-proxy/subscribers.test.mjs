import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Webhook } from "standardwebhooks";
import { eventually } from "../support/wireroom.mjs";
import { Receiver, answer, breakAfterReading, hang } from "../webhooks/receiver.mjs";
import { NumberProxy, newId, newNumber, startProxy } from "./proxy.mjs";

let system;
let receiver;
before(async () => {
  receiver = await Receiver.listen();
  system = await startProxy({ vars: { OUTBOUND_ALLOW_HOSTS: receiver.host } });
});
after(async () => {
  await system.stop();
  await receiver.close();
});

/** Subscribes a path of the receiver to masking events; returns the endpoint. */
async function subscribe(proxy, path, events) {
  const { status, text, body } = await proxy.call("POST", "/api/v1/admin/webhooks", {
    url: receiver.url(path),
    format: "standard",
    events,
  });
  assert.equal(status, 201, text);
  return { ...body.webhook, secret: body.secret_key };
}

const attemptsOf = async (proxy, { id }) =>
  (await proxy.call("GET", `/api/v1/admin/webhooks/${id}/attempts`)).body.attempts;

test("only a 403 keeps an SMS from being relayed", async () => {
  const proxy = await NumberProxy.masking(system, "intercept", { session: {} });
  const verdicts = [200, 403, 500, 204, 404, 302, 403, 429];
  receiver.answers("/intercept", ...verdicts.map((status) => answer(status)));
  const endpoint = await subscribe(proxy, "/intercept", ["proxy.intercept"]);
  for (const [at, status] of verdicts.entries())
    await proxy.says(at % 2 ? proxy.b : proxy.a, `verdict ${status} (${at})`);
  const passed = verdicts
    .map((status, at) => [at % 2 ? proxy.a : proxy.b, `verdict ${status} (${at})`])
    .filter(([, text]) => !text.includes("403"));
  assert.deepEqual(proxy.relayed(), passed);
  const asked = receiver.at("/intercept");
  assert.equal(asked.length, verdicts.length);
  const { type, data } = asked[1].body;
  assert.equal(type, "proxy.intercept");
  assert.deepEqual([data.session_id, data.number, data.text], [proxy.session.session_id, proxy.tn, "verdict 403 (1)"]);
  assert.deepEqual(
    [data.from, data.to].map((number) => number.replace("+", "")),
    [proxy.b, proxy.a],
  );
  new Webhook(endpoint.secret).verify(asked[1].raw, asked[1].headers);
  const attempts = await attemptsOf(proxy, endpoint);
  assert.deepEqual(
    attempts.map(({ status, attempt }) => [status, attempt]).toReversed(),
    verdicts.map((status) => [status, 1]),
  );
  assert.ok(
    attempts.every(({ next_attempt_at: next }) => next === null),
    "a question is never repeated",
  );
});

test("a blocked SMS stays blocked when the provider repeats it, and its sender is not told", async () => {
  const proxy = await NumberProxy.masking(system, "blocked", { session: {} });
  receiver.answers("/blocked", answer(403));
  await subscribe(proxy, "/blocked", ["proxy.intercept"]);
  const id = newId();
  await proxy.says(proxy.a, "my number is …", { id });
  await proxy.says(proxy.a, "my number is …", { id });
  assert.deepEqual(proxy.relayed(), []);
  assert.equal(receiver.at("/blocked").length, 1);
});

test("a subscriber that does not answer delays a relay only briefly", async () => {
  const proxy = await NumberProxy.masking(system, "silent", { session: {} });
  receiver.answers("/silent", hang, breakAfterReading);
  await subscribe(proxy, "/silent", ["proxy.intercept"]);
  const beganMs = Date.now();
  await proxy.says(proxy.a, "one");
  assert.ok(Date.now() - beganMs < 8_000);
  await proxy.says(proxy.a, "two");
  assert.deepEqual(proxy.relayed(), [
    [proxy.b, "one"],
    [proxy.b, "two"],
  ]);
});

test("an endpoint subscribed to `*` gets events and is never asked", async () => {
  const proxy = await NumberProxy.masking(system, "everything", { session: {} });
  receiver.answers("/everything", answer(403));
  await subscribe(proxy, "/everything", ["*"]);
  await proxy.says(proxy.a, "hello");
  assert.deepEqual(proxy.relayed(), [[proxy.b, "hello"]]);
  const requests = await receiver.had("/everything", 2);
  assert.equal(
    requests.some(({ body }) => body.type === "proxy.intercept"),
    false,
  );
});

test("an SMS that cannot be relayed produces an event, with its session if there was one", async () => {
  const proxy = await NumberProxy.masking(system, "out of session", { session: {} });
  await subscribe(proxy, "/out", ["proxy.out_of_session"]);
  const stranger = newNumber();
  await proxy.says(stranger, "anybody?");
  const [{ body }] = await receiver.had("/out", 1);
  assert.equal(body.type, "proxy.out_of_session");
  assert.deepEqual(
    [body.data.number.replace("+", ""), body.data.from.replace("+", ""), body.data.text],
    [proxy.tn, stranger, "anybody?"],
  );
  assert.equal(body.data.to, null);
  await proxy.says(proxy.a, "in session");
  await proxy.says(stranger, "again");
  const later = await receiver.had("/out", 2);
  assert.deepEqual(
    later.map(({ body: { data } }) => data.text),
    ["anybody?", "again"],
  );
});

test("the end of a session produces an event, whatever ended it", async () => {
  const proxy = await NumberProxy.masking(system, "closed", { session: {} });
  await subscribe(proxy, "/closed", ["proxy.session_closed"]);
  await proxy.end(proxy.session.session_id);
  const [{ body: ended }] = await receiver.had("/closed", 1);
  assert.equal(ended.type, "proxy.session_closed");
  const { session_id: id, number, participant_a: a, participant_b: b, reason } = ended.data;
  assert.deepEqual([id, number, a, b, reason], [proxy.session.session_id, proxy.tn, proxy.a, proxy.b, "ended"]);
  const short = await proxy.created(newNumber(), newNumber(), { expiry_window: 1 });
  await system.wireroom.cron(new Date(Date.now() + 61_000));
  const [, { body: expired }] = await receiver.had("/closed", 2);
  assert.deepEqual([expired.data.session_id, expired.data.reason], [short.session_id, "expired"]);
});

test("the interactions of a session are listed with their messages' states", async () => {
  const proxy = await NumberProxy.masking(system, "interactions", { session: {} });
  await proxy.says(proxy.a, "hello");
  const { session_id: id } = proxy.session;
  const listed = await eventually(async () => {
    const answered = await proxy.call("GET", `/session/${id}/interactions`);
    assert.equal(answered.status, 200, answered.text);
    const { interactions } = answered.body;
    return interactions.length === 3 && interactions.every(({ message }) => message?.state === "sent") && interactions;
  });
  assert.deepEqual(
    listed.map(({ kind }) => kind),
    ["session_start", "session_start", "relay"],
  );
  assert.deepEqual(
    listed.map(({ message }) => message.to.replace("+", "")),
    [proxy.a, proxy.b, proxy.b],
  );
  assert.ok(listed[2].inbound_id && listed[2].received_at);
  assert.equal((await proxy.call("GET", `/session/${id}`)).status, 200);
  const other = await NumberProxy.create(system, "curious");
  assert.equal((await other.call("GET", `/session/${id}/interactions`)).status, 404);
});

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { inbound } from "../support/provider-callbacks.mjs";
import { gate, hang, lose, refuse, unavailable } from "../support/provider-fake.mjs";
import { NumberProxy, newId, newNumber, providerFailure, startProxy, texts } from "./proxy.mjs";

let system;
let fake;
before(async () => {
  system = await startProxy();
  fake = system.fake;
});
after(() => system.stop());

/** Asserts that no further SMS goes out after the Dispatcher was evicted, its alarm has run and the cron has run. */
async function quiet(proxy) {
  await proxy.evict();
  await system.wireroom.cron();
  await proxy.account.received();
}

test("each participant's text reaches the other, unchanged and only from the masking number", async () => {
  const proxy = await NumberProxy.masking(system, "both ways", { session: {} });
  const { a, b, tn } = proxy;
  const answer = await proxy.says(a, "Hi, it's me! 👋\nÖ ");
  assert.deepEqual([answer.status, answer.text], [200, ""]);
  assert.deepEqual(proxy.relayed(), [[b, "Hi, it's me! 👋\nÖ "]]);
  await proxy.says(b, "[ok]");
  assert.deepEqual(proxy.relayed(), [
    [b, "Hi, it's me! 👋\nÖ "],
    [a, "[ok]"],
  ]);
  for (const call of fake.made({ from: tn }))
    assert.equal(call.raw.includes(call.to === a ? b : a), false, "it contains no partner's number");
});

test("both of Flowroute's body formats are accepted at the root", async () => {
  const proxy = await NumberProxy.masking(system, "bodies", { session: {} });
  for (const [variant, id] of [
    ["v2", newId()],
    ["v2.1", newId().replace("mdr1", "mdr2")],
  ]) {
    const { body, headers } = inbound("flowroute", {
      url: "",
      from: proxy.a,
      to: proxy.tn,
      text: variant,
      id,
      variant,
    });
    const answer = await proxy.call("POST", "/", undefined, { headers, body });
    assert.deepEqual([answer.status, answer.text], [200, ""], variant);
  }
  assert.deepEqual(proxy.relayed(), [
    [proxy.b, "v2"],
    [proxy.b, "v2.1"],
  ]);
});

test("numbers are compared by their digits", async () => {
  const proxy = await NumberProxy.masking(system, "digits", { session: {} });
  await proxy.says(`+${proxy.a}`, "with a plus", { to: `+${proxy.tn}` });
  assert.deepEqual(proxy.relayed(), [[proxy.b, "with a plus"]]);
});

test("a person without a session gets the no-session text, from the number they wrote to", async () => {
  const proxy = await NumberProxy.masking(system, "strangers", { session: {} });
  const stranger = newNumber();
  const answer = await proxy.says(stranger, "hello?");
  assert.deepEqual([answer.status, answer.text], [200, ""]);
  assert.deepEqual(proxy.relayed(), [[stranger, texts.none]]);
  const nobodys = newNumber();
  await proxy.says(proxy.a, "hello?", { to: nobodys });
  assert.deepEqual(proxy.sent(nobodys), [[proxy.a, texts.none]], "also where the number is in no pool");
  assert.equal((await proxy.pool()).pool_size, 1, "which does not put it into one");
});

test("an expired session does not relay, before and after the sweep", async () => {
  const proxy = await NumberProxy.masking(system, "expired", { session: { expiry_window: 0.0001 } });
  await new Promise((done) => setTimeout(done, 10));
  await proxy.says(proxy.a, "still there?");
  assert.deepEqual(proxy.relayed(), [[proxy.a, texts.none]]);
  await system.wireroom.cron(new Date(Date.now() + 60_000));
  await proxy.says(proxy.b, "and now?");
  assert.deepEqual(proxy.relayed(), [
    [proxy.a, texts.none],
    [proxy.b, texts.none],
  ]);
});

test("an ended session does not relay", async () => {
  const proxy = await NumberProxy.masking(system, "ended", { session: {} });
  await proxy.end(proxy.session.session_id);
  await proxy.says(proxy.b, "wait");
  assert.deepEqual(proxy.relayed(), [
    [proxy.a, texts.end],
    [proxy.b, texts.end],
    [proxy.b, texts.none],
  ]);
});

test("an SMS from a number of the pool is ignored, so that no loop arises", async () => {
  const proxy = await NumberProxy.masking(system, "circles", { numbers: 2, session: {} });
  const [one, other] = proxy.numbers;
  const before = fake.made().length;
  const answer = await proxy.says(other, "echo", { to: one });
  assert.deepEqual([answer.status, answer.text], [200, ""]);
  await quiet(proxy);
  assert.equal(fake.made().length, before);
});

test("an invalid callback gets the contract's error text", async () => {
  const proxy = await NumberProxy.masking(system, "malformed", { session: {} });
  const good = { to: proxy.tn, from: proxy.a, body: "x" };
  for (const body of [
    { ...good, to: undefined },
    { ...good, from: undefined },
    { ...good, body: undefined },
    { ...good, to: "1".repeat(19) },
    { ...good, from: "1".repeat(19) },
    [],
    null,
    "text",
    7,
  ]) {
    const answer = await proxy.callback(body);
    assert.deepEqual(
      [answer.status, answer.text],
      [400, "There was an issue parsing your request."],
      JSON.stringify(body),
    );
  }
  assert.equal(
    (await proxy.call("POST", "/", undefined, { body: "{", headers: { "content-type": "application/json" } })).status,
    400,
  );
  assert.deepEqual(proxy.relayed(), []);
});

test("Flowroute's four retries of a callback relay once", async () => {
  const proxy = await NumberProxy.masking(system, "retries", { session: {} });
  const id = newId();
  for (let count = 0; count < 5; count += 1) {
    const answer = await proxy.says(proxy.a, "once", { id });
    assert.deepEqual([answer.status, answer.text], [200, ""]);
    if (count === 2) await proxy.evict();
  }
  assert.deepEqual(proxy.relayed(), [[proxy.b, "once"]]);
  await proxy.says(proxy.a, "once", { id: newId() });
  assert.equal(proxy.relayed().length, 2, "saying it again is another thing");
});

test("concurrent duplicates of a callback relay once and get the same answer", async () => {
  const proxy = await NumberProxy.masking(system, "twins", { session: {} });
  const held = gate();
  fake.next("flowroute", held.behavior);
  const id = newId();
  const answers = Array.from({ length: 8 }, () => proxy.callback({ to: proxy.tn, from: proxy.a, body: "one", id }));
  await held.reached;
  held.release();
  for (const { status, text } of await Promise.all(answers)) assert.deepEqual([status, text], [200, ""]);
  assert.deepEqual(proxy.relayed(), [[proxy.b, "one"]]);
});

test("concurrent duplicates of a callback whose relay is refused all get an error, so that the last one is retried", async () => {
  const proxy = await NumberProxy.masking(system, "refused twins", { session: {} });
  const held = gate(refuse(503, "no"));
  fake.next("flowroute", held.behavior);
  const callback = { to: proxy.tn, from: proxy.a, body: "one", id: newId() };
  const first = proxy.callback(callback);
  await held.reached;
  const others = Array.from({ length: 4 }, () => proxy.callback(callback));
  // The duplicates have arrived once another account's later request has been answered.
  await proxy.pool();
  held.release();
  for (const { status, body } of await Promise.all([first, ...others]))
    assert.deepEqual([status, body], [500, providerFailure("no")]);
  await proxy.callback(callback);
  assert.deepEqual(proxy.relayed(), [[proxy.b, "one"]]);
});

test("a relay that the provider refuses is an error, and its retry relays once", async () => {
  const proxy = await NumberProxy.masking(system, "outage", { session: {} });
  const callback = { to: proxy.tn, from: proxy.a, body: "try", id: newId() };
  fake.next("flowroute", refuse(500, "boom"), unavailable, refuse(401, '{"message":"UNAUTHORIZED"}'));
  const first = await proxy.callback(callback);
  assert.deepEqual([first.status, first.body], [500, providerFailure("boom")]);
  assert.equal((await proxy.callback(callback)).status, 500);
  const third = await proxy.callback(callback);
  assert.deepEqual([third.status, third.body], [500, providerFailure('{"message":"UNAUTHORIZED"}')]);
  assert.deepEqual(proxy.relayed(), []);
  await quiet(proxy);
  assert.deepEqual(proxy.relayed(), [], "it is the provider that tries again, not we");
  const fourth = await proxy.callback(callback);
  assert.deepEqual([fourth.status, fourth.text], [200, ""]);
  await proxy.callback(callback);
  assert.deepEqual(proxy.relayed(), [[proxy.b, "try"]]);
});

test("an SMS with an unknown outcome is never sent again, even on request", async () => {
  const proxy = await NumberProxy.masking(system, "unknown", { session: {} });
  const callback = { to: proxy.tn, from: proxy.a, body: "perhaps", id: newId() };
  fake.next("flowroute", lose);
  const first = await proxy.callback(callback);
  assert.deepEqual([first.status, first.text], [200, ""]);
  assert.equal((await proxy.callback(callback)).status, 200);
  await quiet(proxy);
  assert.equal((await proxy.callback(callback)).status, 200);
  assert.deepEqual(
    fake.made({ from: proxy.tn, text: "perhaps" }).map(({ outcome }) => outcome),
    ["lost"],
  );
});

test("a provider that does not answer blocks no caller forever, and nothing is sent twice", async () => {
  const proxy = await NumberProxy.masking(system, "hanging", { session: {} });
  fake.next("flowroute", hang);
  const beganMs = Date.now();
  const answer = await proxy.callback({ to: proxy.tn, from: proxy.a, body: "hello", id: newId() });
  assert.deepEqual([answer.status, answer.text], [200, ""]);
  assert.ok(Date.now() - beganMs < 15_000, "Flowroute would have tried again");
  await proxy.says(proxy.b, "meanwhile");
  assert.deepEqual(proxy.relayed(), [[proxy.a, "meanwhile"]]);
  assert.equal(fake.made({ from: proxy.tn, text: "hello" }).length, 1);
});

test("a session recovers when an outage ends", async () => {
  const proxy = await NumberProxy.masking(system, "mid-session", { session: {} });
  await proxy.says(proxy.a, "one");
  fake.always("flowroute", unavailable);
  try {
    assert.equal((await proxy.callback({ to: proxy.tn, from: proxy.b, body: "two", id: "two" })).status, 500);
    assert.equal((await proxy.create(newNumber(), newNumber())).status, 500);
  } finally {
    fake.relent();
  }
  assert.equal((await proxy.callback({ to: proxy.tn, from: proxy.b, body: "two", id: "two" })).status, 200);
  assert.deepEqual(proxy.relayed(), [
    [proxy.b, "one"],
    [proxy.a, "two"],
  ]);
  assert.equal((await proxy.sessions()).total_sessions, 1);
});

test("sessions with several people on one number do not mix", async () => {
  const proxy = await NumberProxy.masking(system, "many");
  const sessions = [];
  for (let count = 0; count < 4; count += 1) sessions.push(await proxy.created());
  await Promise.all(
    sessions.flatMap(({ session_id: id, participant_a: a, participant_b: b }) => [
      proxy.says(a, `to b of ${id}`),
      proxy.says(b, `to a of ${id}`),
    ]),
  );
  const wanted = sessions.flatMap(({ session_id: id, participant_a: a, participant_b: b }) => [
    [a, `to a of ${id}`],
    [b, `to b of ${id}`],
  ]);
  assert.deepEqual(proxy.relayed().toSorted(), wanted.toSorted());
});

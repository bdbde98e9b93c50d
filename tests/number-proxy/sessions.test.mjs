import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import "../support/contract/lenient.mjs";
import { accept, credentialsOf, lose, refuse } from "../support/provider-fake.mjs";
import { NumberProxy, newNumber, providerFailure, startProxy, texts } from "./proxy.mjs";

let system;
let fake;
before(async () => {
  system = await startProxy();
  fake = system.fake;
});
after(() => system.stop());

const missing = {
  reason: "invalidAPIUsage",
  message: "Required argument: 'participant_a' (str, length <= 18), 'participant_b' (str, length <= 18)",
};
const noNumber = { message: "Could not create a new session -- No virtual TNs available.", status: "failed" };

test("a session needs a number; with one both participants are told, participant_a first", async () => {
  const proxy = await NumberProxy.create(system, "first");
  const [a, b] = [newNumber(), newNumber()];
  const refused = await proxy.create(a, b);
  assert.deepEqual([refused.status, refused.body], [400, noNumber]);
  const tn = await proxy.newTn();
  const created = await proxy.create(a, b);
  assert.equal(created.status, 200, created.text);
  const { session_id: id } = created.body;
  assert.deepEqual(created.body, {
    message: "Created new session",
    status: "succeeded",
    session_id: id,
    expiry_date: null,
    virtual_tn: tn,
    participant_a: a,
    participant_b: b,
  });
  assert.deepEqual(proxy.sent(tn), [
    [a, texts.start],
    [b, texts.start],
  ]);
});

test("Flowroute is called exactly as by its own library", async () => {
  const proxy = await NumberProxy.masking(system, "outbound", { session: {} });
  const [call] = fake.made({ from: proxy.tn });
  assert.deepEqual([call.method, call.path], ["POST", "/flowroute/v2/messages"]);
  const { access_key: name, secret_key: secret } = credentialsOf.flowroute;
  assert.equal(call.headers.authorization, `Basic ${btoa(`${name}:${secret}`)}`);
  assert.equal(call.headers["content-type"], "application/json; charset=utf-8");
  assert.equal(call.headers["user-agent"], "Flowroute Messaging SDK 1.0");
  assert.deepEqual(JSON.parse(call.raw), { to: proxy.a, from: proxy.tn, content: texts.start });
});

test("participants are required, and echoed as given", async () => {
  const proxy = await NumberProxy.masking(system, "participants");
  for (const [a, b] of [
    [undefined, "1"],
    ["1", undefined],
    ["1".repeat(19), "12"],
    [null, "1"],
    [{}, "1"],
    ["", "1"],
  ]) {
    const answer = await proxy.create(a, b);
    assert.deepEqual([answer.status, answer.body], [400, missing], `${a} ${b}`);
  }
  const [a, b] = [newNumber(), newNumber()];
  const session = await proxy.created(`+${a}`, Number(b));
  assert.deepEqual([session.participant_a, session.participant_b], [`+${a}`, b]);
  assert.deepEqual(
    proxy.sent().map(([to]) => to),
    [a, b],
    "but written to as the provider wants it",
  );
});

test("a session expires after its window, which is in minutes", async () => {
  const proxy = await NumberProxy.masking(system, "windows");
  const near = (date, minutes) => {
    assert.match(date, /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/);
    const offMs = Math.abs(Date.parse(`${date.replace(" ", "T")}Z`) - Date.now() - minutes * 60_000);
    assert.ok(offMs < 20_000, `${date} is ${offMs} ms off`);
  };
  near((await proxy.created(undefined, undefined, { expiry_window: 10 })).expiry_date, 10);
  near((await proxy.created(undefined, undefined, { expiry_window: 1.5 })).expiry_date, 1.5);
  for (const expiry_window of [null, 0])
    assert.equal((await proxy.created(undefined, undefined, { expiry_window })).expiry_date, null);
  const { total_sessions: total, sessions } = await proxy.sessions();
  assert.deepEqual([total, sessions.length], [4, 4]);
  for (const session of sessions) {
    assert.deepEqual(Object.keys(session).slice(0, 6).toSorted(), [
      "date_created",
      "expiry_date",
      "id",
      "participant_a",
      "participant_b",
      "virtual_tn",
    ]);
    near(session.date_created, 0);
  }
});

test("a provider that refuses either start message leaves no session behind", async () => {
  const proxy = await NumberProxy.masking(system, "rolled back");
  const [a, b] = [newNumber(), newNumber()];
  fake.next("flowroute", refuse(401, '{"no":"access"}'));
  const first = await proxy.create(a, b);
  assert.deepEqual([first.status, first.body], [500, providerFailure('{"no":"access"}')]);
  assert.deepEqual(proxy.sent(), []);
  fake.next("flowroute", accept, refuse(503, "busy"));
  const second = await proxy.create(a, b);
  assert.deepEqual([second.status, second.body], [500, providerFailure("busy")]);
  assert.deepEqual(proxy.sent(), [[a, texts.start]], "what a was told is not taken back");
  assert.deepEqual([(await proxy.sessions()).total_sessions, (await proxy.pool()).available], [0, 1]);
  const third = await proxy.created(a, b);
  assert.equal(third.virtual_tn, proxy.tn);
  assert.deepEqual(proxy.sent().length, 3);
});

test("a start message with an unknown outcome does not undo the session and is not repeated", async () => {
  const proxy = await NumberProxy.masking(system, "unknown");
  const [a, b] = [newNumber(), newNumber()];
  fake.next("flowroute", lose);
  const session = await proxy.created(a, b);
  assert.deepEqual(
    fake.made({ from: proxy.tn }).map(({ to, outcome }) => [to, outcome]),
    [
      [a, "lost"],
      [b, "accepted"],
    ],
  );
  assert.equal((await proxy.sessions()).sessions[0].id, session.session_id);
  await proxy.evict();
  await proxy.wireroom.cron();
  await proxy.says(a, "hello");
  assert.deepEqual(fake.made({ from: proxy.tn, to: a }).length, 1);
});

test("a session is ended once, and both participants are told", async () => {
  const proxy = await NumberProxy.masking(system, "ended", { session: {} });
  const id = proxy.session.session_id;
  const ended = await proxy.end(id);
  assert.deepEqual(
    [ended.status, ended.body],
    [200, { message: "Successfully ended the session.", status: "succeeded", session_id: id }],
  );
  assert.deepEqual(proxy.relayed(), [
    [proxy.a, texts.end],
    [proxy.b, texts.end],
  ]);
  const gone = {
    reason: "ProxySession not found",
    message: `ProxySession ${id} could not be deleted because it does not exist`,
  };
  const again = await proxy.end(id);
  assert.deepEqual([again.status, again.body], [404, gone]);
  assert.equal(proxy.relayed().length, 2, "no participant is told twice");
  const nameless = await proxy.call("DELETE", "/session", {});
  assert.deepEqual(
    [nameless.status, nameless.body],
    [400, { reason: "invalidAPIUsage", message: "Required argument: 'session_id' (str)" }],
  );
  assert.deepEqual([(await proxy.sessions()).total_sessions, (await proxy.pool()).available], [0, 1]);
});

test("a provider that refuses the end messages does not keep the session open", async () => {
  const proxy = await NumberProxy.masking(system, "ended anyhow", { session: {} });
  fake.next("flowroute", refuse(500, "out of order"));
  const ended = await proxy.end(proxy.session.session_id);
  assert.deepEqual([ended.status, ended.body], [500, providerFailure("out of order")]);
  assert.equal((await proxy.sessions()).total_sessions, 0);
  assert.equal((await proxy.end(proxy.session.session_id)).status, 404);
});

test("a session expires without traffic, and no one is told", async () => {
  const proxy = await NumberProxy.masking(system, "expired", { session: { expiry_window: 1 } });
  await proxy.wireroom.cron(new Date(Date.now() + 30_000));
  assert.equal((await proxy.sessions()).total_sessions, 1);
  await proxy.wireroom.cron(new Date(Date.now() + 61_000));
  assert.deepEqual([(await proxy.sessions()).total_sessions, (await proxy.pool()).available], [0, 1]);
  assert.deepEqual(proxy.relayed(), []);
});

test("an account has its own texts", async () => {
  const proxy = await NumberProxy.masking(system, "words");
  const settings = {
    org_name: "Müller & Co",
    session_start: "Los geht's!",
    session_end: "Vorbei.",
    no_session: "Niemand da.",
  };
  const put = await proxy.call("PUT", "/proxy/settings", settings);
  assert.equal(put.status, 200, put.text);
  const session = await proxy.created();
  await proxy.says(newNumber(), "anybody?");
  await proxy.end(session.session_id);
  assert.deepEqual(
    proxy.sent().map(([, text]) => text),
    [
      "[MÜLLER & CO]: Los geht's!",
      "[MÜLLER & CO]: Los geht's!",
      "[MÜLLER & CO]: Niemand da.",
      "[MÜLLER & CO]: Vorbei.",
      "[MÜLLER & CO]: Vorbei.",
    ],
  );
});

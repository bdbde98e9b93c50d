import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { createHash } from "node:crypto";
import { startWireroom } from "../../support/wireroom.mjs";
import { PollPhone, cancelled, enqueued, frameOf } from "../streams/poll-phone.mjs";
import { PushServices } from "./push-services.mjs";

const debounceMs = 600;
const unregistered = [404, { error: { status: "NOT_FOUND", details: [{ errorCode: "UNREGISTERED" }] } }];

let services;
let wireroom;
before(async () => {
  services = await PushServices.listen();
  const { vars, secrets } = services.fcm;
  wireroom = await startWireroom({
    vars: { ...vars, PUSH_DEBOUNCE_SECS: String(debounceMs / 1_000), PUSH_TIMEOUT_SECS: "1" },
    secrets,
  });
});
after(async () => {
  await wireroom.stop();
  await services.close();
});

const phoneWith = async (pushToken) => Object.assign(await PollPhone.register(wireroom), { pushToken });
const tell = (phone, event = enqueued) => phone.notify(event, { pushToken: phone.pushToken });
/** Name of the object that sends the pushes of a token. */
const queueOf = (token) => `fcm/${createHash("sha256").update(token).digest("hex").slice(0, 2)}`;
/** Returns the times between requests. */
const gapsMs = (requests) => requests.slice(1).map(({ atMs }, index) => atMs - requests[index].atMs);

test("a push is a data message of high priority, authorized by an exchanged assertion signed with the credentials' key", async () => {
  const phone = await phoneWith("first");
  assert.deepEqual(await tell(phone, cancelled("m1")), { streams: 0, pushed: true });
  const [push] = await services.hadPushes("first", 1);
  assert.deepEqual([push.method, push.path], ["POST", "/v1/projects/a-project/messages:send"]);
  assert.equal(push.headers["content-type"], "application/json");
  assert.deepEqual(push.body, {
    message: {
      token: "first",
      data: { event: "MessageCancelled", data: '{"messageId":"m1"}' },
      android: { priority: "HIGH" },
    },
  });
  const [exchange] = services.at("/token");
  assert.equal(exchange.body.grant_type, "urn:ietf:params:oauth:grant-type:jwt-bearer");
  const { verifies, header, claims } = services.verified(exchange.body.assertion);
  assert.equal(verifies, true);
  assert.deepEqual(header, { alg: "RS256", typ: "JWT", kid: "the-key" });
  const { iat, exp, ...rest } = claims;
  assert.deepEqual(rest, {
    iss: "sender@a-project.example",
    aud: "https://tokens.example/token",
    scope: "https://www.googleapis.com/auth/firebase.messaging",
  });
  assert.ok(exp - iat === 3_600 && Math.abs(iat - Date.now() / 1_000) < 60);
  assert.ok(services.accessTokens.some((token) => push.headers.authorization === `Bearer ${token}`));
});

test("an access token serves many pushes", async () => {
  const tokens = Array.from({ length: 20 }, (_, index) => `many-${index}`);
  const before = services.accessTokens.length;
  await Promise.all(tokens.map(async (token) => tell(await phoneWith(token))));
  await Promise.all(tokens.map((token) => services.hadPushes(token, 1)));
  assert.equal(services.accessTokens.length, before);
});

test("a phone with an open stream is notified by the stream and by push", async (context) => {
  const phone = await phoneWith("both");
  context.after(() => phone.hangUp());
  const stream = await phone.listen();
  assert.deepEqual(await tell(phone), { streams: 1, pushed: true });
  assert.equal(await stream.next(), frameOf("MessageEnqueued"));
  const [push] = await services.hadPushes("both", 1);
  assert.deepEqual(push.body.message.data, { event: "MessageEnqueued", data: "{}" });
});

test("an event repeated within the debounce interval is sent once when the interval ends; other events do not wait", async () => {
  const phone = await phoneWith("bursts");
  for (let index = 0; index < 10; index += 1) await tell(phone);
  for (const id of ["m1", "m2"]) await tell(phone, cancelled(id));
  await services.hadPushes("bursts", 4);
  // No event marks the end of the pushes, but a waiting push is sent within an interval.
  await new Promise((resolve) => setTimeout(resolve, 2 * debounceMs));
  const pushes = services.pushesTo("bursts");
  const named = (name) => pushes.filter(({ body }) => body.message.data.event === name);
  assert.deepEqual([named("MessageEnqueued").length, named("MessageCancelled").length], [2, 2]);
  const [gapMs] = gapsMs(named("MessageEnqueued"));
  assert.ok(gapMs >= debounceMs - 50, `${gapMs} ms between the same pushes`);
});

test("a failed push is tried three times with growing delays, and then its token is paused", async () => {
  const phone = await phoneWith("failing");
  services.answers("failing", [500]);
  assert.equal((await tell(phone)).pushed, true);
  const pushes = await services.hadPushes("failing", 3);
  const [first, second] = gapsMs(pushes);
  assert.ok(first >= debounceMs - 50 && second >= 2 * debounceMs - 50, `${first} ms, ${second} ms`);
  await wireroom.eventually(async () => !(await tell(phone, cancelled("later"))).pushed, {
    what: "the token is left alone",
  });
  const count = services.pushesTo("failing").length;
  await wireroom.evictOne("PushQueue", queueOf("failing"));
  assert.equal((await tell(phone, cancelled("after an eviction"))).pushed, false);
  assert.equal(services.pushesTo("failing").length, count);
  // A new token is not paused.
  phone.pushToken = "renewed";
  assert.equal((await tell(phone)).pushed, true);
  await services.hadPushes("renewed", 1);
});

test("a token that the service does not know is paused at once", async () => {
  const phone = await phoneWith("gone");
  services.answers("gone", unregistered);
  assert.equal((await tell(phone)).pushed, true);
  await services.hadPushes("gone", 1);
  await wireroom.eventually(async () => !(await tell(phone, cancelled("m1"))).pushed, {
    what: "the token is left alone",
  });
});

test("a push whose first try failed is sent by a later one, even if its queue is evicted", async () => {
  const phone = await phoneWith("evicted");
  services.answers("evicted", [503], [200]);
  await tell(phone);
  await services.hadPushes("evicted", 1);
  await wireroom.evictOne("PushQueue", queueOf("evicted"));
  const pushes = await services.hadPushes("evicted", 2);
  assert.deepEqual(pushes[0].body, pushes[1].body);
});

test("a service that does not answer times out and is tried again", async () => {
  const phone = await phoneWith("hanging");
  services.answers("hanging", ["hang"], [200]);
  await tell(phone);
  const [gapMs] = gapsMs(await services.hadPushes("hanging", 2));
  assert.ok(gapMs >= 1_000, `asked again after ${gapMs} ms`);
});

test("an expired access token is replaced, and the push is sent with the new one", async () => {
  const phone = await phoneWith("refused");
  const before = services.accessTokens.length;
  services.answers("refused", [401], [200]);
  await tell(phone);
  const [first, second] = await services.hadPushes("refused", 2);
  assert.notEqual(first.headers.authorization, second.headers.authorization);
  assert.equal(services.accessTokens.length, before + 1);
});

test("pushes wait while no access token is granted, and no phone's token is paused", async () => {
  const phone = await phoneWith("locked out");
  services.answers("locked out", [401]);
  await tell(phone);
  // The push is tried twice, the second time with a new access token; the next try is half a minute away.
  await services.hadPushes("locked out", 2);
  assert.equal((await tell(phone, cancelled("m1"))).pushed, true);
});

test("a phone without a push token gets no push", async () => {
  const phone = await phoneWith(null);
  const known = new Set(services.calls.map(({ token }) => token));
  assert.deepEqual(await tell(phone), { streams: 0, pushed: false });
  assert.deepEqual(await phone.notify(enqueued, { pushToken: "" }), { streams: 0, pushed: false });
  assert.deepEqual(new Set(services.calls.map(({ token }) => token)), known);
});

test("no log line contains a token or a key", () => {
  const logged = JSON.stringify(wireroom.server.getLogs());
  assert.match(logged, /the push service refused a push/);
  for (const secret of ["failing", "hanging", "access-", "PRIVATE KEY", "assertion"]) {
    assert.equal(logged.includes(secret), false, `${secret} is in a log`);
  }
});

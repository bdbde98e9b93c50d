import assert from "node:assert/strict";
import { test } from "node:test";
import { startWireroom } from "../../support/wireroom.mjs";
import { PollPhone, cancelled, enqueued } from "../streams/poll-phone.mjs";
import { PushServices } from "./push-services.mjs";

const forwarded = { path: "/upstream/v1/push" };

/** Starts a private server whose pushes another server forwards; both end with the test. */
async function privateServer(context) {
  const services = await PushServices.listen();
  const wireroom = await startWireroom({
    vars: { PUSH_UPSTREAM_URL: `${services.origin}/upstream/v1`, PUSH_DEBOUNCE_SECS: "0.3", GATEWAY_MODE: "private" },
  });
  context.after(async () => {
    await wireroom.stop();
    await services.close();
  });
  return { services, wireroom, passed: () => services.made(forwarded) };
}

test("an upstream gets pushes in the contract's form, under the User-Agent of servers", async (context) => {
  const { services, wireroom, passed } = await privateServer(context);
  const phone = await PollPhone.register(wireroom);
  assert.deepEqual(await phone.notify(enqueued, { pushToken: "t" }), { streams: 0, pushed: true });
  await services.had(1, forwarded);
  await phone.notify(cancelled("m1"), { pushToken: "t" });
  await services.had(2, forwarded);
  for (const { method, headers } of passed()) {
    assert.equal(method, "POST");
    assert.equal(headers["content-type"], "application/json");
    assert.equal(headers["user-agent"], "sms-gate/1.x (server; golang)");
    assert.equal(headers.authorization, undefined);
  }
  assert.deepEqual(
    passed().map(({ body }) => body),
    [
      [{ token: "t", event: "MessageEnqueued" }],
      [{ token: "t", event: "MessageCancelled", data: { messageId: "m1" } }],
    ],
  );
});

test("an upstream that has had five requests in a minute gets no sixth, for any phone", async (context) => {
  const { services, wireroom, passed } = await privateServer(context);
  const phones = await Promise.all(Array.from({ length: 9 }, () => PollPhone.register(wireroom)));
  for (const [index, phone] of phones.entries()) {
    assert.equal((await phone.notify(enqueued, { pushToken: `t${index}` })).pushed, true);
    if (index < 5) await services.had(index + 1, forwarded);
  }
  // The later pushes were requested before the upstream answered; none of them may have been sent.
  assert.equal((await phones[8].notify(enqueued, { pushToken: "t8" })).pushed, true);
  assert.deepEqual(
    passed().map(({ body }) => body.map(({ token }) => token)),
    [["t0"], ["t1"], ["t2"], ["t3"], ["t4"]],
  );
});

test("an upstream that answers 429 is tried again when it says, and no token is paused", async (context) => {
  const { services, wireroom, passed } = await privateServer(context);
  const enough = [429, { message: "Too Many Requests" }, { "retry-after": "1" }];
  services.answers("/upstream/v1/push", enough, enough, enough, enough, [202]);
  const phone = await PollPhone.register(wireroom);
  await phone.notify(enqueued, { pushToken: "t" });
  await services.had(5, forwarded, { timeoutMs: 20_000 });
  const times = passed().map(({ atMs }) => atMs);
  for (const [index, atMs] of times.slice(1).entries())
    assert.ok(atMs - times[index] >= 950, `${atMs - times[index]} ms`);
  assert.equal((await phone.notify(cancelled("m1"), { pushToken: "t" })).pushed, true);
});

test("without an upstream or credentials nothing is pushed", async (context) => {
  const wireroom = await startWireroom();
  context.after(() => wireroom.stop());
  const phone = await PollPhone.register(wireroom);
  assert.deepEqual(await phone.notify(enqueued, { pushToken: "t" }), { streams: 0, pushed: false });
  assert.deepEqual(await wireroom.worker.listDurableObjectIds("PushQueue"), []);
});

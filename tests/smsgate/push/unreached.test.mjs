import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { after, before, test } from "node:test";
import { executeOn } from "../../../scripts/lib/database.mjs";
import { listPhones } from "../../../scripts/lib/phones.mjs";
import { startSmsGate, User, userWithIdlePhone } from "../support/user.mjs";
import { PushServices } from "./push-services.mjs";

const throttled = [429, {}, { "retry-after": "1" }];
const disabled = [403, { error: { status: "PERMISSION_DENIED", details: [{ reason: "SERVICE_DISABLED" }] } }];

let services, wireroom;
before(async () => {
  services = await PushServices.listen();
  const { vars, secrets } = services.fcm;
  const sealing = { SEALING_KEYS: `tests:${Buffer.alloc(32, 7).toString("base64")}` };
  wireroom = await startSmsGate({ vars: { ...vars, PUSH_DEBOUNCE_SECS: "0.6" }, secrets: { ...sealing, ...secrets } });
});
after(async () => {
  await wireroom.stop();
  await services.close();
});

const digestOf = (token) => createHash("sha256").update(token).digest("hex");
const failuresOf = (token) =>
  wireroom.server.getLogs().filter((line) => JSON.stringify(line).includes(digestOf(token).slice(0, 32))).length;
const rowOf = async (user) =>
  (await listPhones(executeOn(await wireroom.d1()), { canPush: true })).find(({ id }) => id === user.phone.id);
const shows = (user, reachedBy, problem) =>
  wireroom.eventually(
    async () => {
      const { reached_by, push_problem } = await rowOf(user);
      const listed = (await user.call("GET", "/devices")).body.find(({ id }) => id === user.phone.id).reachedBy;
      return reached_by === reachedBy && listed === reachedBy && push_problem === problem;
    },
    { what: `the phone is told by ${reachedBy}` },
  );

/** Creates a user whose phone has a push token that gets these answers. */
async function userWhosePushes(token, ...answers) {
  services.answers(token, ...answers);
  return userWithIdlePhone(wireroom, { channel: "AUTO", pushToken: token });
}

test("a phone whose pushes all fail shows as not reached by push, even if its queue is evicted between the tries", async () => {
  const token = "fails";
  const user = await userWhosePushes(token, [503]);
  await shows(user, "push", undefined);
  await user.accepted();
  for (let attempt = 1; attempt < 3; attempt += 1) {
    await wireroom.eventually(async () => failuresOf(token) >= attempt, { what: `try ${attempt} is over` });
    await wireroom.evictOne("PushQueue", `fcm/${digestOf(token).slice(0, 2)}`);
  }
  await shows(user, "poll", "not_sent");
  assert.equal(services.pushesTo(token).length, 3);
  const { advice } = await rowOf(user);
  assert.match(advice, /^pushes cannot be sent, and not because of its token/);
  assert.doesNotMatch(advice, /Firebase/);
});

test("a deployment that the push service refuses gets other advice than a phone whose token it refuses", async () => {
  const user = await userWhosePushes("not allowed", disabled);
  await user.accepted();
  await shows(user, "poll", "not_sent");
  const gone = await userWhosePushes("gone", [404, { error: { details: [{ errorCode: "UNREGISTERED" }] } }]);
  await gone.accepted();
  await shows(gone, "poll", "token_refused");
  assert.match((await rowOf(gone)).advice, /^the push service refuses its token/);
});

test("every phone that shares a token whose push was discarded shows as not reached by push", async () => {
  const first = await userWhosePushes("given twice", [404, { error: { details: [{ errorCode: "UNREGISTERED" }] } }]);
  await first.accepted();
  await shows(first, "poll", "token_refused");
  const second = await userWithIdlePhone(wireroom, { channel: "AUTO", pushToken: "given twice" });
  await second.accepted();
  await shows(second, "poll", "token_refused");
  assert.equal(services.pushesTo("given twice").length, 1);

  const users = [
    await userWhosePushes("fails for both", [503]),
    await userWithIdlePhone(wireroom, { channel: "AUTO", pushToken: "fails for both" }),
  ];
  await Promise.all(users.map((user) => user.accepted()));
  for (const user of users) await shows(user, "poll", "not_sent");
});

test("a phone whose pushes are throttled in three tries shows as not reached by push until one is sent", async () => {
  const user = await userWhosePushes("throttled", throttled);
  await user.accepted();
  await shows(user, "poll", "not_sent");
  services.answers("throttled", [200]);
  await shows(user, "push", undefined);
});

test("a phone that has neither a push token nor a stream gets advice about its channel", async () => {
  const user = await User.create(wireroom, { channel: "POLL", silent: true });
  await shows(user, "poll", undefined);
  assert.match((await rowOf(user)).advice, /^its app has no push token, and no stream is open: choose SSE only/);
});

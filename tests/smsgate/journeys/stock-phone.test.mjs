import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { executeOn } from "../../../scripts/lib/database.mjs";
import { listPhones } from "../../../scripts/lib/phones.mjs";
import { DeviceMemory } from "../../phone-simulator/smsgate/memory.mjs";
import { PushServices } from "../push/push-services.mjs";
import { newPhone, startSmsGate, User } from "../support/user.mjs";

/**
 * Far longer than a notified phone needs, and far shorter than the quarter of an hour between the app's own fetches.
 */
const instantMs = 3_000;
const unregistered = [404, { error: { status: "NOT_FOUND", details: [{ errorCode: "UNREGISTERED" }] } }];

let services, plain, pushing;
before(async () => {
  services = await PushServices.listen();
  const { vars, secrets } = services.fcm;
  [plain, pushing] = await Promise.all([
    startSmsGate(),
    startSmsGate({
      vars: { ...vars, PUSH_DEBOUNCE_SECS: "0.3" },
      secrets: { SEALING_KEYS: `tests:${Buffer.alloc(32, 7).toString("base64")}`, ...secrets },
    }),
  ]);
});
after(async () => {
  await Promise.all([plain.stop(), pushing.stop()]);
  await services.close();
});

let tokens = 0;
const newToken = () => `token-${(tokens += 1)}`;

/** Creates a user with a phone fresh from the shop: with Google services, and with the app's default settings. */
async function stockUser(wireroom, options = {}) {
  const memory = new DeviceMemory();
  const pushToken = newToken();
  services.answers(pushToken, [200, {}]);
  const user = await User.create(wireroom, { pushToken, memory, ...options });
  services.delivers(user.phone);
  return Object.assign(user, {
    pushToken,
    /** Simulates that the phone's owner restarts the app. */
    async restart(more = {}) {
      user.phone.die();
      user.phone = await newPhone(wireroom, { pushToken, memory, ...options, ...more }).start();
      services.delivers(user.phone);
    },
  });
}

/** How the user's phone is notified, according to the integrator's listing, the other API and the doctor. */
async function reachOf(user, { canPush }) {
  const { wireroom, phone } = user;
  const { body: devices } = await user.call("GET", "/devices");
  const account = await user.asAccount();
  const { body: admin } = await wireroom.request("GET", "/api/v1/admin/gateways", { key: account.key });
  const phones = await listPhones(executeOn(await wireroom.d1()), { canPush });
  return [
    devices.find(({ id }) => id === phone.id).reachedBy,
    admin.gateways.find(({ device_id }) => device_id === phone.id).reached_by,
    phones.find(({ id }) => id === phone.id).reached_by,
  ];
}

const everywhere = (reach) => [reach, reach, reach];
const adviceOf = async (user, { canPush }) =>
  (await listPhones(executeOn(await user.wireroom.d1()), { canPush })).find(({ id }) => id === user.phone.id).advice;
const becomes = (user, reach, { canPush }) =>
  user.wireroom.eventually(
    async () => JSON.stringify(await reachOf(user, { canPush })) === JSON.stringify(everywhere(reach)),
    { what: `the phone is told by ${reach}` },
  );

test("a stock phone on a deployment without push listens to the stream after its restart, and is notified at once", async () => {
  const user = await stockUser(plain);
  assert.equal(user.phone.channel, "SSE_ONLY", "the first start fetched the settings");
  await becomes(user, "poll", { canPush: false });
  assert.match(await adviceOf(user, { canPush: false }), /^restart the app/);
  await user.restart();
  await becomes(user, "stream", { canPush: false });
  assert.equal(await adviceOf(user, { canPush: false }), undefined);
  const { id } = await user.accepted();
  await user.reaches(id, "Delivered", { timeoutMs: instantMs });
});

test("a phone whose account chose AUTO keeps it, and is not notified by a deployment without push", async () => {
  const owner = await User.create(plain);
  await owner.call("PATCH", "/settings", { json: { gateway: { notification_channel: "AUTO" } } });
  const user = await stockUser(plain, { register: { login: owner.login, password: owner.password } });
  await user.restart();
  assert.equal(user.phone.channel, "AUTO");
  await becomes(user, "poll", { canPush: false });
  assert.match(await adviceOf(user, { canPush: false }), /its account chose the channel AUTO/);
});

test("a channel that an account sets to null means the deployment's default", async () => {
  const user = await stockUser(plain);
  await user.call("PATCH", "/settings", { json: { gateway: { notification_channel: null } } });
  assert.deepEqual((await user.device("GET", "/settings")).body, { gateway: { notification_channel: "SSE_ONLY" } });
  assert.deepEqual((await user.call("GET", "/settings")).body, { gateway: { notification_channel: null } });
});

test("a stock phone on a deployment with push stays on AUTO, opens no stream, and is notified at once by push", async () => {
  const user = await stockUser(pushing);
  assert.deepEqual((await user.device("GET", "/settings")).body, {});
  await becomes(user, "push", { canPush: true });
  const { id } = await user.accepted();
  await user.reaches(id, "Delivered", { timeoutMs: instantMs });
  assert.ok(services.pushesTo(user.pushToken).length > 0);
});

test("a phone without Google services opens a stream on AUTO on every deployment", async () => {
  const user = await User.create(pushing, {});
  await becomes(user, "stream", { canPush: true });
  const { id } = await user.accepted();
  await user.reaches(id, "Delivered", { timeoutMs: instantMs });
});

test("a phone whose token the push service refuses is listed as not notified, until it has another token", async () => {
  const user = await stockUser(pushing);
  await becomes(user, "push", { canPush: true });
  services.answers(user.pushToken, unregistered);
  await user.accepted();
  await becomes(user, "poll", { canPush: true });
  assert.match(await adviceOf(user, { canPush: true }), /the push service refuses its token/);
  await user.phone.renewPushToken(newToken());
  services.delivers(user.phone);
  await becomes(user, "push", { canPush: true });
  const { id } = await user.accepted();
  await user.reaches(id, "Delivered", { timeoutMs: instantMs });
});

test("a phone on the cable is notified by its socket, and the phone's own view does not show that", async () => {
  const user = await stockUser(plain);
  assert.equal((await user.device("GET", "/device")).body.device.reachedBy, undefined);
  const account = await user.asAccount();
  const cable = await plain.phone({
    deviceId: "on the cable",
    registrationToken: await account.createKey("registration"),
  });
  const listed = async () => (await user.call("GET", "/devices")).body.find(({ id }) => id !== user.phone.id).reachedBy;
  await plain.eventually(async () => (await listed()) === "socket", { what: "it is told by its socket" });
  cable.stop();
  await plain.eventually(async () => (await listed()) === "none", { what: "it is not told" });
});

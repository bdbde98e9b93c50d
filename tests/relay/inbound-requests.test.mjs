import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { unavailable } from "../support/platform-fake.mjs";
import { sends, startRelay } from "./publishing.mjs";

let relay;
let wireroom;

before(async () => {
  relay = await startRelay({ vars: { RELAY_RESULT_SMS: "always" } });
  wireroom = relay.wireroom;
});
after(() => relay.stop());

const settings = (account, json) =>
  wireroom.request(json === undefined ? "GET" : "PUT", "/relay/settings", { key: account.key, json });

/** Creates a phone of an account with or without the opt-in. */
async function phoneOf(account, deviceId, optedIn) {
  if (optedIn !== undefined) assert.equal((await settings(account, { inbound_requests: optedIn })).status, 200);
  return wireroom.phone({ deviceId, registrationToken: await account.createKey("registration") });
}

/** Waits until this SMS can be read, which shows that the earlier ones have been handled. */
async function hasArrived(account, phone, text) {
  phone.receiveSms("+12025550123", text);
  await wireroom.eventually(async () => (await account.received()).body.messages?.some((it) => it.message === text));
}

const settled = (user, states) =>
  wireroom.eventually(async () => {
    const found = (await user.publications()).map((it) => it.state);
    return found.length === states.length && found.every((state, at) => state === states[at]);
  });

test("an account's inbound SMS are not treated as requests without an opt-in", async () => {
  const account = await wireroom.createAccount("silent");
  assert.deepEqual((await settings(account)).body, { inbound_requests: false });
  const phone = await phoneOf(account, "silent");
  const user = await relay.user(["twitter"]);
  phone.receiveSms(user.phoneNumber, user.encrypted("t:nobody is to try this"));
  await hasArrived(account, phone, "the end");
  await relay.cron();
  assert.deepEqual(await user.publications(), []);
});

test("a request that arrives at a phone is published once even if the phone repeats it, and its sender is told", async () => {
  const phone = await phoneOf(wireroom.account, "relay", true);
  const user = await relay.user(["twitter"]);
  const before = sends(relay.fake, "twitter");
  const request = user.encrypted("t:from a phone");
  for (let time = 0; time < 3; time += 1) phone.receiveSms(user.phoneNumber, request, "2026-01-01T00:00:00Z");
  await settled(user, ["published"]);
  const told = await wireroom.eventually(() => phone.onAir.find((it) => it.recipient === user.phoneNumber));
  assert.match(told.message, /Successfully published twitter message/);
  await hasArrived(wireroom.account, phone, "after the request");
  assert.equal(sends(relay.fake, "twitter"), before + 1);
  assert.equal((await user.publications())[0].source, "inbound");
  assert.equal(phone.onAir.filter((it) => it.recipient === user.phoneNumber).length, 1);
});

test("a request that arrives by an account's phone and by gateway clients is published once", async () => {
  const account = await wireroom.createAccount("helping");
  const phone = await phoneOf(account, "helping", true);
  const user = await relay.user(["twitter"]);
  const before = sends(relay.fake, "twitter");
  const request = user.encrypted("t:by three ways");
  phone.receiveSms(user.phoneNumber, request);
  const answers = await Promise.all([user.forward(request), user.forward(request, { platform: "deku" })]);
  await settled(user, ["published"]);
  assert.ok(
    answers.every(({ status }) => status === 200 || status >= 500),
    JSON.stringify(answers.map((it) => it.status)),
  );
  assert.equal((await user.forward(request)).status, 200);
  await hasArrived(account, phone, "the end");
  assert.equal(sends(relay.fake, "twitter"), before + 1);
});

test("an ordinary SMS is not a request, and a tampered request is not reported to its sender", async () => {
  const account = await wireroom.createAccount("chatting");
  const phone = await phoneOf(account, "chatting", true);
  const user = await relay.user(["twitter"]);
  const tampered = Buffer.from(user.encrypted("t:tampered"), "base64");
  // Behind the initialization vector of 16 bytes, so that the ciphertext no longer decrypts.
  tampered[20] ^= 1;
  phone.receiveSms(user.phoneNumber, tampered.toString("base64"));
  phone.receiveSms(user.phoneNumber, "Hello there");
  // The last one shows that those before it have been handled.
  phone.receiveSms(user.phoneNumber, user.encrypted("t:genuine"));
  await settled(user, ["published"]);
  const reports = () => wireroom.rows("SELECT message_id FROM message_recipients WHERE address = ?", user.phoneNumber);
  await wireroom.eventually(async () => (await reports()).length > 0);
  await hasArrived(account, phone, "the end");
  assert.equal((await user.publications()).length, 1);
  assert.equal((await reports()).length, 1);
});

test("after an account opts out, its SMS are no longer treated as requests", async () => {
  const account = await wireroom.createAccount("changing");
  const phone = await phoneOf(account, "changing", true);
  const user = await relay.user(["twitter"]);
  phone.receiveSms(user.phoneNumber, user.encrypted("t:the first"));
  await settled(user, ["published"]);
  assert.equal((await settings(account, { inbound_requests: false })).status, 200);
  phone.receiveSms(user.phoneNumber, user.encrypted("t:the second"));
  await hasArrived(account, phone, "the end");
  await relay.cron();
  await settled(user, ["published"]);
});

test("a request whose Dispatcher is evicted as it arrives is published once", async () => {
  const account = await wireroom.createAccount("forgetting");
  const phone = await phoneOf(account, "forgetting", true);
  const user = await relay.user(["twitter"]);
  const before = sends(relay.fake, "twitter");
  phone.receiveSms(user.phoneNumber, user.encrypted("t:evicted"));
  await wireroom.evict(account);
  await settled(user, ["published"]);
  assert.equal(sends(relay.fake, "twitter"), before + 1);
});

test("a request waits while the platform has an outage, and the cron publishes it", async () => {
  const account = await wireroom.createAccount("waiting");
  const phone = await phoneOf(account, "waiting", true);
  const user = await relay.user(["mastodon"]);
  relay.fake.always("mastodon.send", unavailable);
  const before = sends(relay.fake, "mastodon");
  phone.receiveSms(user.phoneNumber, user.encrypted("m:later"));
  await wireroom.eventually(() => sends(relay.fake, "mastodon") > before);
  await hasArrived(account, phone, "the end");
  await settled(user, ["under_way"]);
  relay.fake.relent();
  await wireroom.eventually(async () => {
    await relay.cron(3_600_000);
    return (await user.publications())[0]?.state === "published";
  });
  assert.equal(relay.fake.posts("mastodon").filter((it) => JSON.stringify(it).includes("later")).length, 1);
});

test("only a key with manage_account can change the opt-in", async () => {
  const account = await wireroom.createAccount("guarded");
  const key = await account.createKey("client", { permissions: ["send_sms"] });
  for (const [options, status] of [
    [{ key }, 403],
    [{}, 401],
    [{ key: wireroom.mint("client") }, 401],
  ]) {
    assert.equal(
      (await wireroom.request("PUT", "/relay/settings", { ...options, json: { inbound_requests: true } })).status,
      status,
    );
  }
  for (const json of [{}, { inbound_requests: "yes" }, { inbound_requests: true, other: 1 }, []]) {
    assert.equal((await settings(account, json)).status, 400, JSON.stringify(json));
  }
  assert.deepEqual((await settings(account)).body, { inbound_requests: false });
});

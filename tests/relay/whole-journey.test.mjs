// The whole journey of a person without internet, through the interfaces of the original's clients: nothing is written
// to D1 directly, and only openssl encrypts.
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { after, before, test } from "node:test";
import { PlatformFake } from "../support/platform-fake.mjs";
import { startWireroom } from "../support/wireroom.mjs";
import { sends } from "./publishing.mjs";
import { App, Browser, openSession, openssl, serverKey } from "./sync.mjs";
import { Visitor, expect, goodPassword, member } from "./users.mjs";

const secrets = { SEALING_KEYS: `tests:${Buffer.alloc(32, 7).toString("base64")}`, RELAY_SERVER_KEYS: serverKey.entry };
const platforms = ["gmail", "twitter", "mastodon", "bluesky"];
const texts = {
  gmail: (text) => `g:alice@example.com:::Hello:${text}`,
  twitter: (text) => `t:${text}`,
  mastodon: (text) => `m:${text}`,
  bluesky: (text) => `b:${text}`,
};

let fake, wireroom, phone;
before(async () => {
  fake = await PlatformFake.listen();
  wireroom = await startWireroom({
    vars: { ...fake.vars, RELAY_RESULT_SMS: "always" },
    secrets: { ...secrets, ...fake.secrets },
  });
  phone = await wireroom.phone();
});
after(async () => {
  await wireroom.stop();
  await fake.close();
});

/** Agrees at the platform, where every person has a separate account, and returns the resulting parameters. */
async function grant(person, platform) {
  fake.account = `owner-${person.uid}`;
  const path = `/v2/users/${person.uid}/platforms/${platform}/protocols/oauth2`;
  const { body } = expect(await person.request("POST", path), 200);
  const back = Object.fromEntries(new URL(fake.agree(body.url)).searchParams);
  expect(
    await person.request("PUT", path, {
      ...back,
      ...(body.code_verifier ? { code_verifier: body.code_verifier } : {}),
    }),
    200,
  );
}

/** Shows a code in a browser and scans it with the app; returns the app's resulting state. */
async function synced(person) {
  const app = new App(wireroom);
  const browser = new Browser(await openSession(wireroom, person.uid));
  const first = expect(await app.stepOne(await browser.url(0)), 200);
  const second = expect(await app.stepTwo(first.body, { text: goodPassword }), 200);
  assert.equal((await browser.end()).code, 1000);
  return { ...second.body, sharedKey: app.decrypt(second.body.shared_key) };
}

/** Encrypts the app's SMS: both layers of base64, wrapped as Android wraps them. */
function encrypted(text, sharedKey) {
  const iv = randomBytes(16);
  const key = Buffer.from(sharedKey).toString("hex");
  const inner = openssl(["enc", "-aes-256-cbc", "-K", key, "-iv", iv.toString("hex"), "-base64"], text);
  return openssl(["base64"], Buffer.concat([iv, inner])).toString();
}

const forward = (text, MSISDN, client = "gateway-client") =>
  wireroom.request("POST", `/sms/platform/${client}`, { json: { text, MSISDN } });

test("a person signs up, grants, syncs, and publishes by SMS to every platform once, despite ten copies through two gateway clients", async () => {
  const person = await member(wireroom, phone);
  for (const platform of platforms) await grant(person, platform);
  const { sharedKey, user_platforms, seeds_url } = await synced(person);
  assert.deepEqual(user_platforms.map(({ name }) => name).toSorted(), platforms.toSorted());
  assert.equal((await fetch(seeds_url)).status, 200);
  for (const platform of platforms) {
    const text = `Hello from far away by ${platform}: it works`;
    const sms = encrypted(texts[platform](text), sharedKey);
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, at) => forward(sms, person.number.full, at % 2 ? "deku" : "gateway-client")),
    );
    for (const { status, text } of answers)
      assert.ok((status === 200 && text === "message published successfully") || status >= 500, `${status} ${text}`);
    assert.ok(answers.some(({ status }) => status === 200));
    assert.equal((await forward(sms, person.number.full)).text, "message published successfully");
    assert.equal(sends(fake, platform), 1, platform);
    const told = await wireroom.eventually(() =>
      phone.onAir.find(({ message }) => message === `Successfully published ${platform} message`),
    );
    assert.equal(told.recipient, person.number.full);
  }
});

test("two people never publish as each other, and a deleted user publishes nothing", async () => {
  const [one, other] = [await member(wireroom, phone), await member(wireroom, phone)];
  for (const person of [one, other]) await grant(person, "twitter");
  const keys = [(await synced(one)).sharedKey, (await synced(other)).sharedKey];
  const before = sends(fake, "twitter");
  const as = async (sharedKey, number) =>
    (await forward(encrypted(`t:${randomBytes(4).toString("hex")}`, sharedKey), number.full)).text;
  assert.equal(await as(keys[0], other.number), "message cannot be published");
  assert.equal(await as(keys[1], one.number), "message cannot be published");
  assert.equal(sends(fake, "twitter"), before);
  assert.equal(await as(keys[0], one.number), "message published successfully");
  expect(await one.delete(), 200);
  assert.equal(await as(keys[0], one.number), "message cannot be published");
  assert.equal(await as(keys[1], other.number), "message published successfully");
  assert.equal(sends(fake, "twitter"), before + 2);
  for (const table of ["relay_users", "relay_shared_keys", "relay_data_keys", "relay_grants", "relay_consents"]) {
    assert.deepEqual(await wireroom.rows(`SELECT * FROM ${table} WHERE user_id = ?`, one.uid), [], table);
  }
});

test("a new sync replaces the key: texts of the former app are no longer published", async () => {
  const person = await member(wireroom, phone);
  await grant(person, "twitter");
  const [former, present] = [(await synced(person)).sharedKey, (await synced(person)).sharedKey];
  assert.equal(
    (await forward(encrypted("t:by the former", former), person.number.full)).text,
    "message cannot be published",
  );
  assert.equal(
    (await forward(encrypted("t:by the present", present), person.number.full)).text,
    "message published successfully",
  );
});

test("only its owner can read a user's platforms", async () => {
  const person = await member(wireroom, phone);
  await grant(person, "twitter");
  const path = `/v2/users/${person.uid}/platforms`;
  const stranger = await member(wireroom, phone);
  for (const visitor of [stranger, new Visitor(wireroom)])
    assert.equal((await visitor.request("GET", path)).status, 401);
  assert.deepEqual(
    (await person.request("GET", path)).body.saved_platforms.map(({ name }) => name),
    ["twitter"],
  );
});

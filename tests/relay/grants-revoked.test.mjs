import assert from "node:assert/strict";
import { after, afterEach, before, test } from "node:test";
import { hang, refuse, unavailable } from "../support/platform-fake.mjs";
import { expected, oauthPlatforms, startWithPlatforms } from "./grants.mjs";

const minuteMs = 60_000;

let system;
before(async () => (system = await startWithPlatforms()));
after(() => system.stop());
afterEach(async () => {
  system.fake.relent();
  await system.wireroom.rows("DELETE FROM relay_grants");
  await system.wireroom.rows("DELETE FROM relay_revocations");
});
let named = 0;
const newUser = async () => {
  system.fake.account = `ann${(named += 1)}`;
  return system.user();
};
/** Creates a user with a stored grant for the platform. */
async function granted(platform) {
  const user = await newUser();
  if (platform !== "telegram") {
    await user.grant(platform);
    return user;
  }
  const phone_number = user.phoneNumber;
  await expected(200, user.start("telegram", { phone_number }));
  await expected(200, user.finish("telegram", { phone_number, code: "12345" }));
  return user;
}
const revocations = (platform) => {
  const made = system.fake.made({ platform });
  return made.filter(({ operation, json }) => operation === "revoke" || json?.method === "invalidate_session");
};
const operation = (platform) => (platform === "telegram" ? "telegram.adapter" : `${platform}.revoke`);

for (const platform of [...oauthPlatforms, "telegram"]) {
  test(`${platform}: with the password a grant is revoked at the platform and deleted here`, async () => {
    const user = await granted(platform);
    const before = revocations(platform).length;
    assert.equal((await user.revoke(platform)).status, 200);
    assert.deepEqual((await user.wallet()).saved, []);
    const [made, ...more] = revocations(platform).slice(before);
    assert.deepEqual([made.outcome, more], ["accepted", []]);
    for (const table of ["relay_grants", "relay_revocations"]) assert.equal(await system.count(table, user), 0);
    assert.equal((await user.revoke(platform)).status, 404);
  });

  test(`${platform}: a grant is deleted here even if the platform is down, and the platform is informed later`, async () => {
    const user = await granted(platform);
    const before = revocations(platform).length;
    system.fake.next(operation(platform), unavailable);
    assert.ok((await system.stored()).includes("v1.data."));
    assert.equal((await user.revoke(platform)).status, 200);
    assert.deepEqual((await user.wallet()).saved, []);
    assert.equal(await system.count("relay_grants", user), 0);
    const later = (minutes) => system.wireroom.cron(new Date(Date.now() + minutes * minuteMs));
    await later(4);
    assert.equal(revocations(platform).length - before, 1, "not before five minutes");
    system.fake.next(operation(platform), hang);
    await later(6);
    await later(7);
    assert.equal(revocations(platform).length - before, 2, "and then after ten more");
    await later(17);
    await later(60);
    const made = revocations(platform).slice(before);
    assert.deepEqual(
      made.map(({ outcome }) => outcome),
      ["refused with 500", "hung", "accepted"],
    );
    assert.equal(await system.count("relay_revocations", user), 0);
    assert.ok(!(await system.stored()).includes("v1.data."), "nothing of the tokens is left");
  });
}

test("a platform that refuses a revocation is not asked again", async () => {
  const user = await granted("gmail");
  system.fake.next("gmail.revoke", refuse(403, { error: "access_denied" }));
  assert.equal((await user.revoke("gmail")).status, 200);
  assert.equal(await system.count("relay_revocations", user), 0);
});

test("a platform that stays down is asked nine times in a day and then no more", async () => {
  const user = await granted("gmail");
  const before = revocations("gmail").length;
  system.fake.always("gmail.revoke", unavailable);
  await expected(200, user.revoke("gmail"));
  for (let hours = 0; hours <= 48; hours += 1) await system.wireroom.cron(new Date(Date.now() + hours * 60 * minuteMs));
  assert.equal(revocations("gmail").length - before, 9);
  assert.equal(await system.count("relay_revocations", user), 0);
});

test("tokens that are no longer valid are revoked", async () => {
  const user = await granted("gmail");
  system.fake.withdraw("gmail");
  assert.equal((await user.revoke("gmail")).status, 200);
  assert.equal(await system.count("relay_revocations", user), 0);
});

test("without the password, or with another user's session, nothing is revoked", async () => {
  const [user, other] = [await granted("gmail"), await newUser()];
  const before = revocations("gmail").length;
  assert.equal((await user.revoke("gmail", "Wrong-horse-9")).status, 403);
  assert.equal((await user.call("DELETE", "/platforms/gmail/protocols/oauth2", {})).status, 400);
  const foreign = { userId: user.id };
  const json = { password: user.user.password };
  assert.equal((await other.call("DELETE", "/platforms/gmail/protocols/oauth2", json, foreign)).status, 401);
  assert.equal((await other.revoke("gmail")).status, 404);
  assert.equal(revocations("gmail").length, before);
  assert.deepEqual((await user.wallet()).saved, ["gmail"]);
});

test("an attacker who guesses the password is blocked before the right one works", async () => {
  const user = await granted("gmail");
  const statuses = [];
  for (let guess = 0; guess < 6; guess += 1) statuses.push((await user.revoke("gmail", `Wrong-${guess}`)).status);
  assert.deepEqual(statuses, [403, 403, 403, 403, 403, 429]);
  assert.equal((await user.revoke("gmail")).status, 429);
  assert.deepEqual((await user.wallet()).saved, ["gmail"]);
});

test("a revoked account can be granted again, by any user", async () => {
  const user = await granted("gmail");
  await expected(200, user.revoke("gmail"));
  await user.grant("gmail");
  await expected(200, user.revoke("gmail"));
  await (await system.user()).grant("gmail");
});

test("ten concurrent revocations revoke a grant once", async () => {
  const user = await granted("gmail");
  const before = revocations("gmail").length;
  const answers = await Promise.all(Array.from({ length: 10 }, () => user.revoke("gmail")));
  const statuses = answers.map(({ status }) => status);
  assert.equal(statuses.filter((status) => status === 200).length, 1, String(statuses));
  assert.equal(revocations("gmail").length - before, 1);
});

test("a grant for a platform that is no longer offered can be revoked", async () => {
  const user = await granted("gmail");
  const stranger = await newUser();
  const { back, ...returned } = await stranger.agree("gmail");
  await system.restart(system.keys, { GMAIL_CLIENT_ID: "" });
  assert.deepEqual((await user.wallet()).saved, ["gmail"]);
  assert.ok(!(await stranger.wallet()).unsaved.includes("gmail"));
  assert.equal((await stranger.start("gmail")).status, 404);
  assert.equal((await stranger.finish("gmail", returned)).status, 404);
  const before = revocations("gmail").length;
  assert.equal((await user.revoke("gmail")).status, 200);
  assert.equal(revocations("gmail").length - before, 1);
});

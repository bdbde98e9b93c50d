import assert from "node:assert/strict";
import { after, afterEach, before, test } from "node:test";
import { hang, refuse, unavailable } from "../support/platform-fake.mjs";
import { expected, startWithPlatforms } from "./grants.mjs";
import { expect, Visitor } from "./users.mjs";

const newPassword = "Another-horse-8";
const minuteMs = 60_000;

let system, wireroom, phone;
before(async () => {
  system = await startWithPlatforms();
  wireroom = system.wireroom;
  phone = await wireroom.phone();
});
after(() => system.stop());
afterEach(() => system.fake.relent());

let named = 0;
/** Creates a user with stored grants for two platforms. */
async function granted() {
  system.fake.account = `ngozi${(named += 1)}`;
  const user = await system.user();
  for (const platform of ["gmail", "mastodon"]) await user.grant(platform);
  return user;
}

const told = (since = 0) => {
  const made = system.fake
    .made({})
    .slice(since)
    .filter(({ operation }) => operation === "revoke");
  return made.map(({ platform, outcome }) => `${platform} ${outcome}`).sort();
};
const requests = () => system.fake.made({}).length;

/** The changes that revoke grants, and the state of the user afterwards. */
const changes = {
  "another password": async (user) =>
    expected(200, user.call("POST", "/password", { password: user.user.password, new_password: newPassword })),
  "a recovery": async (user) => {
    const visitor = new Visitor(wireroom);
    const number = { full: user.phoneNumber };
    expect(await visitor.recover(number), 200);
    expect(await visitor.enterCode(await visitor.receiveCode(phone, number)), 200);
    expect(await visitor.finishRecovery(newPassword), 200);
  },
  "a deletion": async (user) => expected(200, user.call("DELETE", "", { password: user.user.password })),
};

for (const [name, change] of Object.entries(changes)) {
  test(`${name} revokes every grant of the user at its platform, and none of other users`, async () => {
    const [user, bystander] = [await granted(), await granted()];
    const since = requests();
    await change(user);
    assert.deepEqual(told(since), ["gmail accepted", "mastodon accepted"]);
    for (const table of ["relay_grants", "relay_data_keys", "relay_revocations"])
      assert.equal(await system.count(table, user), 0, table);
    assert.deepEqual((await bystander.wallet()).saved, ["gmail", "mastodon"]);
  });

  test(`${name} takes effect here even if one platform is down and another refuses`, async () => {
    const user = await granted();
    const since = requests();
    system.fake.next("gmail.revoke", unavailable);
    system.fake.next("mastodon.revoke", refuse(403, { error: "unauthorized_client" }));
    await change(user);
    for (const table of ["relay_grants", "relay_data_keys"]) assert.equal(await system.count(table, user), 0, table);
    assert.equal(await system.count("relay_revocations", user), 1);
    await wireroom.cron(new Date(Date.now() + 6 * minuteMs));
    assert.equal(told(since).filter((it) => it === "gmail accepted").length, 1);
    assert.equal(await system.count("relay_revocations", user), 0);
  });
}

test("a platform that does not answer does not prevent the deletion of an account", async () => {
  const user = await granted();
  for (const platform of ["gmail", "mastodon"]) system.fake.next(`${platform}.revoke`, hang);
  await changes["a deletion"](user);
  assert.deepEqual(await wireroom.rows("SELECT * FROM relay_users WHERE user_id = ?", user.id), []);
});

test("a wrong password revokes nothing", async () => {
  const user = await granted();
  const since = requests();
  assert.equal(
    (await user.call("POST", "/password", { password: "Wrong-horse-9", new_password: newPassword })).status,
    403,
  );
  assert.equal(
    (await user.call("POST", "/password", { password: user.user.password, new_password: "weak" })).status,
    400,
  );
  assert.equal((await user.call("DELETE", "", { password: "Wrong-horse-9" })).status, 403);
  assert.deepEqual(told(since), []);
  assert.deepEqual((await user.wallet()).saved, ["gmail", "mastodon"]);
});

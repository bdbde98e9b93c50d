import assert from "node:assert/strict";
import { after, afterEach, before, test } from "node:test";
import { breakAfterDoing, gate, hang, refuse, slowDown, unavailable } from "../support/platform-fake.mjs";
import { expected, oauthPlatforms, startWithPlatforms } from "./grants.mjs";

let system;
before(async () => (system = await startWithPlatforms()));
after(() => system.stop());
afterEach(() => system.fake.relent());
// Each account of a platform belongs to one user, so every new user gets a new account name in the fakes.
const newUser = async () => {
  system.fake.account = `bob${Math.random()}`;
  await system.wireroom.rows("DELETE FROM relay_grants WHERE platform IN ('twitter', 'bluesky')");
  return system.user();
};
const requests = (operation, platform = "gmail") => system.fake.made({ platform, operation }).length;

for (const platform of oauthPlatforms) {
  test(`${platform}: a consenting user has the account stored and need not consent again`, async () => {
    const user = await newUser();
    const before = await user.wallet();
    assert.deepEqual(before, { saved: [], unsaved: ["bluesky", "gmail", "mastodon", "telegram", "twitter"] });
    const { body } = await expected(200, user.start(platform));
    assert.deepEqual(Object.keys(body).toSorted(), ["body", "code_verifier", "platform", "url"]);
    assert.equal(body.platform, platform);
    assert.equal(body.body, "");
    assert.equal(body.code_verifier !== "", platform === "twitter");
    const returned = await user.agree(platform);
    const place = new URL(returned.back);
    assert.equal(place.origin, new URL(system.wireroom.url).origin);
    assert.equal(place.pathname, `/platforms/${platform}/protocols/oauth2/redirect_codes/`);
    const { body: finished } = await expected(200, user.finish(platform, returned));
    assert.deepEqual(finished, { body: "", initialization_url: "" });
    assert.deepEqual((await user.wallet()).saved, [platform]);
    assert.equal((await user.finish(platform, returned)).status, 409);
    assert.equal((await user.start(platform)).status, 409);
  });

  test(`${platform}: a code submitted ten times at once is exchanged once`, async () => {
    const user = await newUser();
    const { back, ...returned } = await user.agree(platform);
    const exchanged = requests("token", platform);
    const answers = await Promise.all(Array.from({ length: 10 }, () => user.finish(platform, returned)));
    assert.equal(answers.filter(({ status }) => status === 200).length, 1);
    assert.ok(answers.every(({ status }) => [200, 403, 409].includes(status)));
    assert.equal(requests("token", platform) - exchanged, 1);
  });

  test(`${platform}: an outage stores nothing, and the same code works afterwards`, async () => {
    const user = await newUser();
    const { back, ...returned } = await user.agree(platform);
    system.fake.next(`${platform}.token`, unavailable, slowDown(7), hang, refuse(502, "<html>"));
    assert.equal((await user.finish(platform, returned)).status, 502);
    const busy = await user.finish(platform, returned);
    assert.deepEqual([busy.status, busy.headers.get("retry-after")], [503, "7"]);
    const startedMs = Date.now();
    assert.equal((await user.finish(platform, returned)).status, 502);
    assert.ok(Date.now() - startedMs < 8_000, "the platform is not waited for longer than the setting says");
    assert.equal((await user.finish(platform, returned)).status, 502);
    assert.equal(await system.count("relay_grants", user), 0);
    assert.equal((await user.finish(platform, returned)).status, 200);
  });

  test(`${platform}: a refusal is the client's error, stores nothing, and ends the consent`, async () => {
    const user = await newUser();
    const { back, ...returned } = await user.agree(platform);
    const wrong = await user.finish(platform, { ...returned, code: "wrong" });
    assert.deepEqual([wrong.status, wrong.text], [403, "refused by the platform: invalid_grant"]);
    assert.equal((await user.finish(platform, returned)).status, 403);
    assert.deepEqual((await user.wallet()).saved, []);
  });

  test(`${platform}: a user who consents to only some scopes has nothing stored`, async () => {
    const user = await newUser();
    const scopes = { gmail: ["openid"], twitter: ["users.read"], mastodon: ["profile"], bluesky: ["atproto"] }[
      platform
    ];
    const { back, ...returned } = await user.agree(platform, { scopes });
    assert.equal((await user.finish(platform, returned)).status, 422);
    assert.deepEqual((await user.wallet()).saved, []);
  });
}

test("a client that reports a missing scope causes no request to the platform", async () => {
  const user = await newUser();
  const { back, ...returned } = await user.agree("gmail");
  const exchanged = requests("token");
  assert.equal((await user.finish("gmail", { ...returned, scope: "openid" })).status, 422);
  assert.equal(requests("token"), exchanged);
});

test("a client that sends only the code completes its newest consent", async () => {
  const user = await newUser();
  await user.agree("gmail");
  const { code } = await user.agree("gmail");
  assert.equal((await user.finish("gmail", { code })).status, 200);
});

test("a state is valid only for the user who began with it, and only once", async () => {
  const [user, other] = [await newUser(), await newUser()];
  const { back, ...returned } = await user.agree("gmail");
  await other.agree("gmail");
  const exchanged = requests("token");
  for (const [who, state] of [
    [user, "x".repeat(43)],
    [other, returned.state],
  ]) {
    assert.equal((await who.finish("gmail", { ...returned, state })).status, 403);
  }
  assert.equal(requests("token"), exchanged);
  assert.equal((await user.finish("gmail", returned)).status, 200);
});

test("another user's consent can be neither completed nor detected", async () => {
  const [user, other] = [await newUser(), await newUser()];
  const { code } = await user.agree("gmail");
  const answer = await other.finish("gmail", { code });
  const nobodys = await other.finish("gmail", { code: "x" });
  assert.deepEqual([answer.status, answer.text], [nobodys.status, nobodys.text]);
  const foreign = await other.call("PUT", "/platforms/gmail/protocols/oauth2", { code }, { userId: user.id });
  assert.equal(foreign.status, 401);
  assert.equal((await user.finish("gmail", { code })).status, 200);
});

test("an account of a platform can belong to only one user", async () => {
  const [user, other] = [await newUser(), await newUser()];
  await user.grant("gmail");
  const { back, ...returned } = await other.agree("gmail");
  assert.equal((await other.finish("gmail", returned)).status, 409);
  assert.equal(requests("revoke"), 0, "that would end the first user's consent, too");
  assert.deepEqual((await other.wallet()).saved, []);
});

test("twitter's verifier must be returned unchanged", async () => {
  const user = await newUser();
  const { back, ...returned } = await user.agree("twitter");
  const exchanged = requests("token", "twitter");
  const { code_verifier: verifier, ...without } = returned;
  assert.equal((await user.finish("twitter", without)).status, 400);
  assert.equal((await user.finish("twitter", { ...without, code_verifier: "y".repeat(43) })).status, 403);
  assert.equal((await user.finish("twitter", returned)).status, 403, "guessing ends it");
  assert.equal(requests("token", "twitter"), exchanged);
  assert.ok(verifier.length >= 43);
});

test("bluesky's servers are found from a handle, their identity is checked, and their nonces may change", async () => {
  const user = await newUser();
  system.fake.requireNonce();
  const { back, ...returned } = await user.agree("bluesky", { handle: "@bob.test" });
  const { iss, ...without } = returned;
  assert.equal((await user.finish("bluesky", without)).status, 400);
  system.fake.requireNonce();
  assert.equal((await user.finish("bluesky", returned)).status, 200);
  const nobody = await (await newUser()).start("bluesky", { handle: "ann.test" });
  assert.equal(nobody.status, 403);
});

test("a server that names another issuer is not trusted", async () => {
  const user = await newUser();
  const { back, ...returned } = await user.agree("bluesky");
  const exchanged = requests("token", "bluesky");
  assert.equal((await user.finish("bluesky", { ...returned, iss: "https://evil.test" })).status, 403);
  assert.equal(requests("token", "bluesky"), exchanged);
});

test("tokens without an account identity are not stored", async () => {
  for (const behavior of [
    unavailable,
    hang,
    breakAfterDoing,
    refuse(200, "{}"),
    refuse(200, `"${"x".repeat(1_200_000)}"`),
  ]) {
    const user = await newUser();
    const { back, ...returned } = await user.agree("gmail");
    system.fake.next("gmail.identity", behavior);
    assert.equal((await user.finish("gmail", returned)).status, 502);
    assert.deepEqual((await user.wallet()).saved, []);
    assert.equal(await system.count("relay_grants", user), 0);
  }
});

test("redirects are never followed", async () => {
  const user = await newUser();
  const { back, ...returned } = await user.agree("gmail");
  const identified = requests("identity");
  system.fake.next("gmail.token", refuse(302, {}, { location: `${system.fake.origin}/gmail/userinfo` }));
  // The runtime gives 403; the harness's own fetch handles a redirect that is not followed differently.
  assert.ok([403, 502].includes((await user.finish("gmail", returned)).status));
  assert.equal(requests("identity"), identified);
});

test("a user who revokes everything while a code is exchanged has no grant afterwards", async () => {
  const user = await newUser();
  const { back, ...returned } = await user.agree("gmail");
  const { behavior, reached, release } = gate();
  system.fake.next("gmail.token", behavior);
  const finishing = user.finish("gmail", returned);
  await reached;
  await system.wireroom.rows("DELETE FROM relay_data_keys WHERE user_id = ?", user.id);
  release();
  assert.equal((await finishing).status, 403);
  assert.deepEqual((await user.wallet()).saved, []);
});

test("if no application serves the redirect page, Wireroom's own page completes the consent for its user and state", async () => {
  const [user, other] = [await newUser(), await newUser()];
  const { back } = await user.agree("gmail");
  const path = `/${back.pathname}${back.search}`;
  assert.equal((await system.wireroom.request("GET", path.slice(1))).status, 401);
  assert.equal((await other.call("GET", path)).status, 403);
  const stateless = new URL(back);
  stateless.searchParams.delete("state");
  assert.equal((await user.call("GET", `/${stateless.pathname}${stateless.search}`)).status, 400);
  const page = await user.call("GET", path);
  assert.equal(page.status, 200);
  assert.match(page.headers.get("content-type"), /^text\/html/);
  assert.deepEqual((await user.wallet()).saved, ["gmail"]);
});

test("bluesky's callback under /v1 completes a consent in the same way", async () => {
  const user = await newUser();
  const { back } = await user.agree("bluesky");
  const path = `//v1/platforms/bluesky/oauth/callback${back.search}`;
  assert.equal((await user.call("GET", path.replace("bluesky", "gmail"))).status, 404);
  assert.equal((await user.call("GET", path)).status, 200);
  assert.deepEqual((await user.wallet()).saved, ["bluesky"]);
});

test("an expired consent is not usable, and is swept", async () => {
  const user = await newUser();
  const { back, ...returned } = await user.agree("gmail");
  await system.wireroom.rows("UPDATE relay_consents SET expires_at_ms = ? WHERE user_id = ?", Date.now() - 1, user.id);
  assert.equal((await user.finish("gmail", returned)).status, 403);
  await system.wireroom.cron();
  assert.equal(await system.count("relay_consents", user), 0);
});

test("the number of consents that a user can begin is limited", async () => {
  const user = await newUser();
  const statuses = [];
  for (let count = 0; count < 21; count += 1) statuses.push((await user.start("mastodon")).status);
  assert.deepEqual([...new Set(statuses)], [200, 429]);
  assert.equal(statuses.at(-1), 429);
  assert.equal(await system.count("relay_consents", user), 5);
});

test("unknown platforms, protocols and steps are 404", async () => {
  const user = await newUser();
  for (const path of [
    "slack/protocols/oauth2",
    "gmail/protocols/twofactor",
    "gmail/protocols/oauth2/password",
    "Gmail/protocols/oauth2",
  ]) {
    for (const method of ["PUT", "DELETE"]) {
      assert.equal(
        (await user.call(method, `/platforms/${path}`, { code: "x", password: "y" })).status,
        404,
        `${method} ${path}`,
      );
    }
  }
  assert.equal((await user.finish("gmail", {})).status, 400);
  assert.equal((await user.finish("gmail", { code: { x: 1 } })).status, 400);
  const broken = await user.user.wireroom.request("PUT", `/v2/users/${user.id}/platforms/gmail/protocols/oauth2`, {
    headers: { "user-agent": "relay tests", cookie: `SWOB=${user.user.cookie}`, "content-type": "application/json" },
    body: "{",
  });
  assert.equal(broken.status, 400);
});

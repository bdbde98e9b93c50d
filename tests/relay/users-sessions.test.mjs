import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { startWireroom } from "../support/wireroom.mjs";
import { expect, forgeCookie, goodPassword, member, rowOf, Visitor } from "./users.mjs";

const minuteMs = 60_000;

let wireroom, phone;
before(async () => {
  wireroom = await startWireroom();
  phone = await wireroom.phone();
});
after(() => wireroom.stop());

/** Forges the cookie of a session that began, and was renewed, this many minutes ago. */
function aged(user, { began, renewed = began, stage = "login", ...more }) {
  const now = Date.now();
  const session = {
    user_id: user.uid,
    session_id: "s".repeat(21),
    stage,
    started_at_ms: now - began * minuteMs,
    renewed_at_ms: now - renewed * minuteMs,
  };
  return forgeCookie(session, more);
}

async function statusWith(user, cookie, agent) {
  const visitor = Object.assign(new Visitor(wireroom, { agent }), { cookie, uid: user.uid });
  return (await visitor.dashboard()).status;
}

test("a login's cookie is HttpOnly and SameSite=Lax, and each request renews it", async () => {
  const user = await member(wireroom, phone);
  const first = user.cookie;
  const { setCookie } = expect(await user.dashboard(), 200);
  assert.match(setCookie, /^SWOB=v1\.tests\.[A-Za-z0-9+/=]+; Path=\/; Max-Age=900; HttpOnly; SameSite=Lax$/);
  assert.notEqual(user.cookie, first);
  expect(await user.dashboard(), 200);
});

test("a refusal renews the session too, and a refusal without a session sets no cookie", async () => {
  const user = await member(wireroom, phone);
  assert.match((await user.delete("Wrong-horse-9")).setCookie, /^SWOB=v1\./);
  const stranger = Object.assign(new Visitor(wireroom), { uid: user.uid });
  const refused = await stranger.dashboard();
  assert.deepEqual([refused.status, refused.setCookie], [401, null]);
});

test("a session is invalid with another user agent", async () => {
  const user = await member(wireroom, phone, { agent: "mine" });
  assert.equal(await statusWith(user, user.cookie, "mine"), 200);
  for (const agent of ["another", "Mine", ""]) assert.equal(await statusWith(user, user.cookie, agent), 401, agent);
});

test("a session ends after 15 minutes without a request and after 45 in total", async () => {
  const user = await member(wireroom, phone);
  for (const [age, status] of [
    [{ began: 0 }, 200],
    [{ began: 14 }, 200],
    [{ began: 15 }, 401],
    [{ began: 44, renewed: 1 }, 200],
    [{ began: 45, renewed: 0 }, 401],
    [{ began: -5 }, 401],
  ]) {
    assert.equal(await statusWith(user, aged(user, age)), status, JSON.stringify(age));
  }
});

test("a cookie that was altered, sealed under another key or made for another user is invalid", async () => {
  const [user, other] = [await member(wireroom, phone), await member(wireroom, phone)];
  const altered = `${user.cookie.slice(0, -6)}${user.cookie.at(-6) === "A" ? "B" : "A"}${user.cookie.slice(-5)}`;
  for (const cookie of [
    altered,
    "",
    "x",
    `"${"v1.tests.AAAA"}"`,
    aged(user, { began: 0, key: Buffer.alloc(32, 8) }),
    aged(user, { began: 0, keyId: "unknown" }),
    aged({ uid: "nobody" }, { began: 0 }),
    other.cookie,
  ]) {
    assert.equal(await statusWith(user, cookie), 401, cookie);
  }
});

test("cookies of a sign-up and of a recovery are no logins, and a login's cookie verifies no number", async () => {
  const user = await member(wireroom, phone);
  for (const stage of ["sign_up", "recovery"])
    assert.equal(await statusWith(user, aged(user, { began: 0, stage })), 401, stage);
  assert.equal((await user.askForCode(user.number)).status, 401);
  assert.equal((await user.enterCode("123456")).status, 401);
  assert.equal((await user.finishSignUp()).status, 401);
  assert.equal((await user.finishRecovery("Another-horse-8")).status, 401);
});

test("a logout invalidates the cookie on every device, and a new login works", async () => {
  const user = await member(wireroom, phone);
  const kept = user.cookie;
  const elsewhere = new Visitor(wireroom);
  expect(await elsewhere.logIn(user.number), 200);
  const left = expect(await user.logOut(), 200);
  assert.equal(left.setCookie, "SWOB=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax");
  assert.equal(await statusWith(user, kept), 401);
  assert.equal((await elsewhere.dashboard()).status, 401);
  assert.equal((await user.logOut()).status, 401);
  expect(await user.logIn(user.number), 200);
  expect(await user.dashboard(), 200);
});

test("one user's session gives no access to another's data", async () => {
  const [mine, theirs] = [await member(wireroom, phone), await member(wireroom, phone)];
  for (const refused of [
    await mine.dashboard(theirs.uid),
    await mine.changePassword(goodPassword, "Another-horse-8", theirs.uid),
    await mine.logOut(theirs.uid),
    await mine.delete(goodPassword, theirs.uid),
    await mine.request("GET", `/v2/users/${theirs.uid}/platforms`),
  ]) {
    assert.equal(refused.status, 401);
  }
  expect(await theirs.dashboard(), 200);
  assert.equal((await rowOf(wireroom, theirs.number)).user_id, theirs.uid);
});

test("a user addressed by id logs in with the password, and the answer is empty", async () => {
  const user = await member(wireroom, phone);
  const visitor = Object.assign(new Visitor(wireroom), { uid: user.uid });
  const verified = expect(await visitor.verify(), 200);
  assert.equal(verified.text, "");
  assert.match(verified.setCookie, /^SWOB=v1\./);
  expect(await visitor.dashboard(), 200);
  assert.equal((await visitor.verify("Wrong-horse-9")).status, 403);
  assert.equal((await visitor.verify(goodPassword, "nobody")).status, 403);
});

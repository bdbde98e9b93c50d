import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { OwnPage, codeOf } from "../support/people.mjs";
import { startWireroom } from "../support/wireroom.mjs";
import { AccountStream } from "./account-stream.mjs";

let wireroom;
before(async () => (wireroom = await startWireroom()));
after(() => wireroom.stop());

const deliveryMs = 5_000;

/** An account with an owner's page, and a page and a stream of a person whose session is to end. */
async function followedBy(role) {
  const account = await wireroom.createAccount(`followed by ${role} ${crypto.randomUUID()}`);
  const owner = await OwnPage.signIn(wireroom, { name: "Olga", account });
  const page = await OwnPage.signIn(wireroom, { name: "Vera", role, account });
  const stream = await opened(page);
  const stays = await opened(owner);
  return { account, owner, page, stream, stays };
}

/** Opens a stream and waits until it is fed. */
async function opened(page, account) {
  const stream = await AccountStream.followOn(page, account);
  assert.equal((await stream.next()).type, "ready");
  return stream;
}

/** Makes sure that a stream is still fed. */
async function isFed(stream, account) {
  await account.send({ to: "+12025550123", message: "still followed" });
  await stream.until(({ type }) => type === "message.accepted", deliveryMs);
  stream.close();
}

async function isRefused(page, account) {
  const headers = account && { "wireroom-account": account.id };
  const answer = await page.request("GET", "/api/v1/admin/events", { headers });
  assert.deepEqual([answer.status, codeOf(answer)], [401, "invalid_session"]);
}

test("signing out ends the session's streams at once, and leaves those of others", async () => {
  const { account, page, stream, stays } = await followedBy("viewer");
  const other = await opened(await OwnPage.signIn(wireroom, { name: "Vera", role: "viewer", account }));
  assert.equal((await page.request("DELETE", "/api/v1/session")).status, 204);
  await stream.hasEnded();
  await isFed(stays, account);
  await isFed(other, account);
});

test("ending one of the own sessions ends its streams at once", async () => {
  const { account, page, stream, stays } = await followedBy("viewer");
  const other = await OwnPage.signIn(wireroom, { name: "Vera", role: "viewer", account });
  const { sessions } = (await other.request("GET", "/api/v1/session/sessions")).body;
  const { id } = sessions.find(({ current }) => !current);
  assert.equal((await other.request("DELETE", `/api/v1/session/sessions/${id}`)).status, 200);
  await stream.hasEnded();
  await isRefused(page);
  await isFed(stays, account);
});

test("an owner who ends a person's session ends its streams at once", async () => {
  const { account, owner, page, stream, stays } = await followedBy("operator");
  const path = `/api/v1/admin/people/${page.person.id}/sessions`;
  const { sessions } = (await owner.request("GET", path)).body;
  assert.equal((await owner.request("DELETE", `${path}/${sessions[0].id}`)).status, 200);
  await stream.hasEnded();
  await isFed(stays, account);
});

test("removing a person ends the person's streams at once, and no other can be opened", async () => {
  const { account, owner, page, stream, stays } = await followedBy("viewer");
  assert.equal((await owner.request("DELETE", `/api/v1/admin/people/${page.person.id}`)).status, 200);
  await stream.hasEnded();
  await isRefused(page);
  await isFed(stays, account);
});

test("another role ends the person's streams at once, and another name does not", async () => {
  const { account, owner, page, stream, stays } = await followedBy("operator");
  const change = (json) => owner.request("PATCH", `/api/v1/admin/people/${page.person.id}`, { json });
  assert.equal((await change({ name: "Vera II" })).status, 200);
  await account.send({ to: "+12025550123", message: "still followed" });
  await stream.until(({ type }) => type === "message.accepted", deliveryMs);
  assert.equal((await change({ role: "viewer" })).status, 200);
  await stream.hasEnded();
  await isFed(stays, account);
});

test("a sign-in that ends the oldest of 20 sessions ends its streams at once", async () => {
  const { account, page, stream, stays } = await followedBy("viewer");
  const [{ scope, created_at_ms: begunAt }] = await wireroom.rows(
    "SELECT scope, created_at_ms FROM person_sessions WHERE person_id = ?",
    page.person.id,
  );
  for (let at = 1; at < 20; at++)
    await wireroom.rows(
      `INSERT INTO person_sessions
         (scope, person_id, id, digest, method, created_at_ms, expires_at_ms, used_at_ms)
       VALUES (?, ?, ?, ?, 'link', ?, ?, ?)`,
      scope,
      page.person.id,
      `${at}`.padStart(32, "0"),
      `${at}`.padStart(64, "0"),
      begunAt + 1,
      Date.now() + 3_600_000,
      Date.now(),
    );
  await OwnPage.signIn(wireroom, { name: "Vera", role: "viewer", account });
  await stream.hasEnded();
  await isFed(stays, account);
});

test("the end of a session of the deployment ends its streams in every account", async () => {
  const accounts = await Promise.all(["first", "second"].map((name) => wireroom.createAccount(`${name} of two`)));
  const page = await OwnPage.signIn(wireroom, { name: "Dora", role: "viewer" });
  const streams = await Promise.all(accounts.map((account) => opened(page, account)));
  const { cookie } = page;
  assert.equal((await page.request("DELETE", "/api/v1/session")).status, 204);
  await Promise.all(streams.map((stream) => stream.hasEnded()));
  page.cookie = cookie;
  await isRefused(page, accounts[0]);
});

test("a credential that ended elsewhere opens no stream, although it is cached as valid", async () => {
  const account = await wireroom.createAccount("cached elsewhere");
  const key = await account.createKey("client");
  const page = await OwnPage.signIn(wireroom, { name: "Vera", role: "viewer", account });
  assert.equal((await wireroom.request("GET", "/api/v1/admin/gateways", { key })).status, 200);
  assert.equal((await page.request("GET", "/api/v1/session")).status, 200);
  await account.revokeKey(key);
  await wireroom.rows("DELETE FROM person_sessions WHERE person_id = ?", page.person.id);
  const answer = await wireroom.request("GET", "/api/v1/admin/events", { key });
  assert.equal(answer.status, 401, answer.text);
  await isRefused(page);
});

test("a person of a disabled account opens no stream, although the session is cached as valid", async () => {
  const { account, page, stream } = await followedBy("owner");
  await wireroom.api.call("POST", `/api/v1/operator/accounts/${account.id}/disable`);
  await stream.hasEnded();
  await isRefused(page);
});

test("a stream ends no later than its key and its session", async () => {
  const account = await wireroom.createAccount("expiring");
  const key = await account.createKey("client", { expiresAtMs: Date.now() + 4_000 });
  const ofKey = await AccountStream.follow(wireroom, key);
  const page = await OwnPage.signIn(wireroom, { name: "Vera", role: "viewer", account });
  // The row is read on the session's first use.
  const endsAt = Date.now() + 4_000;
  await wireroom.rows("UPDATE person_sessions SET expires_at_ms = ? WHERE person_id = ?", endsAt, page.person.id);
  const ofSession = await opened(page);
  await Promise.all([ofKey.hasEnded(10_000), ofSession.hasEnded(10_000)]);
});

test("a credential with many streams ends its own oldest one, and none of another's", async () => {
  const { account, page, stream, stays } = await followedBy("viewer");
  const more = [];
  for (let at = 1; at < 8; at++) more.push(await opened(page));
  assert.equal(stream.ended, false);
  // Every session of the person counts.
  const second = await OwnPage.signIn(wireroom, { name: "Vera", role: "viewer", account });
  more.push(await opened(second));
  await stream.hasEnded();
  for (let at = 0; at < 24; at++) more.push(await opened(second));
  await isFed(stays, account);
  await more[0].hasEnded();
  await isFed(more.at(-1), account);
  for (const each of more) each.close();
});

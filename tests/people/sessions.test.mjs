import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { OwnPage, codeOf } from "../support/people.mjs";
import { startWireroom } from "../support/wireroom.mjs";

const hourMs = 3_600_000;

let wireroom;
before(async () => (wireroom = await startWireroom()));
after(() => wireroom.stop());

const signIn = (name, more = {}) => OwnPage.signIn(wireroom, { name, account: wireroom.account, ...more });
const isEnded = (answer, what) => assert.deepEqual([answer.status, codeOf(answer)], [401, "invalid_session"], what);

test("a session ends after 12 hours without a request, and a week after it began", async () => {
  const expectations = [
    { used: 12 * hourMs - 60_000, left: hourMs, alive: true },
    { used: 12 * hourMs, left: hourMs, alive: false },
    { used: 0, left: 60_000, alive: true },
    { used: 0, left: 0, alive: false },
  ];
  for (const [index, { used, left, alive }] of expectations.entries()) {
    // A session's row is read on its first use, so it is aged before that.
    const browser = await signIn(`aged ${index}`);
    await wireroom.rows(
      "UPDATE person_sessions SET used_at_ms = ?, expires_at_ms = ? WHERE person_id = ?",
      Date.now() - used,
      Date.now() + left,
      browser.person.id,
    );
    const answer = await browser.request("GET", "/api/v1/session");
    if (alive) assert.equal(answer.status, 200, `case ${index}: ${answer.text}`);
    else isEnded(answer, `case ${index}`);
  }
});

test("the use of a session is recorded when the recorded one is older than some minutes", async () => {
  const browser = await signIn("used");
  const usedAt = async () =>
    (await wireroom.rows("SELECT used_at_ms FROM person_sessions WHERE person_id = ?", browser.person.id))[0]
      .used_at_ms;
  const early = Date.now() - 6 * 60_000;
  await wireroom.rows("UPDATE person_sessions SET used_at_ms = ? WHERE person_id = ?", early, browser.person.id);
  assert.equal((await browser.request("GET", "/api/v1/session")).status, 200);
  const deadline = Date.now() + 5_000;
  while ((await usedAt()) === early && Date.now() < deadline) await new Promise((resolve) => setTimeout(resolve, 20));
  const recorded = await usedAt();
  assert.ok(recorded > early);
  await browser.request("GET", "/api/v1/session");
  assert.equal(await usedAt(), recorded);
});

test("a session that its person ends is void at once, and the browser forgets it", async () => {
  const browser = await signIn("leaving");
  const { cookie } = browser;
  assert.equal((await browser.request("GET", "/api/v1/session")).status, 200);
  const left = await browser.request("DELETE", "/api/v1/session");
  assert.equal(left.status, 204);
  assert.match(left.headers.get("set-cookie"), /^wireroom_session=; Max-Age=0; /);
  isEnded(await browser.request("GET", "/api/v1/session", { headers: { cookie } }));
  isEnded(await browser.request("GET", "/api/v1/session"));
});

test("a person lists and ends the own sessions, and nobody else's", async () => {
  const first = await signIn("with two");
  const second = await signIn("with two");
  const listed = (await first.request("GET", "/api/v1/session/sessions")).body.sessions;
  assert.deepEqual(listed.map(({ current }) => current).sort(), [false, true]);
  const { id } = listed.find(({ current }) => !current);
  assert.equal((await second.request("GET", "/api/v1/session")).status, 200);
  const stranger = await signIn("curious");
  const foreign = await stranger.request("DELETE", `/api/v1/session/sessions/${id}`);
  assert.deepEqual([foreign.status, codeOf(foreign)], [404, "person_session_not_found"]);
  assert.equal((await first.request("DELETE", `/api/v1/session/sessions/${id}`)).status, 200);
  isEnded(await second.request("GET", "/api/v1/session"));
  assert.equal((await first.request("GET", "/api/v1/session")).status, 200);
});

test("a request that changes something is taken with a cookie only from an own page, as JSON", async () => {
  const browser = await signIn("attacked");
  const path = "/api/v1/admin/keys";
  const json = { name: "made by a page" };
  const keys = async () => (await wireroom.rows("SELECT COUNT(*) AS count FROM api_keys"))[0].count;
  const before = await keys();
  const attacks = {
    "another origin": { json, headers: { origin: "https://evil.example" } },
    "an origin that begins alike": { json, headers: { origin: `${wireroom.url}0` } },
    "no origin": { json, headers: { origin: undefined } },
    "an opaque origin": { json, headers: { origin: "null" } },
    "another site": { json, headers: { "sec-fetch-site": "cross-site" } },
    "a subdomain": { json, headers: { "sec-fetch-site": "same-site" } },
    "a form": { form: json },
    "a text": { json, headers: { "content-type": "text/plain" } },
  };
  for (const [what, attack] of Object.entries(attacks)) {
    const answer = await browser.request("POST", path, attack);
    assert.deepEqual([answer.status, codeOf(answer)], [403, "cross_site_request"], what);
  }
  assert.equal(await keys(), before);
  const older = await browser.request("POST", path, { json, headers: { "sec-fetch-site": undefined } });
  assert.equal(older.status, 201, older.text);
});

test("no page of another origin may read an answer with a cookie", async () => {
  const browser = await signIn("read by others");
  const answer = await browser.request("GET", "/api/v1/session", { headers: { origin: "https://evil.example" } });
  assert.equal(answer.headers.get("access-control-allow-credentials"), null);
  assert.equal(answer.headers.get("cache-control"), "no-store");
});

test("a key counts before a cookie, and a cookie is no key of other routes", async () => {
  const browser = await signIn("with both");
  const other = await wireroom.createAccount("of the key");
  const listed = await browser.request("GET", "/api/v1/admin/keys", { key: other.key });
  assert.equal(listed.body.keys.length, 1);
  const invalid = await browser.request("GET", "/api/v1/admin/keys", { key: "api_live_x" });
  assert.equal(invalid.status, 401);
  const send = { json: { to: "+12025550123", message: "by cookie" } };
  const sent = await browser.request("POST", "/api/v1/sms/send", send);
  assert.deepEqual([sent.status, codeOf(sent)], [401, "missing_credentials"]);
});

test("a cookie that was never issued, or is altered, is no session", async () => {
  const browser = await signIn("imitated");
  const { cookie } = browser;
  const altered = cookie.slice(0, -1) + (cookie.endsWith("0") ? "1" : "0");
  const cookies = [altered, `${cookie}0`, "wireroom_session=", "wireroom_session=x", `__Host-${cookie}`];
  for (const forged of cookies)
    isEnded(await browser.request("GET", "/api/v1/session", { headers: { cookie: forged } }), forged);
});

test("the cron deletes sessions and links that are over", async () => {
  const browser = await signIn("swept");
  const stays = await signIn("staying");
  await wireroom.rows("UPDATE person_sessions SET expires_at_ms = 1 WHERE person_id = ?", browser.person.id);
  await wireroom.cronQuarter();
  const left = await wireroom.rows("SELECT person_id FROM person_sessions");
  const people = left.map(({ person_id }) => person_id);
  assert.ok(!people.includes(browser.person.id) && people.includes(stays.person.id));
});

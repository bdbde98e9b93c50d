import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { operatorHeaders } from "../../scripts/lib/operator.mjs";
import { OwnPage, codeOf, createLink } from "../support/people.mjs";
import { localSecrets, startWireroom } from "../support/wireroom.mjs";

const refused = { error: "The sign-in is not valid, was used before, or has expired" };

let wireroom;
before(async () => (wireroom = await startWireroom()));
after(() => wireroom.stop());

const page = () => new OwnPage(wireroom);
const isRefused = ({ status, body }, what) => assert.deepEqual([status, body], [403, refused], what);

test("a sign-in link begins a session whose cookie no script and no other site can use", async () => {
  const link = await createLink(wireroom, { name: "Ada", account: wireroom.account });
  assert.equal(link.url, `${wireroom.url}/console/#sign-in=${link.token}`);
  assert.equal(link.account, wireroom.account.id);
  const browser = page();
  const answer = await browser.redeem(link.token);
  assert.equal(answer.status, 200, answer.text);
  const { person, role, scope, method, accounts, permissions } = answer.body;
  assert.deepEqual(
    { person, role, scope, method, accounts },
    {
      person: { id: link.person.id, name: "Ada" },
      role: "owner",
      scope: "account",
      method: "link",
      accounts: [{ id: wireroom.account.id, name: "default" }],
    },
  );
  assert.equal(permissions.manage_account, true);
  const [pair, ...attributes] = answer.headers.get("set-cookie").split("; ");
  assert.match(pair, /^wireroom_session=wrs_[0-9a-f]{16}_[0-9a-f]{16}_[0-9a-f]{72}$/);
  assert.deepEqual(attributes, ["Max-Age=604800", "Path=/", "HttpOnly", "SameSite=Strict"]);
  const shown = await browser.request("GET", "/api/v1/session");
  assert.deepEqual([shown.status, shown.body], [200, answer.body]);
});

test("neither a link's nor a session's secret is stored", async () => {
  const link = await createLink(wireroom, { name: "Bea", account: wireroom.account });
  const dump = JSON.stringify([
    await wireroom.rows("SELECT * FROM sign_in_links"),
    await wireroom.rows("SELECT * FROM person_sessions"),
  ]);
  assert.ok(!dump.includes(link.token.slice(-60)));
});

test("a link works once, also for twins that redeem it at the same time", async () => {
  const link = await createLink(wireroom, { name: "Cleo", account: wireroom.account });
  const answers = await Promise.all(Array.from({ length: 8 }, () => page().redeem(link.token)));
  assert.deepEqual(answers.map(({ status }) => status).sort(), [200, ...Array(7).fill(403)]);
  for (const answer of answers.filter(({ status }) => status === 403)) isRefused(answer);
  isRefused(await page().redeem(link.token), "later");
  const sessions = await wireroom.rows("SELECT id FROM person_sessions WHERE person_id = ?", link.person.id);
  assert.equal(sessions.length, 1);
});

test("an expired link, a replaced one and one that was never issued are refused alike", async () => {
  const expired = await createLink(wireroom, { name: "Dora", account: wireroom.account });
  await wireroom.rows("UPDATE sign_in_links SET expires_at_ms = ? WHERE person_id = ?", Date.now(), expired.person.id);
  isRefused(await page().redeem(expired.token), "expired");
  const replaced = await createLink(wireroom, { name: "Eve", account: wireroom.account });
  const newer = await createLink(wireroom, { name: "Eve", account: wireroom.account });
  assert.deepEqual(newer.person, replaced.person);
  isRefused(await page().redeem(replaced.token), "replaced");
  const flipped = newer.token.slice(0, -1) + (newer.token.endsWith("0") ? "1" : "0");
  for (const token of [flipped, newer.token.replace("wrl_", "wrs_"), "x", newer.token.slice(0, -8)])
    isRefused(await page().redeem(token), token);
  assert.equal((await page().redeem(newer.token)).status, 200);
});

test("a person of a disabled account cannot sign in", async () => {
  const account = await wireroom.createAccount("disabled later");
  const link = await createLink(wireroom, { name: "Flo", account });
  await wireroom.rows("UPDATE accounts SET disabled_at_ms = 1 WHERE id = ?", account.id);
  isRefused(await page().redeem(link.token));
});

test("a sign-in that other pages or forms make is refused", async () => {
  const link = await createLink(wireroom, { name: "Gil", account: wireroom.account });
  const tries = {
    "another origin": { headers: { origin: "https://evil.example" } },
    "no origin": { headers: { origin: undefined } },
    "a site beside ours": { headers: { "sec-fetch-site": "same-site" } },
    "a form": { json: undefined, form: { token: link.token } },
    "a text": { headers: { "content-type": "text/plain" } },
  };
  for (const [what, more] of Object.entries(tries)) {
    const answer = await page().redeem(link.token, more);
    assert.deepEqual([answer.status, codeOf(answer)], [403, "cross_site_request"], what);
  }
  assert.equal((await page().redeem(link.token)).status, 200);
});

test("an existing person keeps the role, and a link for another one is refused", async () => {
  await createLink(wireroom, { name: "Hal", role: "viewer", account: wireroom.account });
  await assert.rejects(createLink(wireroom, { name: "Hal", role: "owner", account: wireroom.account }), /422/);
  const unknown = { name: "Ida", account: { id: "0".repeat(16) } };
  await assert.rejects(createLink(wireroom, unknown), /422.*account is unknown or disabled/);
});

test("in production the cookie is bound to the host and to TLS, and sign-in needs PUBLIC_URL", async () => {
  const deployed = await startWireroom({ vars: { ENVIRONMENT: "production", PUBLIC_URL: "https://sms.example.com" } });
  try {
    const link = await createLink(deployed, { name: "Ada" });
    assert.ok(link.url.startsWith("https://sms.example.com/console/#sign-in="), link.url);
    const browser = new OwnPage(deployed);
    const wrong = await browser.redeem(link.token);
    assert.equal(codeOf(wrong), "cross_site_request");
    const headers = { origin: "https://sms.example.com" };
    const answer = await browser.redeem(link.token, { headers });
    assert.equal(answer.status, 200, answer.text);
    assert.match(
      answer.headers.get("set-cookie"),
      /^__Host-wireroom_session=wrs_deployment_\w+; Max-Age=604800; Path=\/; HttpOnly; SameSite=Strict; Secure$/,
    );
    assert.equal((await browser.request("GET", "/api/v1/session", { headers })).status, 200);
    const renamed = browser.cookie.replace("__Host-", "");
    const plain = await browser.request("GET", "/api/v1/session", { headers: { ...headers, cookie: renamed } });
    assert.equal(plain.status, 401);
  } finally {
    await deployed.stop();
  }
  const unnamed = await startWireroom({ vars: { ENVIRONMENT: "production" } });
  try {
    const made = await unnamed.request("POST", "/api/v1/operator/sign-in-links", {
      headers: operatorHeaders(localSecrets.SERVER_SECRET),
      json: { name: "Ada" },
    });
    assert.deepEqual([made.status, codeOf(made)], [501, "not_configured"]);
    const answer = await new OwnPage(unnamed).redeem("wrl_none");
    assert.deepEqual([answer.status, codeOf(answer)], [501, "not_configured"]);
  } finally {
    await unnamed.stop();
  }
});

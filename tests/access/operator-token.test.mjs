import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { mintOperatorToken, operatorHeaders } from "../../scripts/lib/operator.mjs";
import { keyedRoutes, routeName } from "../http/support/routes.mjs";
import { localSecrets, startWireroom } from "../support/wireroom.mjs";

const previousSecret = "the secret before that only tests use";
const { SERVER_SECRET: serverSecret } = localSecrets;
const nowSecs = () => Math.floor(Date.now() / 1000);

let wireroom, other;
before(async () => {
  wireroom = await startWireroom({ secrets: { SERVER_SECRET_PREVIOUS: previousSecret } });
  other = await wireroom.createAccount("other");
});
after(() => wireroom.stop());

const invalid = { error: "Invalid API key" };

/** Makes a request with a token, for an account if it is given. */
function call(token, { method = "GET", path = "/api/v1/admin/keys", json, accountId = wireroom.account.id } = {}) {
  const headers = accountId === null ? {} : { "wireroom-account": accountId };
  return wireroom.request(method, path, { key: token, json, headers });
}

test("the operator's token acts on the account that the header names, and on no other", async () => {
  for (const account of [wireroom.account, other]) {
    const answer = await wireroom.request("GET", "/api/v1/admin/keys", {
      headers: operatorHeaders(serverSecret, account.id),
    });
    assert.equal(answer.status, 200, answer.text);
    const rows = await wireroom.rows("SELECT id FROM api_keys WHERE account_id = ?", account.id);
    assert.deepEqual(
      answer.body.keys.map(({ id }) => id),
      rows.map(({ id }) => id).sort(),
    );
  }
});

test("the operator's token sends SMS and manages gateways like a key with every permission", async () => {
  const json = { to: "+12025550123", message: "from the operator" };
  const sent = await call(mintOperatorToken(serverSecret), { method: "POST", path: "/api/v1/sms/send", json });
  assert.equal(sent.status, 202, sent.text);
  assert.equal((await wireroom.account.status(sent.body.message_id)).message_id, sent.body.message_id);
  const path = `/api/v1/sms/status/${sent.body.message_id}`;
  const unseen = await call(mintOperatorToken(serverSecret), { path, accountId: other.id });
  assert.equal(unseen.status, 404);
});

test("a token of the previous secret is accepted until the rotation ends", async () => {
  assert.equal((await call(mintOperatorToken(previousSecret))).status, 200);
});

test("a forged, expired, early or long-lived token is refused on every route", async () => {
  const now = nowSecs();
  const [head, claims, signature] = mintOperatorToken(serverSecret).split(".");
  const none = Buffer.from('{"alg":"none","typ":"JWT"}').toString("base64url");
  const refused = {
    "another secret": mintOperatorToken("a secret of another deployment"),
    expired: mintOperatorToken(serverSecret, { nowMs: Date.now() - 301_000 }),
    early: mintOperatorToken(serverSecret, { nowMs: Date.now() + 120_000 }),
    "long-lived": mintOperatorToken(serverSecret, { lifetimeSecs: 301 }),
    "without an end": mintOperatorToken(serverSecret, { claims: { exp: undefined } }),
    "without an id": mintOperatorToken(serverSecret, { claims: { jti: undefined } }),
    "of another issuer": mintOperatorToken(serverSecret, { claims: { iss: "sms-gate.app" } }),
    "of another subject": mintOperatorToken(serverSecret, { claims: { sub: "somebody" } }),
    "of the past": mintOperatorToken(serverSecret, { claims: { iat: now - 600, exp: now - 300 } }),
    unsigned: `${none}.${claims}.`,
    "without a signature": `${head}.${claims}.`,
    "with another signature": `${head}.${claims}.${signature.slice(0, -4)}AAAA`,
    "much too long": `${head}.${claims}.${"A".repeat(4_000)}`,
  };
  for (const [what, token] of Object.entries(refused)) {
    const answer = await call(token);
    assert.deepEqual([answer.status, answer.body], [401, invalid], what);
  }
  for (const route of keyedRoutes) {
    const answer = await call(refused["another secret"], route);
    assert.equal(answer.status, 401, routeName(route));
  }
});

test("a request that names no account, an unknown one or a disabled one says so", async () => {
  const disabled = await wireroom.createAccount("disabled");
  await wireroom.rows("UPDATE accounts SET disabled_at_ms = 1 WHERE id = ?", disabled.id);
  const expected = [
    [null, "The header Wireroom-Account must be the id of an account", "account_required"],
    ["default", "The header Wireroom-Account must be the id of an account", "account_required"],
    ["0".repeat(16), "Account not found", "account_unavailable"],
    [disabled.id, "Account is disabled", "account_unavailable"],
  ];
  for (const [accountId, error, code] of expected) {
    const answer = await call(mintOperatorToken(serverSecret), { accountId });
    assert.deepEqual([answer.status, answer.body], [403, { error }], `${accountId}`);
    assert.equal(answer.explanation.code, code);
  }
});

test("the operator's token is no key of a phone", async () => {
  for (const route of keyedRoutes.filter(({ kind }) => kind === "gateway")) {
    const answer = await call(mintOperatorToken(serverSecret), route);
    assert.equal(answer.status, 401, routeName(route));
  }
});

test("a client key ignores the header and keeps to its own account", async () => {
  const answer = await call(wireroom.account.key, { accountId: other.id });
  const own = await call(wireroom.account.key, { accountId: null });
  assert.deepEqual(answer.body, own.body);
});

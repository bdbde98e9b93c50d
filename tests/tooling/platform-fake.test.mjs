import assert from "node:assert/strict";
import { createHash, generateKeyPairSync, randomUUID, sign } from "node:crypto";
import { afterEach, beforeEach, test } from "node:test";
import {
  DID,
  PlatformFake,
  breakAfterDoing,
  breakAfterReading,
  gate,
  platforms,
  refuse,
  slowDown,
} from "../support/platform-fake.mjs";

let fake;
beforeEach(async () => {
  fake = await PlatformFake.listen();
});
afterEach(() => fake.close());

const verifier = "v".repeat(43);
const challenge = createHash("sha256").update(verifier).digest("base64url");
const post = (path, { json, form, headers = {} }) =>
  fetch(`${fake.origin}${path}`, {
    method: "POST",
    headers: { "content-type": json ? "application/json" : "application/x-www-form-urlencoded", ...headers },
    body: json ? JSON.stringify(json) : new URLSearchParams(form),
  });
const bearer = ({ access_token: token }) => ({ authorization: `Bearer ${token}` });
const basic = { authorization: `Basic ${btoa("twitter-id:twitter-secret")}` };
const tweet = (tokens, text, replyTo) =>
  post("/twitter/2/tweets", {
    json: { text, ...(replyTo ? { reply: { in_reply_to_tweet_id: replyTo } } : {}) },
    headers: bearer(tokens),
  });

test("a code is valid once, with its verifier, at its redirect URI and for a known client", async () => {
  const fields = {
    response_type: "code",
    client_id: "twitter-id",
    redirect_uri: "https://r.test/",
    scope: "a b",
    state: "s",
    code_challenge: challenge,
    code_challenge_method: "S256",
  };
  const agreed = () =>
    new URL(fake.agree(`${fake.origin}/twitter/authorize?${new URLSearchParams(fields)}`)).searchParams;
  assert.equal(agreed().get("state"), "s");
  const exchange = (code, change = {}, headers = basic) =>
    post("/twitter/2/oauth2/token", {
      form: {
        grant_type: "authorization_code",
        code,
        redirect_uri: "https://r.test/",
        code_verifier: verifier,
        ...change,
      },
      headers,
    });
  assert.equal((await exchange(agreed().get("code"), { code_verifier: "w".repeat(43) })).status, 400);
  assert.equal((await exchange(agreed().get("code"), { redirect_uri: "https://other.test/" })).status, 400);
  assert.equal((await exchange(agreed().get("code"), {}, {})).status, 401);
  const code = agreed().get("code");
  assert.equal((await (await exchange(code)).json()).scope, "a b");
  assert.equal((await exchange(code)).status, 400);
});

test("a token expires, is refreshed once if it rotates, and is invalid once it is revoked", async () => {
  const tokens = fake.grant("twitter");
  fake.expire("twitter");
  assert.equal((await tweet(tokens, "one")).status, 401);
  const refresh = () =>
    post("/twitter/2/oauth2/token", {
      form: { grant_type: "refresh_token", refresh_token: tokens.refresh_token },
      headers: basic,
    });
  const fresh = await (await refresh()).json();
  assert.equal((await refresh()).status, 400);
  assert.equal((await tweet(fresh, "one")).status, 201);
  fake.withdraw("twitter");
  assert.equal((await tweet(fresh, "two")).status, 401);
  assert.deepEqual(
    fake.posts("twitter").map(({ text }) => text),
    ["one"],
  );
});

test("a request that a platform would refuse is refused and recorded", async () => {
  const tokens = fake.grant("twitter");
  assert.equal((await tweet(tokens, "語".repeat(141))).status, 403);
  assert.equal((await tweet(tokens, "語".repeat(140))).status, 201);
  assert.equal((await tweet(tokens, "語".repeat(140))).status, 403);
  assert.equal((await tweet(tokens, "reply", "no such")).status, 400);
  assert.equal((await tweet({ access_token: "wrong" }, "x")).status, 401);
  const mail = (raw) =>
    post("/gmail/api/gmail/v1/users/me/messages/send", {
      json: { raw: Buffer.from(raw).toString("base64url") },
      headers: bearer(fake.grant("gmail")),
    });
  assert.equal((await mail("Subject: x\nTo: y\n\nz")).status, 400);
  assert.equal((await mail("Subject: x\r\nSubject: y\r\n\r\nz")).status, 400);
  assert.equal(fake.made({ operation: "send" }).length, 7);
  assert.equal(fake.made({ outcome: "accepted" }).length, 1);
});

test("one idempotency key makes one post at Mastodon", async () => {
  const headers = { ...bearer(fake.grant("mastodon")), "idempotency-key": "k" };
  const send = async () =>
    (await (await post("/mastodon/api/v1/statuses", { json: { status: "hi" }, headers })).json()).id;
  assert.equal(await send(), await send());
  assert.equal(fake.posts("mastodon").length, 1);
});

test("the treatment of later requests can be set beforehand, once each", async () => {
  const tokens = fake.grant("twitter");
  const held = gate();
  fake.next("twitter", refuse(403, { title: "No" }), slowDown(7), breakAfterReading, breakAfterDoing, held.behavior);
  assert.deepEqual(await (await tweet(tokens, "a")).json(), { title: "No" });
  const slow = await tweet(tokens, "a");
  assert.deepEqual([slow.status, slow.headers.get("retry-after")], [429, "7"]);
  await assert.rejects(tweet(tokens, "a"));
  assert.equal(fake.posts("twitter").length, 0);
  await assert.rejects(tweet(tokens, "a"));
  assert.equal(fake.posts("twitter").length, 1);
  const answer = tweet(tokens, "b");
  assert.equal((await held.reached).json.text, "b");
  held.release();
  assert.equal((await answer).status, 201);
});

test("Bluesky accepts proofs of one key, each once, with the required nonce", async () => {
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const jwk = publicKey.export({ format: "jwk" });
  const part = (value) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const proof = (claims) => {
    const now = Math.floor(Date.now() / 1_000);
    const signed = `${part({ typ: "dpop+jwt", alg: "ES256", jwk })}.${part({ jti: randomUUID(), htm: "POST", htu: `${fake.origin}/oauth/par`, iat: now, ...claims })}`;
    return `${signed}.${sign("sha256", Buffer.from(signed), { key: privateKey, dsaEncoding: "ieee-p1363" }).toString("base64url")}`;
  };
  const par = (dpop) =>
    post("/oauth/par", { form: { client_id: "https://relay.test/client-metadata.json" }, headers: { dpop } });
  const once = proof();
  assert.equal((await par(once)).status, 201);
  assert.equal((await par(once)).status, 400);
  assert.equal((await par(proof({ htu: `${fake.origin}/oauth/token` }))).status, 400);
  assert.equal((await par(proof({ iat: 1 }))).status, 400);
  assert.equal((await par(`${proof().slice(0, -4)}AAAA`)).status, 400);
  fake.requireNonce("n");
  const wants = await par(proof());
  assert.deepEqual([wants.headers.get("dpop-nonce"), (await wants.json()).error], ["n-as", "use_dpop_nonce"]);
  assert.equal((await par(proof({ nonce: "n-as" }))).status, 201);
  const identity = await (await fetch(`${fake.origin}/plc/${DID}`)).json();
  assert.deepEqual(identity.alsoKnownAs, ["at://bob.test"]);
});

test("Telegram's adapter refuses unsigned requests", async () => {
  const answer = await post("/telegram", { json: { method: "send_message", params: {} } });
  assert.equal(answer.status, 401);
  assert.deepEqual(platforms, ["gmail", "twitter", "mastodon", "bluesky", "telegram"]);
});

import assert from "node:assert/strict";
import { createPrivateKey, sign } from "node:crypto";
import { createRequire } from "node:module";
import { after, before, test } from "node:test";
import plivo from "plivo";
import Telnyx from "telnyx";
import { credentialsOf } from "../support/provider-apis.mjs";
import { inbound } from "../support/provider-callbacks.mjs";
import { startWireroom } from "../support/wireroom.mjs";
import { call, tenantOf } from "./tenant.mjs";

const twilio = createRequire(import.meta.url)("twilio");

let wireroom;
before(async () => (wireroom = await startWireroom()));
after(() => wireroom.stop());

const formed = (url, fields, headers) => ({
  method: "POST",
  url,
  headers: { "content-type": "application/x-www-form-urlencoded", ...headers },
  body: new URLSearchParams(fields).toString(),
});

test("a callback signed by Twilio's own library is accepted, and one that it would reject is refused", async () => {
  const tenant = await tenantOf(wireroom, "twilio");
  const token = credentialsOf.twilio.auth_token;
  const id = "SM00000000000000000000000000000001";
  const fields = {
    MessageSid: id,
    SmsSid: id,
    From: "+14155550100",
    To: "+14155550199",
    Body: "Hello & goodbye é",
    NumMedia: "0",
    SmsStatus: "received",
  };
  const signature = twilio.getExpectedTwilioSignature(token, tenant.url, fields);
  assert.equal((await call(formed(tenant.url, fields, { "X-Twilio-Signature": signature }))).status, 200);
  const other = { ...fields, MessageSid: "SM2", Body: "Another" };
  assert.equal(twilio.validateRequest(token, signature, tenant.url, other), false);
  assert.equal((await call(formed(tenant.url, other, { "X-Twilio-Signature": signature }))).status, 403);
  assert.deepEqual(await tenant.received(), [["+14155550100", "Hello & goodbye é"]]);
});

test("a query and a repeated parameter are signed like Twilio's library signs them", async () => {
  const tenant = await tenantOf(wireroom, "twilio");
  const url = `${tenant.url}?tenant=7&note=a%20b`;
  const fields = {
    MessageSid: "SM3",
    From: "+14155550100",
    To: "+14155550199",
    Body: "twice",
    MediaUrl0: ["b", "a", "b"],
  };
  const signature = twilio.getExpectedTwilioSignature(credentialsOf.twilio.auth_token, url, fields);
  const pairs = Object.entries(fields).flatMap(([name, value]) => [value].flat().map((one) => [name, one]));
  assert.equal((await call(formed(url, pairs, { "X-Twilio-Signature": signature }))).status, 200);
  assert.equal((await tenant.received()).length, 1);
});

test("Plivo's own library accepts exactly the callbacks that Wireroom accepts", async () => {
  const tenant = await tenantOf(wireroom, "plivo");
  const token = credentialsOf.plivo.auth_token;
  const requests = ["v3", "v2"].map((variant) =>
    inbound("plivo", { url: tenant.url, from: "14155550100", to: "14155550199", text: "Hi there", variant }),
  );
  const [v3, v2] = requests;
  const fields = Object.fromEntries(new URLSearchParams(v3.body));
  const validV3 = (params) =>
    plivo.validateV3Signature(
      "POST",
      tenant.url,
      v3.headers["x-plivo-signature-v3-nonce"],
      token,
      v3.headers["x-plivo-signature-v3"],
      params,
    );
  assert.equal(validV3(fields), true);
  assert.equal((await call(v3)).status, 200);
  assert.equal(validV3({ ...fields, Text: "Other" }), false);
  assert.equal((await call({ ...v3, body: new URLSearchParams({ ...fields, Text: "Other" }).toString() })).status, 403);
  const validV2 = (url) =>
    plivo.validateSignature(url, v2.headers["x-plivo-signature-v2-nonce"], v2.headers["x-plivo-signature-v2"], token);
  assert.equal(validV2(tenant.url), true);
  assert.equal((await call(v2)).status, 200);
  assert.equal(validV2(`${tenant.url}x`), false);
  assert.equal((await tenant.received()).length, 2);
});

test("Telnyx's own library accepts exactly the callbacks that Wireroom accepts", async () => {
  const tenant = await tenantOf(wireroom, "telnyx");
  const client = new Telnyx({ apiKey: "KEY", publicKey: credentialsOf.telnyx.public_key });
  const request = tenant.inbound();
  const verify = async ({ body, headers }) => (await client.webhooks.unwrap(body, { headers })) !== undefined;
  assert.equal(await verify(request), true);
  assert.equal((await call(request)).status, 200);
  const tampered = { ...request, body: request.body.replace("Hello", "Jello") };
  await assert.rejects(async () => verify(tampered));
  assert.equal((await call(tampered)).status, 403);
  const stale = tenant.inbound({ nowMs: Date.now() - 301_000 });
  await assert.rejects(async () => verify(stale));
  assert.equal((await call(stale)).status, 403);
  assert.equal((await tenant.received()).length, 1);
});

// Any attacker could sign with a key of their own.
test("a signature under another key than Telnyx's is refused", async () => {
  const tenant = await tenantOf(wireroom, "telnyx");
  const seed = Buffer.concat([Buffer.from("302e020100300506032b657004220420", "hex"), Buffer.alloc(32, 8)]);
  const key = createPrivateKey({ key: seed, format: "der", type: "pkcs8" });
  const request = tenant.inbound();
  const signature = sign(null, `${request.headers["telnyx-timestamp"]}|${request.body}`, key).toString("base64");
  assert.equal(
    (await call({ ...request, headers: { ...request.headers, "telnyx-signature-ed25519": signature } })).status,
    403,
  );
});

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { apis } from "../support/provider-apis.mjs";
import { ProviderFake, breakAfterReading, credentialsOf, gate, providers, refuse } from "../support/provider-fake.mjs";
import { signPlivo, signPlivoV2, signTelnyx, signTwilio } from "../support/provider-signatures.mjs";

let fake;
before(async () => {
  fake = await ProviderFake.listen();
});
after(() => fake.close());

const flowroute = (body, { access_key: name, secret_key: secret } = credentialsOf.flowroute) =>
  fetch(`http://${fake.host}/flowroute/v2/messages`, {
    method: "POST",
    headers: { "content-type": "application/json; charset=utf-8", authorization: `Basic ${btoa(`${name}:${secret}`)}` },
    body: JSON.stringify(body),
  });
const sms = { from: "12062992129", to: "12065551212", content: "hi" };

test("a request that a vendor would refuse is refused and recorded", async () => {
  assert.equal((await flowroute(sms, { access_key: "fr_access", secret_key: "wrong" })).status, 401);
  assert.equal((await flowroute({ ...sms, to: "+12065551212" })).status, 422);
  assert.equal((await flowroute({ from: "1", to: "2" })).status, 400);
  assert.equal((await fetch(`http://${fake.host}/flowroute/v3/messages`, { method: "POST" })).status, 404);
  assert.equal((await flowroute(sms)).status, 200);
  assert.deepEqual(fake.accepted(), [["12062992129", "12065551212", "hi"]]);
  assert.equal(fake.calls.length, 5);
});

test("the treatment of later requests can be set beforehand, once each", async () => {
  const held = gate();
  fake.next("flowroute", refuse(503), breakAfterReading, held.behavior);
  assert.equal((await flowroute(sms)).status, 503);
  await assert.rejects(flowroute(sms));
  const answer = flowroute(sms);
  assert.equal((await held.reached).text, "hi");
  held.release();
  assert.equal((await answer).status, 200);
  assert.equal((await flowroute(sms)).status, 200);
});

test("every vendor's credentials can be settings of the deployment", () => {
  assert.deepEqual(providers, Object.keys(apis));
  assert.equal(fake.secrets.FLOWROUTE_ACCESS_KEY, "fr_access");
  assert.equal(fake.vars.MESSAGEBIRD_BASE_URL, `http://${fake.host}/messagebird`);
});

// These vectors were made with the vendors' own libraries (contract providers.md).
test("the fake signs like the vendors", () => {
  const id = "SM00000000000000000000000000000001";
  const fields = {
    AccountSid: "AC00000000000000000000000000000001",
    ApiVersion: "2010-04-01",
    Body: "Hello & goodbye é",
    From: "+14155550100",
    MessageSid: id,
    SmsMessageSid: id,
    SmsSid: id,
    NumMedia: "0",
    NumSegments: "1",
    SmsStatus: "received",
    To: "+14155550199",
  };
  assert.equal(
    signTwilio("https://sms.example.com/hooks/twilio?tenant=7", fields)["x-twilio-signature"],
    "0cVTcUvXGeUWfeuCMpaixhbz078=",
  );
  const plivo = {
    From: "14155550100",
    To: "14155550199",
    Text: "Hi there",
    Type: "sms",
    MessageUUID: "5b40a428-bfc7-4daf-9d06-726c558bf3b8",
  };
  const hook = "https://sms.example.com/hooks/plivo";
  const nonce = "12345678901234567890";
  assert.equal(
    signPlivo(hook, plivo, undefined, nonce)["x-plivo-signature-v3"],
    "8Ea4QMgoJjCq0ade0yCyXUoMSJjAPVtoKd7zvaBWUZ8=",
  );
  assert.equal(
    signPlivo(`${hook}?tenant=7`, plivo, undefined, nonce)["x-plivo-signature-v3"],
    "k1q0V/K+u2Nm/AWNm0kEAkloJUrY9utOU0ot0afGdcw=",
  );
  assert.equal(
    signPlivoV2(hook, undefined, nonce)["x-plivo-signature-v2"],
    "HxtvNWd9v4AsgFADVKQdC/23jugXCxbdKGx9fOCp+Ig=",
  );
  assert.equal(
    signTelnyx('{"data":{"event_type":"message.received"}}', 1704067200000)["telnyx-signature-ed25519"],
    "9wEQOl/4q8st0wBo9V3JzXtsixm0ew85rxDlW09HpeRsStG5ENf+6/kEnH7e+zMF4dDNYNBB2KNtt/UfkTgPCw==",
  );
});

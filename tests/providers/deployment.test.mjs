import assert from "node:assert/strict";
import { test } from "node:test";
import { credentialsOf, startWithProviders } from "../support/provider-fake.mjs";
import { inbound } from "../support/provider-callbacks.mjs";
import { startWireroom } from "../support/wireroom.mjs";
import { call, tenantOf } from "./tenant.mjs";

const admin = async (wireroom, { key }, method, path, json) =>
  (await wireroom.request(method, `/api/v1/admin/providers${path}`, { key, json })).body;

test("only the default account uses the deployment's credentials for sending and verifying, until it has its own", async (t) => {
  const { wireroom, fake, stop } = await startWithProviders();
  t.after(stop);
  const { account } = wireroom;
  const { provider } = await admin(wireroom, account, "GET", "/twilio");
  assert.deepEqual([provider.source, provider.can_send, provider.verifies_signatures], ["deployment", true, true]);
  assert.equal(JSON.stringify(provider).includes(credentialsOf.twilio.account_sid), false);
  const { url } = await admin(wireroom, account, "POST", "/twilio/endpoint", {});
  const { number } = await admin(wireroom, account, "POST", "/twilio/numbers", { number: "+14155550199" });
  const id = await account.sendAccepted("+14155550100", "on the house", { gateway_id: number.id });
  await account.reaches(id, "sent");
  assert.deepEqual(fake.accepted({ text: "on the house" }), [["+14155550199", "+14155550100", "on the house"]]);
  const arrived = () => inbound("twilio", { url, from: "14155550100", to: "14155550199", text: "thank you" });
  assert.equal((await call(arrived())).status, 200);
  const unsigned = arrived();
  delete unsigned.headers["x-twilio-signature"];
  assert.equal((await call(unsigned)).status, 403);
  // An account with its own credentials uses none of the deployment's.
  await admin(wireroom, account, "PUT", "/twilio", { account_sid: "AC1", auth_token: "its own" });
  assert.equal((await call(arrived())).status, 403);
  // The object caches the credentials for ten seconds.
  await wireroom.evictOne("Dispatcher", account.id);
  const failed = await account.sendAccepted("+14155550100", "on its own", { gateway_id: number.id });
  await fake.had(1, { text: "on its own" });
  assert.deepEqual(fake.accepted({ text: "on its own" }), []);
  assert.notEqual((await account.status(failed)).status, "sent");

  const other = await wireroom.createAccount("other");
  assert.equal((await admin(wireroom, other, "GET", "/twilio")).provider.source, null);
  const { number: others } = await admin(wireroom, other, "POST", "/twilio/numbers", { number: "+14155550198" });
  const refused = await other.sendAccepted("+14155550100", "not on the house", { gateway_id: others.id });
  await wireroom.eventually(async () => {
    const { body } = await wireroom.request("GET", `/api/v1/admin/messages/${refused}`, { key: other.key });
    return JSON.stringify(body.timeline).includes("no_credentials");
  });
  assert.deepEqual(fake.made({ text: "not on the house" }), []);
});

test("a malformed credential of the deployment is named in the log, and every request fails until it is fixed", async (t) => {
  const wireroom = await startWireroom({ secrets: { TELNYX_API_KEY: "two words" } });
  t.after(() => wireroom.stop());
  const answer = await wireroom.request("GET", "/up");
  assert.deepEqual(
    [answer.status, answer.body],
    [503, { error: "This deployment is not configured: see docs/OPERATIONS.md" }],
  );
});

test("behind a proxy, signatures are verified over the public URL", async (t) => {
  const wireroom = await startWireroom({ vars: { PUBLIC_URL: "https://sms.example.com/wireroom/" } });
  t.after(() => wireroom.stop());
  for (const provider of ["twilio", "plivo", "messagebird"]) {
    const tenant = await tenantOf(wireroom, provider);
    assert.match(tenant.url, new RegExp(`^https://sms\\.example\\.com/wireroom/providers/${provider}/[0-9a-f]{48}$`));
    const own = tenant.url.replace("https://sms.example.com/wireroom", wireroom.url);
    const throughTheProxy = { ...tenant.inbound(), url: own };
    assert.equal((await call(throughTheProxy)).status, 200, provider);
    assert.equal((await call(tenant.inbound({ url: own }))).status, 403, provider);
    assert.equal((await tenant.received()).length, 1, provider);
  }
});

test("behind a proxy, the URLs in answers are public ones", async (t) => {
  const wireroom = await startWireroom({ vars: { PUBLIC_URL: "https://sms.example.org/base/" } });
  t.after(() => wireroom.stop());
  const key = await wireroom.account.createKey("registration");
  const registered = await wireroom.request("POST", "/api/v1/gateway/register", {
    key,
    json: { device_id: "behind", name: "Phone" },
  });
  assert.equal(registered.body.websocket_url, "wss://sms.example.org/base/cable", registered.text);
  const { headers } = await wireroom.request("GET", "/v3/clients?page=1&country=gabon");
  const urls = [...headers.get("link").matchAll(/<([^>]+)>/g)].map(([, url]) => url);
  assert.ok(urls.length > 0);
  for (const url of urls) assert.ok(url.startsWith("https://sms.example.org/base/v3/clients?"), url);
  const catalog = await wireroom.request("GET", "/.well-known/api-catalog");
  assert.match(catalog.text, /"https:\/\/sms\.example\.org\/base\/api\/3rdparty\/v1"/);
  assert.ok(!catalog.text.includes("127.0.0.1"), catalog.text);
});

test("a callback during a database outage is accepted when its provider retries", async (t) => {
  const wireroom = await startWireroom();
  t.after(() => wireroom.stop());
  const tenant = await tenantOf(wireroom, "flowroute");
  const request = tenant.inbound();
  await wireroom.rows("ALTER TABLE provider_endpoints RENAME TO provider_endpoints_away");
  const { status, headers } = await call(request);
  assert.deepEqual([status, headers.get("retry-after")], [503, "5"]);
  await wireroom.rows("ALTER TABLE provider_endpoints_away RENAME TO provider_endpoints");
  assert.equal((await call(request)).status, 200);
  assert.equal((await tenant.received()).length, 1);
});

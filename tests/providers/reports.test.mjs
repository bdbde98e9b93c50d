import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { providers, startWithProviders } from "../support/provider-fake.mjs";
import { report } from "../support/provider-callbacks.mjs";
import { vonagePartIds } from "../support/provider-apis.mjs";
import { call, tenantOf } from "./tenant.mjs";

let wireroom, fake, stop;
before(async () => ({ wireroom, fake, stop } = await startWithProviders({ withCredentials: false })));
after(() => stop());

/**
 * Returns a tenant with a sending number, and a message that its provider has: the provider's id and the report URL.
 */
async function sent(provider, text) {
  const tenant = await tenantOf(wireroom, provider);
  const { number } = await tenant.admin("POST", "/numbers", { number: "+14155550199" }, 201);
  const messageId = await tenant.account.sendAccepted("+14155550100", text, { gateway_id: number.id });
  const [request] = await fake.had(1, { text });
  assert.equal(request.outcome, "accepted");
  await tenant.account.reaches(messageId, "sent");
  return { tenant, messageId, number, request };
}

for (const provider of providers) {
  test(`a report of ${provider} sets the state of its SMS`, async () => {
    const { tenant, messageId, number, request } = await sent(provider, `reported by ${provider}`);
    // If the API takes a URL with each SMS, it is the endpoint's.
    if (request.callbackUrl) assert.equal(request.callbackUrl, tenant.url);
    assert.equal((await tenant.report({ id: request.id, status: "sent" })).status, 200);
    const delivered = await tenant.report({ id: request.id, status: "delivered" });
    assert.equal(delivered.status, 200);
    await tenant.account.reaches(messageId, "delivered");
    // Repeated and outdated reports change nothing.
    for (const status of ["delivered", "sent"]) assert.equal((await tenant.report({ id: request.id, status })).status, 200);
    assert.equal((await tenant.account.status(messageId)).status, "delivered");
    const shown = await wireroom.request("GET", `/api/v1/admin/messages/${messageId}`, { key: tenant.account.key });
    assert.deepEqual([shown.body.gateway_id, shown.body.status], [number.id, "delivered"]);
    assert.deepEqual(await tenant.received(), []);
  });

  test(`an SMS that ${provider} could not deliver has failed`, async () => {
    const { tenant, messageId, request } = await sent(provider, `undeliverable by ${provider}`);
    assert.equal((await tenant.report({ id: request.id, status: "failed" })).status, 200);
    const { error_message: cause } = await tenant.account.reaches(messageId, "failed");
    assert.ok(cause);
    assert.equal(fake.made({ text: `undeliverable by ${provider}` }).length, 1);
  });
}

test("a report is accepted only from the provider that has the SMS, for the account that sent it", async () => {
  const { tenant, messageId, request } = await sent("sinch", "whose is it");
  const stranger = await tenantOf(wireroom, "sinch");
  assert.equal((await stranger.report({ id: request.id, status: "failed" })).status, 200);
  const sibling = await tenant.wireroom.request("PUT", "/api/v1/admin/providers/flowroute", { key: tenant.account.key, json: { access_key: "a", secret_key: "b" } });
  assert.equal(sibling.status, 200);
  const { url } = (await tenant.wireroom.request("POST", "/api/v1/admin/providers/flowroute/endpoint", { key: tenant.account.key, json: {} })).body;
  assert.equal((await call(report("flowroute", { url, id: request.id, from: "1", to: "2", status: "failed" }))).status, 200);
  assert.equal((await tenant.account.status(messageId)).status, "sent");
});

test("a forged report changes nothing", async () => {
  const { tenant, messageId, request } = await sent("twilio", "forged");
  const forged = report("twilio", { url: tenant.url, id: request.id, from: "14155550199", to: "14155550100", status: "failed" });
  forged.headers["x-twilio-signature"] = "bm90IGEgc2lnbmF0dXJl";
  assert.equal((await call(forged)).status, 403);
  assert.equal((await tenant.account.status(messageId)).status, "sent");
});

test("a report of an unknown SMS is accepted, and so is one of a message that has left the object", async () => {
  const { tenant, messageId, request } = await sent("telnyx", "long ago");
  assert.equal((await tenant.report({ id: "nobody-knows", status: "delivered" })).status, 200);
  await tenant.account.projected(messageId, "sent");
  await wireroom.evictOne("Dispatcher", tenant.account.id);
  assert.equal((await tenant.report({ id: request.id, status: "delivered" })).status, 200);
  await tenant.account.reaches(messageId, "delivered");
});

test("all reports in one callback are processed", async () => {
  const { tenant, messageId, request } = await sent("bandwidth", "in company");
  const [one, other] = ["message-sent", "message-delivered"].map((status) => JSON.parse(
    report("bandwidth", { url: tenant.url, id: request.id, from: "14155550199", to: "14155550100", status: status.split("-")[1] }).body,
  )[0]);
  const { headers } = report("bandwidth", { url: tenant.url, id: request.id, from: "14155550199", to: "14155550100", status: "sent" });
  const told = await call({ method: "POST", url: tenant.url, headers, body: JSON.stringify([one, { ...one, message: { ...one.message, id: "nobody" } }, other]) });
  assert.equal(told.status, 200);
  await tenant.account.reaches(messageId, "delivered");
});

test("a long SMS that Vonage divides is delivered when all of its parts are", async () => {
  const text = "all of it ".repeat(40);
  const { tenant, messageId, request } = await sent("vonage", text);
  const ids = vonagePartIds(request.id, text);
  assert.equal(ids.length, 3);
  for (const id of [ids[2], ids[0], ids[0]]) assert.equal((await tenant.report({ id, status: "delivered" })).status, 200);
  assert.equal((await tenant.account.status(messageId)).status, "sent");
  // The parts' reports survive the object's eviction, and the message survives in the object.
  await tenant.account.projected(messageId, "sent");
  await wireroom.evictOne("Dispatcher", tenant.account.id);
  assert.equal((await tenant.report({ id: ids[1], status: "delivered" })).status, 200);
  await tenant.account.reaches(messageId, "delivered");
});

test("a long SMS that Vonage divides has failed when one of its parts has", async () => {
  const text = "not all of it ".repeat(20);
  const { tenant, messageId, request } = await sent("vonage", text);
  const ids = vonagePartIds(request.id, text);
  assert.ok(ids.length > 1);
  assert.equal((await tenant.report({ id: ids[0], status: "delivered" })).status, 200);
  assert.equal((await tenant.report({ id: ids[1], status: "failed" })).status, 200);
  await tenant.account.reaches(messageId, "failed");
  assert.equal((await tenant.report({ id: ids[0], status: "delivered" })).status, 200);
  assert.equal((await tenant.account.status(messageId)).status, "failed");
});

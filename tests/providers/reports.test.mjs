import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { accept, providers, startWithProviders } from "../support/provider-fake.mjs";
import { report } from "../support/provider-callbacks.mjs";
import { vonagePartIds } from "../support/provider-apis.mjs";
import { call, tenantOf } from "./tenant.mjs";

let wireroom, fake, stop;
before(async () => ({ wireroom, fake, stop } = await startWithProviders({ withCredentials: false })));
after(() => stop());

/**
 * Returns a tenant with a sending number, and a message that its provider has: the provider's id and the report URL.
 */
async function sent(provider, text, state = "sent") {
  const tenant = await tenantOf(wireroom, provider);
  const { number } = await tenant.admin("POST", "/numbers", { number: "+14155550199" }, 201);
  const messageId = await tenant.account.sendAccepted("+14155550100", text, { gateway_id: number.id });
  const [request] = await fake.had(1, { text });
  assert.equal(request.outcome, "accepted");
  await tenant.account.reaches(messageId, state);
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
    for (const status of ["delivered", "sent"])
      assert.equal((await tenant.report({ id: request.id, status })).status, 200);
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
  const sibling = await tenant.wireroom.request("PUT", "/api/v1/admin/providers/flowroute", {
    key: tenant.account.key,
    json: { access_key: "a", secret_key: "b" },
  });
  assert.equal(sibling.status, 200);
  const { url } = (
    await tenant.wireroom.request("POST", "/api/v1/admin/providers/flowroute/endpoint", {
      key: tenant.account.key,
      json: {},
    })
  ).body;
  assert.equal(
    (await call(report("flowroute", { url, id: request.id, from: "1", to: "2", status: "failed" }))).status,
    200,
  );
  assert.equal((await tenant.account.status(messageId)).status, "sent");
});

test("a forged report changes nothing", async () => {
  const { tenant, messageId, request } = await sent("twilio", "forged");
  const forged = report("twilio", {
    url: tenant.url,
    id: request.id,
    from: "14155550199",
    to: "14155550100",
    status: "failed",
  });
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
  const [one, other] = ["message-sent", "message-delivered"].map(
    (status) =>
      JSON.parse(
        report("bandwidth", {
          url: tenant.url,
          id: request.id,
          from: "14155550199",
          to: "14155550100",
          status: status.split("-")[1],
        }).body,
      )[0],
  );
  const { headers } = report("bandwidth", {
    url: tenant.url,
    id: request.id,
    from: "14155550199",
    to: "14155550100",
    status: "sent",
  });
  const told = await call({
    method: "POST",
    url: tenant.url,
    headers,
    body: JSON.stringify([one, { ...one, message: { ...one.message, id: "nobody" } }, other]),
  });
  assert.equal(told.status, 200);
  await tenant.account.reaches(messageId, "delivered");
});

test("a long SMS that Vonage divides is delivered when all of its parts are", async () => {
  const text = "all of it ".repeat(40);
  const { tenant, messageId, request } = await sent("vonage", text);
  const ids = vonagePartIds(request.id, text);
  assert.equal(ids.length, 3);
  for (const id of [ids[2], ids[0], ids[0]])
    assert.equal((await tenant.report({ id, status: "delivered" })).status, 200);
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

/** Accepts as Vonage does, after `change` has changed its list of parts. */
const acceptChanged =
  (change) =>
  ({ call, api, response }) => {
    const accepted = (...given) => {
      const [status, body] = api.accepted(...given);
      change(body.messages);
      return [status, body];
    };
    return accept({ call, api: { ...api, accepted }, response });
  };

test("a long SMS of which Vonage refuses a part has failed, is not sent again, and the other parts' reports do not change it", async () => {
  const text = "without its middle ".repeat(20);
  fake.next(
    "vonage",
    acceptChanged((parts) => parts.splice(1, 1, { status: "1", "error-text": "Throttled" })),
  );
  const { tenant, messageId, request } = await sent("vonage", text, "failed");
  const ids = vonagePartIds(request.id, text);
  assert.equal(ids.length, 3);
  for (const id of [ids[0], ids[2]]) assert.equal((await tenant.report({ id, status: "delivered" })).status, 200);
  const { status, error_message: cause } = await tenant.account.status(messageId);
  assert.deepEqual([status, cause], ["failed", "1"]);
  assert.equal(fake.made({ text }).length, 1);
});

test("a long SMS of which Vonage leaves a part without an id is not delivered on the other part's report", async () => {
  const text = "half of it named ".repeat(15);
  fake.next(
    "vonage",
    acceptChanged((parts) => delete parts[1]["message-id"]),
  );
  const { tenant, messageId, request } = await sent("vonage", text);
  assert.equal((await tenant.report({ id: request.id, status: "delivered" })).status, 200);
  assert.equal((await tenant.account.status(messageId)).status, "sent");
  assert.equal((await tenant.report({ id: request.id, status: "delivered" })).status, 200);
  assert.equal((await tenant.account.status(messageId)).status, "sent");
});

/** Reports on one part of a long SMS as Plivo does: by an id of its own, with the whole message's id beside it. */
const partReport = (tenant, parent, partInfo, status) =>
  tenant.report({ id: `${parent}-${partInfo[0]}`, parent, partInfo, status });

test("a long SMS that Plivo divides is delivered when all of its parts are", async () => {
  const { tenant, messageId, request } = await sent("plivo", "all of Plivo ".repeat(30));
  for (const part of ["3 of 3", "1 of 3", "1 of 3"])
    assert.equal((await partReport(tenant, request.id, part, "delivered")).status, 200);
  assert.equal((await tenant.account.status(messageId)).status, "sent");
  await tenant.account.projected(messageId, "sent");
  await wireroom.evictOne("Dispatcher", tenant.account.id);
  assert.equal((await partReport(tenant, request.id, "2 of 3", "delivered")).status, 200);
  await tenant.account.reaches(messageId, "delivered");
});

test("a long SMS that Plivo divides has failed when one of its parts has, until that part is reported as delivered", async () => {
  const { tenant, messageId, request } = await sent("plivo", "not all of Plivo ".repeat(30));
  const told = async (part, status) => assert.equal((await partReport(tenant, request.id, part, status)).status, 200);
  await told("1 of 3", "delivered");
  await told("2 of 3", "failed");
  await tenant.account.reaches(messageId, "failed");
  await told("3 of 3", "delivered");
  // A part that was delivered does not fail any more.
  await told("1 of 3", "failed");
  assert.equal((await tenant.account.status(messageId)).status, "failed");
  // As with an SMS of one part, `delivered` corrects an earlier `failed`.
  await told("2 of 3", "delivered");
  await tenant.account.reaches(messageId, "delivered");
});

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { clearOfMidnight } from "../support/clock.mjs";
import { refuse, startWithProviders } from "../support/provider-fake.mjs";
import { tenantOf } from "./tenant.mjs";

let wireroom, fake, stop;
before(
  async () =>
    ({ wireroom, fake, stop } = await startWithProviders({ withCredentials: false, vars: { RETRY_BASE_SECS: "0.1" } })),
);
after(() => stop());

const routing = async ({ key }, policy) => {
  const { status, body } = await wireroom.request(policy ? "PATCH" : "GET", "/api/v1/admin/routing", {
    key,
    json: policy && { policy },
  });
  assert.equal(status, 200);
  return body.policy;
};

async function phoneOf(account, options = {}) {
  const token = await account.createKey("registration");
  return wireroom.phone({ registrationToken: token, ...options });
}

test("numbers can be added, added again, changed, listed and deleted", async () => {
  const tenant = await tenantOf(wireroom, "plivo");
  const { number } = await tenant.admin("POST", "/numbers", { number: "1 (415) 555-0199" }, 201);
  const { id, created_at, ...shown } = number;
  assert.match(id, /^[A-Za-z0-9_-]{21}$/);
  assert.match(created_at, /Z$/);
  assert.deepEqual(shown, { provider: "plivo", number: "+14155550199", active: true, priority: 1, general: false });
  // Adding the number again updates it.
  const again = await tenant.admin("POST", "/numbers", { number: "14155550199", priority: 5 });
  assert.deepEqual([again.number.id, again.number.priority], [id, 5]);
  const changed = await tenant.admin("PATCH", `/numbers/${id}`, { general: true, active: false });
  assert.deepEqual([changed.number.general, changed.number.active, changed.number.priority], [true, false, 5]);
  const { number: code } = await tenant.admin("POST", "/numbers", { number: "262966" }, 201);
  assert.equal(code.number, "262966");
  assert.deepEqual(
    (await tenant.admin("GET", "/numbers")).numbers.map(({ number }) => number),
    ["+14155550199", "262966"],
  );
  const first = await tenant.admin("GET", "/numbers?limit=1");
  const rest = await tenant.admin("GET", `/numbers?limit=1&cursor=${encodeURIComponent(first.next_cursor)}`);
  assert.deepEqual(
    [...first.numbers, ...rest.numbers].map(({ number }) => number),
    ["+14155550199", "262966"],
  );
  assert.equal(rest.next_cursor, null);
  for (const [json, status] of [
    [{}, 400],
    [{ number: "" }, 422],
    [{ number: "an impossible number" }, 422],
    [{ number: "+14155550188", priority: 11 }, 422],
    [{ number: "+14155550188", general: "perhaps" }, 422],
  ]) {
    await tenant.admin("POST", "/numbers", json, status);
  }
  await tenant.admin("PATCH", `/numbers/${id}`, { priority: 0 }, 422);
  await tenant.admin("DELETE", `/numbers/${code.id}`);
  await tenant.admin("DELETE", `/numbers/${code.id}`, undefined, 404);
  await tenant.admin("PATCH", `/numbers/${code.id}`, { active: true }, 404);
  // The number belongs to this provider and cannot move to another.
  const other = await wireroom.request("POST", "/api/v1/admin/providers/sinch/numbers", {
    key: tenant.account.key,
    json: { number: "+14155550199" },
  });
  assert.deepEqual([other.status, other.body], [409, { error: "The account has this number with plivo" }]);
  const wrong = await wireroom.request("DELETE", `/api/v1/admin/providers/sinch/numbers/${id}`, {
    key: tenant.account.key,
  });
  assert.equal(wrong.status, 404);
});

test("a number in the masking pool cannot be deleted", async () => {
  const tenant = await tenantOf(wireroom, "flowroute");
  const { number } = await tenant.admin("POST", "/numbers", { number: "+14155550199" }, 201);
  await wireroom.rows(
    "INSERT INTO proxy_numbers (account_id, number_key, value, route_id, position, created_at_ms) VALUES (?, '14155550199', '14155550199', ?, 1, 0)",
    tenant.account.id,
    number.id,
  );
  assert.deepEqual(await tenant.admin("DELETE", `/numbers/${number.id}`, undefined, 409), {
    error: "The number is in the masking pool",
  });
  await wireroom.rows("DELETE FROM proxy_numbers WHERE account_id = ?", tenant.account.id);
  await tenant.admin("DELETE", `/numbers/${number.id}`);
});

test("by default a number sends only messages that name it", async () => {
  const tenant = await tenantOf(wireroom, "twilio");
  const { account } = tenant;
  const { number } = await tenant.admin("POST", "/numbers", { number: "+14155550199" }, 201);
  assert.equal(await routing(account), "phones_only");
  const waiting = await account.sendAccepted("+14155550100", "for a phone");
  for (const [gateway_id, text] of [
    [number.id, "by its id"],
    ["+14155550199", "by its address"],
  ]) {
    const id = await account.sendAccepted("+14155550100", text, { gateway_id });
    await account.reaches(id, "sent");
    assert.deepEqual(fake.accepted({ text }), [
      ["14155550199", "14155550100", text].map((it, index) => (index < 2 ? `+${it}` : it)),
    ]);
  }
  assert.equal((await account.status(waiting)).status, "pending");
  assert.deepEqual(fake.made({ text: "for a phone" }), []);
  // The policy alone is not enough: the number is not general.
  assert.equal(await routing(account, "providers_only"), "providers_only");
  await tenant.admin("PATCH", `/numbers/${number.id}`, { general: true });
  await account.reaches(waiting, "sent");
  assert.equal(fake.made({ text: "for a phone" }).length, 1);
});

test("the policy decides which kind of route goes first, and the other kind takes over", async () => {
  const tenant = await tenantOf(wireroom, "telnyx");
  const { account } = tenant;
  const { number } = await tenant.admin("POST", "/numbers", { number: "+14155550199", general: true }, 201);
  const phone = await phoneOf(account, { deviceId: "policy-phone" });
  const routeOf = async (text) => {
    const id = await account.sendAccepted("+14155550100", text);
    await wireroom.eventually(async () => !["pending", "queued"].includes((await account.status(id)).status));
    const { body } = await wireroom.request("GET", `/api/v1/admin/messages/${id}`, { key: account.key });
    return body.gateway_id;
  };
  for (const [policy, expected] of [
    ["phones_only", "policy-phone"],
    ["phones_first", "policy-phone"],
    ["providers_first", number.id],
    ["providers_only", number.id],
  ]) {
    await routing(account, policy);
    assert.equal(await routeOf(policy), expected, policy);
  }
  await routing(account, "by_priority");
  await tenant.admin("PATCH", `/numbers/${number.id}`, { priority: 9 });
  assert.equal(await routeOf("the number's is higher"), number.id);
  // Without the phone the number sends.
  await routing(account, "phones_first");
  phone.die();
  assert.equal(await routeOf("no phone"), number.id);
  assert.equal(
    (await wireroom.request("PATCH", "/api/v1/admin/routing", { key: account.key, json: { policy: "whatever" } }))
      .status,
    422,
  );
  assert.equal((await wireroom.request("PATCH", "/api/v1/admin/routing", { key: account.key, json: {} })).status, 400);
  assert.equal(await routing(account), "phones_first");
});

test("an SMS that the provider refuses goes out through a phone, if the policy allows both", async () => {
  const tenant = await tenantOf(wireroom, "sinch");
  const { account } = tenant;
  await tenant.admin("POST", "/numbers", { number: "+14155550199", general: true }, 201);
  await phoneOf(account, { deviceId: "stand-in" });
  await routing(account, "providers_first");
  fake.next("sinch", refuse(401));
  const id = await account.sendAccepted("+14155550100", "by whichever");
  await account.reaches(id, "delivered");
  const { body } = await wireroom.request("GET", `/api/v1/admin/messages/${id}`, { key: account.key });
  assert.equal(body.gateway_id, "stand-in");
  assert.equal(fake.made({ text: "by whichever" }).length, 1);
});

test("a message can name a number as its gateway in a form that lost the plus sign, and an empty name is none", async () => {
  const tenant = await tenantOf(wireroom, "vonage");
  const { account } = tenant;
  const { number } = await tenant.admin("POST", "/numbers", { number: "+14155550199" }, 201);
  const headers = { "content-type": "application/x-www-form-urlencoded" };
  const send = (form) =>
    wireroom.request("POST", "/api/v1/sms/send", {
      key: account.key,
      headers,
      body: `to=%2B14155550100&message=by+number&${form}`,
    });
  const sent = await send("gateway_id=+14155550199");
  assert.equal(sent.status, 202, sent.text);
  await account.reaches(sent.body.message_id, "sent");
  const { body } = await wireroom.request("GET", `/api/v1/admin/messages/${sent.body.message_id}`, {
    key: account.key,
  });
  assert.equal(body.gateway_id, number.id);
  assert.equal((await send("gateway_id=")).status, 202);
  assert.deepEqual([(await send("gateway_id=nope")).status], [422]);
});

test("the SMSGate API sends through a number that is named as its device", async () => {
  const tenant = await tenantOf(wireroom, "vonage");
  const { account } = tenant;
  const { number } = await tenant.admin("POST", "/numbers", { number: "+14155550199" }, 201);
  const { basic } = await account.setLogin();
  const headers = { authorization: basic };
  const sent = await wireroom.request("POST", "/api/3rdparty/v1/messages", {
    headers,
    json: { textMessage: { text: "as a device" }, phoneNumbers: ["+14155550100"], deviceId: number.id },
  });
  assert.equal(sent.status, 202, sent.text);
  assert.equal(sent.body.deviceId, number.id);
  const shown = await wireroom.eventually(async () => {
    const { body } = await wireroom.request("GET", `/api/3rdparty/v1/messages/${sent.body.id}`, { headers });
    return body.state === "Sent" && body;
  });
  assert.equal(shown.deviceId, number.id);
  const listed = await wireroom.request("GET", `/api/3rdparty/v1/messages?deviceId=${number.id}`, { headers });
  assert.deepEqual(
    listed.body.map(({ id }) => id),
    [sent.body.id],
  );
  // A number delivers no webhooks, unlike a phone.
  const webhook = await wireroom.request("POST", "/api/3rdparty/v1/webhooks", {
    headers,
    json: { deviceId: number.id, url: "https://hooks.example.com/", event: "sms:received" },
  });
  assert.equal(webhook.status, 400);
});

test("an SMS that arrived at a number is in the listings of every face, with the number", async () => {
  await clearOfMidnight();
  const tenant = await tenantOf(wireroom, "messagebird");
  const { account } = tenant;
  assert.equal((await tenant.receive({ text: "for all to see" })).status, 200);
  const { body } = await wireroom.request("GET", "/api/v1/admin/messages?direction=inbound", { key: account.key });
  const { numbers } = await tenant.admin("GET", "/numbers");
  assert.deepEqual(
    body.messages.map(({ message, gateway_id }) => [message, gateway_id]),
    [["for all to see", numbers[0].id]],
  );
  // The second of these has lost its plus sign.
  for (const filter of [numbers[0].id, "+14155550199", "%2B14155550199", "14155550199", "(415)+555-0199"]) {
    const filtered = await wireroom.request("GET", `/api/v1/admin/messages?gateway_id=${filter}`, { key: account.key });
    assert.equal(filtered.body.messages?.length, 1, filter);
  }
  for (const filter of ["nope", "+"]) {
    const unknown = await wireroom.request("GET", `/api/v1/admin/messages?gateway_id=${filter}`, { key: account.key });
    assert.deepEqual([unknown.status, unknown.body], [422, { error: "Gateway not found" }], filter);
  }
  const { basic } = await account.setLogin();
  const inbox = await wireroom.request("GET", `/api/3rdparty/v1/inbox?deviceId=${numbers[0].id}`, {
    headers: { authorization: basic },
  });
  assert.deepEqual(
    inbox.body.map(({ contentPreview }) => contentPreview),
    ["for all to see"],
  );
  const stats = await wireroom.request("GET", "/api/v1/admin/stats", { key: account.key });
  assert.equal(stats.body.messages.received_today, 1);
});

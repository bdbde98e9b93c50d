import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { inbound, inboundVariants } from "../support/provider-callbacks.mjs";
import { startWireroom } from "../support/wireroom.mjs";
import { call, tenantOf } from "./tenant.mjs";

let wireroom;
before(async () => (wireroom = await startWireroom()));
after(() => wireroom.stop());

const xml = '<?xml version="1.0" encoding="UTF-8"?><Response></Response>';
/** Expected answer for each provider: the type, and the body. */
const answers = {
  twilio: ["text/xml", xml],
  plivo: ["text/xml", "<Response></Response>"],
  messagebird: ["text/plain", "OK"],
};

for (const [provider, variants] of Object.entries(inboundVariants)) {
  for (const variant of variants) {
    test(`an SMS from ${provider} (${variant}) is received once, even if it is repeated concurrently`, async () => {
      const tenant = await tenantOf(wireroom, provider);
      const request = tenant.inbound({ variant });
      const first = await call(request);
      const [type, body] = answers[provider] ?? [null, ""];
      assert.deepEqual([first.status, first.headers.get("content-type"), first.text], [200, type, body]);
      const again = await Promise.all(Array.from({ length: 8 }, () => call(request)));
      assert.deepEqual(
        again.map(({ status }) => status),
        Array(8).fill(200),
      );
      assert.deepEqual(await tenant.received(), [["+14155550100", "Hello, is it there?"]]);
      assert.deepEqual(await tenant.numbers(), [{ provider, address: "+14155550199", active: 1, general: 0 }]);
      // A later SMS with the same text is a separate SMS.
      assert.equal((await tenant.receive({ variant })).status, 200);
      assert.equal((await tenant.received()).length, 2);
    });
  }
}

test("concurrent duplicates for a number that is not known yet are one SMS", async () => {
  const tenant = await tenantOf(wireroom, "twilio");
  const request = tenant.inbound();
  const twins = await Promise.all(Array.from({ length: 16 }, () => call(request)));
  assert.deepEqual(
    twins.map(({ status }) => status),
    Array(16).fill(200),
  );
  assert.equal((await tenant.received()).length, 1);
  assert.equal((await tenant.numbers()).length, 1);
});

const withHeader = (request, name, value) => ({ ...request, headers: { ...request.headers, [name]: value } });
const without = (request, ...names) => ({
  ...request,
  headers: Object.fromEntries(Object.entries(request.headers).filter(([name]) => !names.includes(name))),
});
const signatures = [
  "x-twilio-signature",
  "telnyx-signature-ed25519",
  "authorization",
  "x-plivo-signature-v3",
  "x-plivo-signature-v2",
  "x-sinch-webhook-signature",
  "messagebird-signature-jwt",
  "messagebird-signature",
];
/** Returns the same request with another text, under the first one's signature. */
function retold(request) {
  const retell = (text) => text.replace(/is(%20|\+| )it(%20|\+| )there/, "was$1it$2there");
  const changed =
    request.body === undefined ? { ...request, url: retell(request.url) } : { ...request, body: retell(request.body) };
  assert.notDeepEqual(changed, request);
  return changed;
}

/** Requests that prove nothing: no signature, another account's secret, other contents, another URL, an old time. */
function forgeries(tenant, variant) {
  const { provider } = tenant;
  const good = () => tenant.inbound({ variant });
  const elsewhere = {
    ...inbound(provider, {
      url: tenant.url.replace(/.{4}$/, "0000"),
      from: "14155550100",
      to: "14155550199",
      text: "x",
      variant,
    }),
    url: tenant.url,
  };
  const forged = {};
  if (provider !== "vonage" || variant === "messages") forged.unsigned = without(good(), ...signatures);
  if (provider === "vonage" && variant !== "messages") {
    const strip = (text) => text.replace(/[&?]sig=[0-9a-f]+/, "").replace(/,"sig":"[0-9a-f]+"/, "");
    const request = good();
    forged.unsigned =
      request.body === undefined ? { ...request, url: strip(request.url) } : { ...request, body: strip(request.body) };
  }
  const name = signatures.find((name) => name in good().headers);
  if (name) {
    const value = good().headers[name];
    const at = Math.floor(value.length / 2);
    forged["with another signature"] = withHeader(
      good(),
      name,
      `${value.slice(0, at)}${value[at] === "A" ? "B" : "A"}${value.slice(at + 1)}`,
    );
  }
  // Plivo's older scheme and Bandwidth's password do not cover the contents.
  if (provider !== "bandwidth" && variant !== "v2") forged.tampered = retold(good());
  if (["twilio", "plivo"].includes(provider) || (provider === "messagebird" && variant !== "legacy"))
    forged["signed for another URL"] = elsewhere;
  if (["telnyx", "vonage", "sinch", "messagebird"].includes(provider)) {
    forged["an hour old"] = tenant.inbound({ variant, nowMs: Date.now() - 3_600_000 });
  }
  return forged;
}

for (const [provider, variants] of Object.entries(inboundVariants)) {
  if (provider === "flowroute") continue;
  for (const variant of variants) {
    test(`a forged callback for ${provider} (${variant}) is refused and stores nothing`, async () => {
      const tenant = await tenantOf(wireroom, provider);
      const forged = forgeries(tenant, variant);
      assert.ok(Object.keys(forged).length >= 2);
      for (const [what, request] of Object.entries(forged)) {
        const { status, text } = await call(request);
        assert.equal(status, 403, `${what}: ${text}`);
      }
      assert.deepEqual(await tenant.received(), []);
      assert.deepEqual(await tenant.numbers(), []);
      // The same tenant's genuine callbacks are accepted.
      assert.equal((await tenant.receive({ variant })).status, 200);
      assert.equal((await tenant.received()).length, 1);
    });
  }
}

test("a callback signed with another account's secret is refused", async () => {
  const own = await tenantOf(wireroom, "twilio", {
    credentials: { account_sid: "AC1", auth_token: "the tenant's own token" },
  });
  assert.equal((await own.receive()).status, 403);
  assert.deepEqual(await own.received(), []);
});

test("an unintelligible callback is refused, and a too long one is not read", async () => {
  const tenant = await tenantOf(wireroom, "flowroute");
  const post = (body, type = "application/json") =>
    call({ method: "POST", url: tenant.url, headers: { "content-type": type }, body });
  for (const body of [
    "{",
    "[]",
    "null",
    '"text"',
    "{}",
    '{"to":"1"}',
    '{"to":{},"from":[],"body":1}',
    '{"data":{"type":"message"}}',
    "\u0000\uffff",
  ]) {
    const { status, text } = await post(body);
    assert.equal(status, 400, `${body}: ${text}`);
  }
  assert.equal((await post(JSON.stringify({ to: "1", from: "2", body: "x".repeat(300_000) }))).status, 413);
  assert.deepEqual(await tenant.received(), []);
  // A content type other than JSON's does not change the parsing.
  const told = JSON.stringify({ to: "14155550199", from: "14155550100", body: "typed", id: "mdr1-typed" });
  assert.equal((await post(told, "text/plain")).status, 200);
  assert.deepEqual(await tenant.received(), [["+14155550100", "typed"]]);
});

test("an unknown token, another provider's token or no token is 404", async () => {
  const tenant = await tenantOf(wireroom, "flowroute");
  const message = { from: "14155550100", to: "14155550199", text: "hi" };
  const token = tenant.url.split("/").at(-1);
  const base = `${wireroom.url}/providers`;
  for (const url of [
    tenant.url.replace(/.$/, (last) => (last === "0" ? "1" : "0")),
    tenant.url.toUpperCase().replace(/.*\/PROVIDERS\/FLOWROUTE/, `${base}/flowroute`),
    `${base}/twilio/${token}`,
    `${base}/unheard-of/${token}`,
    `${base}/flowroute/${token}/more`,
    `${base}/flowroute/x`,
    `${base}/flowroute/%00`,
    `${base}/flowroute`,
  ]) {
    assert.equal((await call(inbound("flowroute", { url, ...message }))).status, 404, url);
  }
  assert.deepEqual(await tenant.received(), []);
});

test("attachments of an MMS become lines of its text", async () => {
  const tenant = await tenantOf(wireroom, "flowroute");
  const data = {
    id: "mdr2-1",
    type: "message",
    attributes: { to: "14155550199", from: "14155550100", body: null, direction: "inbound", is_mms: true },
  };
  const included = [
    { type: "media", id: "m1", attributes: { url: "https://media.example.com/1.jpg", mime_type: "image/jpeg" } },
  ];
  const headers = { "content-type": "application/json" };
  assert.equal(
    (await call({ method: "POST", url: tenant.url, headers, body: JSON.stringify({ data, included }) })).status,
    200,
  );
  assert.deepEqual(await tenant.received(), [["+14155550100", "https://media.example.com/1.jpg"]]);
});

test("an SMS to a number that is switched off is dropped, and its provider need not retry", async () => {
  const tenant = await tenantOf(wireroom, "telnyx");
  const { number } = await tenant.admin("POST", "/numbers", { number: "+14155550199", active: false }, 201);
  assert.equal((await tenant.receive()).status, 200);
  assert.deepEqual(await tenant.received(), []);
  await tenant.admin("PATCH", `/numbers/${number.id}`, { active: true });
  assert.equal((await tenant.receive()).status, 200);
  assert.equal((await tenant.received()).length, 1);
});

test("a repeated SMS is recognized after the object was evicted", async () => {
  const tenant = await tenantOf(wireroom, "sinch");
  const request = tenant.inbound();
  assert.equal((await call(request)).status, 200);
  await wireroom.evictOne("Dispatcher", tenant.account.id);
  assert.equal((await call(request)).status, 200);
  assert.equal((await tenant.received()).length, 1);
});

test("an empty request, with which a vendor tests the address, gets the expected answer without a signature", async () => {
  for (const provider of Object.keys(inboundVariants)) {
    const tenant = await tenantOf(wireroom, provider);
    const [type, body] = answers[provider] ?? [null, ""];
    for (const method of ["GET", "POST"]) {
      const { status, headers, text } = await call({ method, url: tenant.url, headers: {} });
      assert.deepEqual([status, headers.get("content-type"), text], [200, type, body], `${method} of ${provider}`);
    }
    assert.equal((await call({ method: "HEAD", url: tenant.url, headers: {} })).status, 200, provider);
    assert.equal((await call({ method: "GET", url: tenant.url.replace(/.{4}$/, "0000"), headers: {} })).status, 404);
    assert.deepEqual(await tenant.received(), []);
  }
});

test("a request with a query but without a body is not a test of the address: it needs a signature, and is refused if it is unreadable", async () => {
  const query = "msisdn=1&to=2&text=x&From=1&To=2&Body=x&Text=x&originator=1&recipient=2&payload=x&id=1";
  for (const provider of Object.keys(inboundVariants)) {
    const tenant = await tenantOf(wireroom, provider);
    const { status, text } = await call({ method: "POST", url: `${tenant.url}?${query}`, headers: {} });
    // Flowroute does not sign.
    assert.equal(status, provider === "flowroute" ? 400 : 403, `${provider}: ${text}`);
    assert.deepEqual(await tenant.received(), []);
  }
});

test("a broken event in a list does not lose the SMS beside it", async () => {
  const tenant = await tenantOf(wireroom, "bandwidth");
  const request = tenant.inbound();
  const [event] = JSON.parse(request.body);
  assert.equal((await call({ ...request, body: JSON.stringify([event, { type: "message-received" }]) })).status, 200);
  assert.deepEqual(await tenant.received(), [["+14155550100", "Hello, is it there?"]]);
});

test("a callback to an address with an extra slash is accepted, and its signature covers the address that was called", async () => {
  for (const provider of ["twilio", "messagebird", "plivo"]) {
    const tenant = await tenantOf(wireroom, provider);
    const url = tenant.url.replace("/providers/", "//providers/");
    assert.equal((await call(tenant.inbound({ url }))).status, 200, provider);
    assert.equal((await tenant.received()).length, 1);
  }
});

test("MessageBird's attachments become lines of the text, and its time is read under both names", async () => {
  const tenant = await tenantOf(wireroom, "messagebird", { credentials: { access_key: "without-a-signing-key" } });
  const media = ["https://media.example.com/1.jpg", "https://media.example.com/2.jpg"];
  const fields = {
    id: "mb-1",
    recipient: "14155550199",
    originator: "14155550100",
    payload: "Look",
    mediaURLs: media,
    CreatedDatetime: "2024-01-01T00:00:00+00:00",
  };
  const posted = await call({
    method: "POST",
    url: tenant.url,
    headers: { "content-type": "application/json" },
    body: JSON.stringify(fields),
  });
  assert.equal(posted.status, 200, posted.text);
  const form = new URLSearchParams({ ...fields, id: "mb-2", mediaURLs: JSON.stringify(media) });
  assert.equal(
    (
      await call({
        method: "POST",
        url: tenant.url,
        headers: { "content-type": "application/x-www-form-urlencoded" },
        body: form.toString(),
      })
    ).status,
    200,
  );
  const { body } = await tenant.account.received();
  const expected = { from: "+14155550100", message: `Look\n${media.join("\n")}`, received_at: "2024-01-01T00:00:00Z" };
  assert.deepEqual(
    body.messages.map(({ message_id: _, ...rest }) => rest),
    [expected, expected],
  );
});

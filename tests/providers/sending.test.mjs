import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { providers, refuse, startWithProviders } from "../support/provider-fake.mjs";
import { credentialsOf, tenantOf } from "./tenant.mjs";

let wireroom, fake, stop;
before(
  async () =>
    ({ wireroom, fake, stop } = await startWithProviders({ withCredentials: false, vars: { RETRY_BASE_SECS: "0.1" } })),
);
after(() => stop());

async function senderAt(provider, options) {
  const tenant = await tenantOf(wireroom, provider, options);
  const { number } = await tenant.admin("POST", "/numbers", { number: "+14155550199" }, 201);
  const send = (text) => tenant.account.sendAccepted("+14155550100", text, { gateway_id: number.id });
  return { tenant, send };
}

/** Vendors that expect a number without its plus sign. */
const inDigits = new Set(["flowroute", "vonage", "plivo", "sinch", "messagebird"]);

for (const provider of providers) {
  test(`${provider} gets every character of a text, and numbers in its format`, async () => {
    const { tenant, send } = await senderAt(provider);
    const text = `${provider}: 100 % & more = "Grüße" жизнь 😀\nsecond+line?#`;
    await tenant.account.reaches(await send(text), "sent");
    const plus = inDigits.has(provider) ? "" : "+";
    assert.deepEqual(fake.accepted({ text }), [[`${plus}14155550199`, `${plus}14155550100`, text]]);
  });

  test(`an SMS that ${provider} refuses has failed and does not count as sent`, async () => {
    const { tenant, send } = await senderAt(provider);
    const text = `refused by ${provider}`;
    fake.always(provider, refuse(400));
    const { error_message: cause } = await tenant.account.reaches(await send(text), "failed");
    fake.relent();
    assert.ok(cause && !cause.includes("1415555"), cause);
    assert.deepEqual(fake.accepted({ text }), []);
  });
}

test("text outside the GSM alphabet is declared to vendors that would lose it otherwise", async () => {
  for (const [text, type] of [
    ["Grüße @ 5 €", "text"],
    ["жизнь", "unicode"],
  ]) {
    const { tenant, send } = await senderAt("vonage");
    await tenant.account.reaches(await send(text), "sent");
    assert.equal(fake.made({ provider: "vonage", text }).at(-1).form.get("type"), type);
  }
  const { tenant, send } = await senderAt("messagebird");
  await tenant.account.reaches(await send("жизнь"), "sent");
  assert.equal(fake.made({ provider: "messagebird", text: "жизнь" }).at(-1).json.datacoding, "auto");
});

test("Flowroute's version 2.1 can be chosen, and each SMS names its report URL", async () => {
  const { tenant, send } = await senderAt("flowroute", {
    credentials: { ...credentialsOf.flowroute, api_version: "2.1" },
  });
  const id = await send("by version 2.1");
  await tenant.account.reaches(id, "sent");
  const [request] = fake.made({ text: "by version 2.1" });
  assert.match(request.path, /\/v2\.1\/messages$/);
  assert.equal(request.callbackUrl, tenant.url);
  assert.equal((await tenant.report({ id: request.id, status: "delivered" })).status, 200);
  await tenant.account.reaches(id, "delivered");
});

test("white space around a credential is removed", async () => {
  const { tenant, send } = await senderAt("telnyx", { credentials: { api_key: ` ${credentialsOf.telnyx.api_key}\n` } });
  await tenant.account.reaches(await send("with a copied key"), "sent");
});

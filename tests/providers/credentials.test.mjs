import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { allPermissions } from "../../scripts/lib/credentials.mjs";
import { startWireroom } from "../support/wireroom.mjs";
import { call, credentialsOf, tenantOf } from "./tenant.mjs";

let wireroom;
before(async () => (wireroom = await startWireroom()));
after(() => wireroom.stop());

const admin = async (key, method, path, json) => {
  const { status, body } = await wireroom.request(method, `/api/v1/admin/providers${path}`, { key, json });
  return { status, body };
};

test("credentials are stored, replaced and deleted, and secret ones are never shown", async () => {
  const { key, id } = await wireroom.createAccount("storing");
  const put = await admin(key, "PUT", "/twilio", { account_sid: "AC-mine", auth_token: "hush-hush" });
  assert.equal(put.status, 200);
  const { updated_at, ...shown } = put.body.provider;
  assert.match(updated_at, /Z$/);
  assert.deepEqual(shown, {
    provider: "twilio",
    source: "account",
    readable: true,
    can_send: true,
    verifies_signatures: true,
    callbacks: "verified",
    endpoints: [],
    credentials: [
      { name: "account_sid", required: true, set: true, value: "AC-mine" },
      { name: "auth_token", required: true, set: true },
      { name: "api_key_sid", required: false, set: false },
      { name: "api_key_secret", required: false, set: false },
    ],
  });
  assert.deepEqual((await admin(key, "GET", "/twilio")).body, { provider: put.body.provider });
  const { providers } = (await admin(key, "GET", "")).body;
  assert.deepEqual(
    providers.map(({ provider }) => provider),
    Object.keys(credentialsOf),
  );
  assert.deepEqual(
    providers.filter(({ source }) => source !== null),
    [put.body.provider],
  );
  const [row] = await wireroom.rows("SELECT credentials FROM provider_accounts WHERE account_id = ?", id);
  for (const text of [JSON.stringify(providers), row.credentials]) assert.equal(text.includes("hush-hush"), false);
  // All credentials are replaced; none of the old ones stays.
  const replaced = await admin(key, "PUT", "/twilio", {
    account_sid: "AC-other",
    auth_token: "other",
    api_key_sid: "SK1",
    api_key_secret: "s",
  });
  assert.deepEqual(
    replaced.body.provider.credentials.map(({ set }) => set),
    [true, true, true, true],
  );
  const lesser = await admin(key, "PUT", "/twilio", { account_sid: "AC-other", auth_token: "other" });
  assert.deepEqual(
    lesser.body.provider.credentials.map(({ set }) => set),
    [true, true, false, false],
  );
  assert.deepEqual(await admin(key, "DELETE", "/twilio"), { status: 200, body: { success: true } });
  assert.equal((await admin(key, "GET", "/twilio")).body.provider.source, null);
  assert.equal((await admin(key, "DELETE", "/twilio")).status, 404);
});

test("every provider accepts its own credentials", async () => {
  const { key } = await wireroom.createAccount("all of them");
  for (const [provider, credentials] of Object.entries(credentialsOf)) {
    const { status, body } = await admin(key, "PUT", `/${provider}`, credentials);
    assert.equal(status, 200, JSON.stringify(body));
    assert.equal(body.provider.can_send, true, provider);
    assert.equal(body.provider.verifies_signatures, provider !== "flowroute", provider);
    assert.equal(body.provider.callbacks, provider === "flowroute" ? "unverified" : "verified", provider);
  }
});

test("a provider whose callbacks cannot be verified is listed as unverified, and one without credentials as neither", async () => {
  const { key } = await wireroom.createAccount("unverified");
  await admin(key, "PUT", "/telnyx", { api_key: "KEY" });
  await admin(key, "PUT", "/bandwidth", { ...credentialsOf.bandwidth, callback_password: "" });
  await admin(key, "PUT", "/twilio", credentialsOf.twilio);
  const { providers } = (await admin(key, "GET", "")).body;
  const said = Object.fromEntries(providers.map(({ provider, callbacks }) => [provider, callbacks]));
  assert.deepEqual(said, {
    ...Object.fromEntries(Object.keys(said).map((name) => [name, null])),
    telnyx: "unverified",
    bandwidth: "unverified",
    twilio: "verified",
  });
});

test("a credential that no request could carry, or that could verify nothing, is refused when it is stored", async () => {
  const { key, id } = await wireroom.createAccount("misshapen");
  for (const [provider, wrong] of Object.entries({
    bandwidth: { username: "with:colon", password: "two\nlines", callback_username: "a b" },
    flowroute: { access_key: "a\r\nx-injected: 1", secret_key: "\u0000" },
    messagebird: { access_key: "zwei Wörter", signing_key: "a\tb" },
    plivo: { auth_id: "MA PLIVO", main_auth_token: "x".repeat(2_049) },
    sinch: { api_token: "two words", region: "evil.example/" },
    telnyx: { public_key: "AAAA", api_key: "KEY\u007f" },
    twilio: { account_sid: "AC/1\u00a01", api_key_sid: "SK:1" },
    vonage: { signature_method: "rot13", api_key: "\u00e9" },
  })) {
    for (const [name, value] of Object.entries(wrong)) {
      const { status, body } = await admin(key, "PUT", `/${provider}`, { ...credentialsOf[provider], [name]: value });
      assert.equal(status, 422, `${provider} ${name}`);
      assert.ok(body.error.startsWith(`${name} has to be `) && !body.error.includes(value), body.error);
    }
  }
  assert.deepEqual(await wireroom.rows("SELECT * FROM provider_accounts WHERE account_id = ?", id), []);
});

test("a missing or unknown credential is named, and nothing is stored", async () => {
  const { key, id } = await wireroom.createAccount("misspelling");
  const refused = async (json) => {
    const { status, body } = await admin(key, "PUT", "/flowroute", json);
    assert.equal(status, 422);
    return body.error;
  };
  assert.equal(await refused({}), "Missing credentials: access_key, secret_key");
  assert.equal(await refused({ access_key: "a", secret_key: " " }), "Missing credentials: secret_key");
  assert.match(
    await refused({ access_key: "a", secret_key: "b", secret: "c" }),
    /^Unknown credentials: secret \(there are access_key, secret_key/,
  );
  assert.match(await refused({ access_key: "x".repeat(10_000), secret_key: "b" }), /access_key/);
  assert.equal((await admin(key, "PUT", "/flowroute", { access_key: ["a"], secret_key: "b" })).status, 400);
  assert.deepEqual(await wireroom.rows("SELECT * FROM provider_accounts WHERE account_id = ?", id), []);
  for (const [method, path] of [
    ["GET", "/unheard-of"],
    ["PUT", "/unheard-of"],
    ["DELETE", "/TWILIO"],
    ["POST", "/x/endpoint"],
    ["GET", "/x/numbers"],
  ]) {
    assert.deepEqual(
      await admin(key, method, path, method === "PUT" ? {} : undefined),
      { status: 404, body: { error: "Provider not found" } },
      path,
    );
  }
});

test("only a key with manage_account can reach credentials", async () => {
  const account = await wireroom.createAccount("permissions");
  const key = await account.createKey("client", {
    permissions: allPermissions.filter((it) => it !== "manage_account"),
  });
  for (const [method, path] of [
    ["GET", ""],
    ["GET", "/twilio"],
    ["PUT", "/twilio"],
    ["DELETE", "/twilio"],
    ["POST", "/twilio/endpoint"],
    ["DELETE", "/twilio/endpoint"],
    ["GET", "/twilio/numbers"],
    ["POST", "/twilio/numbers"],
    ["PATCH", `/twilio/numbers/${"x".repeat(21)}`],
    ["DELETE", `/twilio/numbers/${"x".repeat(21)}`],
  ]) {
    assert.equal((await admin(key, method, path, method === "GET" ? undefined : {})).status, 403, `${method} ${path}`);
  }
  assert.equal(
    (await wireroom.request("PATCH", "/api/v1/admin/routing", { key, json: { policy: "providers_only" } })).status,
    403,
  );
});

test("an account can neither see, use nor change another's credentials", async () => {
  const [one, other] = await Promise.all([tenantOf(wireroom, "flowroute"), tenantOf(wireroom, "flowroute")]);
  await one.admin("PUT", "", { access_key: "of-one", secret_key: "s" });
  const { number } = await one.admin("POST", "/numbers", { number: "+14155550199", general: true }, 201);
  assert.deepEqual((await other.admin("GET", "/numbers")).numbers, []);
  await other.admin("PATCH", `/numbers/${number.id}`, { active: false }, 404);
  await other.admin("DELETE", `/numbers/${number.id}`, undefined, 404);
  // The same number with another account is a different number.
  await other.admin("POST", "/numbers", { number: "+14155550199" }, 201);
  await other.admin("DELETE", "", undefined);
  assert.equal((await one.admin("GET", "")).provider.source, "account");
  assert.equal((await one.receive()).status, 200);
  assert.equal((await one.received()).length, 1);
  assert.deepEqual(await other.received(), []);
  // A sealed value that is copied into another account's row cannot be opened.
  await wireroom.rows(
    `INSERT INTO provider_accounts (account_id, provider, credentials, updated_at_ms)
     SELECT ?, provider, credentials, updated_at_ms FROM provider_accounts WHERE account_id = ?`,
    other.account.id,
    one.account.id,
  );
  const { provider } = await other.admin("GET", "");
  assert.deepEqual([provider.readable, provider.can_send], [false, false]);
});

test("an endpoint's URL is shown once; an older one stays valid for a day, and revoking ends all of them", async () => {
  const tenant = await tenantOf(wireroom, "sinch");
  const first = tenant.url;
  const { url: second, token } = await tenant.admin("POST", "/endpoint", {}, 201);
  assert.notEqual(first, second);
  assert.equal(second, `${wireroom.url}/providers/sinch/${token}`);
  assert.equal((await tenant.receive({ url: first })).status, 200);
  assert.equal((await tenant.receive({ url: second })).status, 200);
  const { endpoints } = (await tenant.admin("GET", "")).provider;
  assert.deepEqual(
    endpoints.map(({ ends_at }) => ends_at !== null),
    [true, false],
  );
  const stored = JSON.stringify(await wireroom.rows("SELECT * FROM provider_endpoints, provider_accounts"));
  for (const url of [first, second]) assert.equal(stored.includes(url.split("/").at(-1)), false);
  // This simulates that the second endpoint was made two days ago, and the first before it.
  const twoDays = 2 * 86_400_000;
  await wireroom.rows(
    "UPDATE provider_endpoints SET created_at_ms = created_at_ms - ? WHERE account_id = ?",
    twoDays,
    tenant.account.id,
  );
  await tenant.admin("PUT", "", credentialsOf.sinch);
  assert.equal((await tenant.receive({ url: first })).status, 404);
  assert.equal((await tenant.receive({ url: second })).status, 200);
  assert.deepEqual(await tenant.admin("DELETE", "/endpoint"), { success: true, revoked: 2 });
  assert.equal((await tenant.receive({ url: second })).status, 404);
  assert.deepEqual(await tenant.admin("DELETE", "/endpoint"), { success: true, revoked: 0 });
  assert.deepEqual((await tenant.admin("GET", "")).provider.endpoints, []);
});

test("a provider without its credentials is no longer believed", async () => {
  const tenant = await tenantOf(wireroom, "twilio");
  assert.equal((await tenant.receive()).status, 200);
  await tenant.admin("DELETE", "");
  const unsigned = { ...tenant.inbound(), headers: { "content-type": "application/x-www-form-urlencoded" } };
  for (const request of [unsigned, tenant.inbound()]) assert.equal((await call(request)).status, 404);
  assert.equal((await tenant.received()).length, 1);
});

test("callbacks for a disabled account are refused", async () => {
  const tenant = await tenantOf(wireroom, "flowroute");
  await wireroom.rows("UPDATE accounts SET disabled_at_ms = 1 WHERE id = ?", tenant.account.id);
  assert.equal((await tenant.receive()).status, 404);
});

test("without SEALING_KEYS nothing is accepted that would have to be sealed", async (t) => {
  const unsealed = await startWireroom({ secrets: {} });
  t.after(() => unsealed.stop());
  const { key } = unsealed.account;
  const request = (method, path, json) =>
    unsealed.request(method, `/api/v1/admin/providers/flowroute${path}`, { key, json });
  for (const answer of [await request("PUT", "", credentialsOf.flowroute), await request("POST", "/endpoint", {})]) {
    assert.deepEqual([answer.status, answer.body], [501, { error: "Provider credentials are not configured" }]);
  }
  assert.equal((await request("GET", "")).body.provider.source, null);
});

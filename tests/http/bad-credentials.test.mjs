import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { allPermissions } from "../../scripts/lib/credentials.mjs";
import { privateToken, startWireroom } from "../support/wireroom.mjs";
import { footprint } from "./support/footprint.mjs";
import { HttpGateway } from "./support/gateway.mjs";
import { keyedRoutes, openRoutes, routeName } from "./support/routes.mjs";

const missing = { status: 401, body: { error: "Missing API key" } };
const invalid = { status: 401, body: { error: "Invalid API key" } };
const insufficient = { status: 403, body: { error: "Insufficient permissions" } };

let wireroom, gateway, keys;
before(async () => {
  wireroom = await startWireroom();
  const { account } = wireroom;
  gateway = await HttpGateway.register(wireroom, "gateway-1");
  keys = { client: account.key, gateway: gateway.key, registration: await account.createKey("registration") };
});
after(() => wireroom.stop());

/** Requests every keyed route with one authorization, and asserts the same answer and that nothing is stored. */
async function everyRouteAnswers(authorizationFor, expected, routes = keyedRoutes) {
  const before = await footprint(wireroom, wireroom.account);
  for (const route of routes) {
    const authorization = await authorizationFor(route);
    const headers = authorization === undefined ? {} : { authorization };
    const { status, body } = await wireroom.request(route.method, route.path, { json: route.json, headers });
    assert.deepEqual({ status, body }, expected, `${routeName(route)} with ${authorization}`);
  }
  assert.deepEqual(await footprint(wireroom, wireroom.account), before);
}

test("a request without a key is 401 on every route that needs one", () => everyRouteAnswers(() => undefined, missing));

test("an Authorization header without a bearer token counts as no key", async () => {
  for (const authorization of [
    "Bearer",
    "Basic dXNlcjpwYXNz",
    `Token ${keys.client}`,
    keys.client,
    `Bearer${keys.client}`,
  ]) {
    await everyRouteAnswers(() => authorization, missing);
  }
});

test("a header that is not ASCII counts as no key", () => everyRouteAnswers(() => "Bearer api_live_\u00e9", missing));

test("a key that was never issued is invalid, however similar it is to a real one", async () => {
  const flipped = (key) => key.slice(0, -1) + (key.endsWith("0") ? "1" : "0");
  const forms = [
    (key) => flipped(key),
    (key) => key.slice(0, -1),
    (key) => `${key}0`,
    (key) => key.toUpperCase(),
    (key) => `${key} ${key}`,
    (key) => key.replace(/^[a-z]+_live_/, ""),
    // The tag covers the prefix, so the kind of a key cannot be changed.
    (key) => (key.startsWith("gw_") ? key.replace("gw_", "api_") : key.replace("api_", "gw_")),
    () => "x",
    () => `api_live_${"0".repeat(64)}`,
    () => `gw_live_${"f".repeat(64)}`,
    () => "a".repeat(4_000),
  ];
  for (const form of forms) await everyRouteAnswers(({ kind }) => `Bearer ${form(keys[kind])}`, invalid);
});

test("the registration token is not a key", () => everyRouteAnswers(() => `Bearer ${privateToken}`, invalid));

test("a revoked key is invalid", async () => {
  const revoked = {
    client: await wireroom.account.createKey("client"),
    gateway: (await HttpGateway.register(wireroom, "gateway-revoked")).key,
  };
  for (const key of Object.values(revoked)) await wireroom.account.revokeKey(key);
  await everyRouteAnswers(({ kind }) => `Bearer ${revoked[kind]}`, invalid);
});

test("an expired key is invalid, and a key that expires later is valid", async () => {
  const { account } = wireroom;
  await HttpGateway.register(wireroom, "gateway-expired");
  const gatewayId = await account.gatewayId("gateway-expired");
  const expiresAtMs = Date.now() - 1;
  const expired = {
    client: await account.createKey("client", { expiresAtMs }),
    gateway: await account.createKey("gateway", { expiresAtMs, gatewayId, permissions: [] }),
  };
  await everyRouteAnswers(({ kind }) => `Bearer ${expired[kind]}`, invalid);
  const lasting = await wireroom.account.createKey("client", { expiresAtMs: Date.now() + 60_000 });
  assert.equal((await wireroom.request("GET", "/api/v1/sms/received", { key: lasting })).status, 200);
});

test("a key that was deleted from the database is invalid", async () => {
  const deleted = await wireroom.account.createKey("client", { name: "deleted" });
  await wireroom.rows("DELETE FROM api_keys WHERE name = 'deleted'");
  await everyRouteAnswers(
    () => `Bearer ${deleted}`,
    invalid,
    keyedRoutes.filter(({ kind }) => kind === "client"),
  );
});

test("every key of a disabled account is invalid", async () => {
  const closed = await wireroom.createAccount("closed");
  const registration = await closed.createKey("registration");
  const { key: gatewayKey } = await HttpGateway.register(wireroom, "gateway-closed", { token: registration });
  // These keys have not been looked up before: an isolate may cache a key for ten more seconds.
  const another = await closed.createKey("registration");
  await wireroom.rows("UPDATE accounts SET disabled_at_ms = ? WHERE id = ?", Date.now(), closed.id);
  await everyRouteAnswers(({ kind }) => `Bearer ${{ client: closed.key, gateway: gatewayKey }[kind]}`, invalid);
  const json = { device_id: "late", name: "Late" };
  const { status, body } = await wireroom.request("POST", "/api/v1/gateway/register", { key: another, json });
  assert.deepEqual({ status, body }, invalid);
});

test("a valid key of the wrong kind is 403 on every route", async () => {
  const other = { client: "gateway", gateway: "client" };
  await everyRouteAnswers(({ kind }) => `Bearer ${keys[other[kind]]}`, insufficient);
  await everyRouteAnswers(() => `Bearer ${keys.registration}`, insufficient);
});

/** What the example request of a route needs beyond one of the route's permissions: nobody grants what they may not read. */
const furtherPermissions = { "POST /api/v1/admin/people": ["manage_gateways"] };

test("a client key reaches exactly the routes that one of its permissions allows", async () => {
  const routes = keyedRoutes.filter(({ kind }) => kind === "client");
  for (const held of [[], ...allPermissions.map((permission) => [permission])]) {
    const key = await wireroom.account.createKey("client", { permissions: held });
    const opens = (route) => route.permissions.some((permission) => held.includes(permission));
    await everyRouteAnswers(
      () => `Bearer ${key}`,
      insufficient,
      routes.filter((route) => !opens(route)),
    );
    for (const route of routes.filter(opens)) {
      const { status } = await wireroom.request(route.method, route.path, { key, json: route.json });
      if (furtherPermissions[routeName(route)]?.some((permission) => !held.includes(permission))) {
        assert.equal(status, 403, `${routeName(route)} with ${held}`);
        continue;
      }
      assert.ok([200, 201, 202, 404].includes(status), `${routeName(route)} with ${held}: ${status}`);
    }
  }
});

test("a key with all permissions, and a gateway's key, reach every route of their kind", async () => {
  const key = { client: await wireroom.account.createKey("client"), gateway: keys.gateway };
  for (const route of keyedRoutes) {
    const { status, body } = await wireroom.request(route.method, route.path, {
      key: key[route.kind],
      json: route.json,
    });
    // A relay user whom another test made exists.
    assert.ok([200, 201, 202, 404, 409].includes(status), `${routeName(route)}: ${status} ${JSON.stringify(body)}`);
    if (status === 404) assert.match(body.error, /^[A-Z][a-z -]+ not found$/, routeName(route));
  }
});

test("another account's key finds none of this account's resources on any route, and changes nothing", async () => {
  const { account } = wireroom;
  const theirs = await wireroom.createAccount("theirs");
  const registration = await theirs.createKey("registration");
  const { key: theirGateway } = await HttpGateway.register(wireroom, "gateway-theirs", { token: registration });
  // Numbers count in each account, so this account needs one that the other does not have.
  await HttpGateway.register(wireroom, "gateway-ours");
  const [{ id: keyId }] = await wireroom.rows(
    "SELECT id FROM api_keys WHERE account_id = ? AND kind = 'client' LIMIT 1",
    account.id,
  );
  const [{ number }] = await wireroom.rows(
    "SELECT MAX(number) AS number FROM gateways WHERE account_id = ?",
    account.id,
  );
  const messageId = await account.sendAccepted("+12025550177", "Ours alone");
  const state = () =>
    wireroom.rows(
      `SELECT (SELECT json_group_array(active || approved || priority) FROM gateways WHERE account_id = ?1) AS gateways,
         (SELECT COUNT(*) FROM api_keys WHERE account_id = ?1 AND revoked_at_ms IS NULL) AS keys,
         (SELECT json_group_array(id || name || active || secret) FROM webhook_endpoints WHERE account_id = ?1) AS webhooks,
         (SELECT json_group_array(id || active || priority || general) FROM provider_numbers WHERE account_id = ?1) AS numbers,
         (SELECT json_group_array(provider || credentials) FROM provider_accounts WHERE account_id = ?1) AS providers,
         (SELECT routing_policy FROM accounts WHERE id = ?1) AS routing`,
      account.id,
    );
  const webhook = await wireroom.request("POST", "/api/v1/admin/webhooks", {
    key: account.key,
    json: { url: "https://hooks.example.com/ours" },
  });
  const webhookId = webhook.body.webhook.id;
  const providers = (method, path, json) =>
    wireroom.request(method, `/api/v1/admin/providers/twilio${path}`, { key: account.key, json });
  assert.equal((await providers("PUT", "", { account_sid: "AC-ours", auth_token: "ours" })).status, 200);
  const numberId = (await providers("POST", "/numbers", { number: "+14155550199" })).body.number.id;
  const before = await state();
  const pairing = await wireroom.request("POST", "/api/v1/admin/pairings", { key: account.key, json: {} });
  const ours = [
    [/\{attempt_id\}/, webhookId],
    [/admin\/gateways/, String(number)],
    [/admin\/keys/, keyId],
    [/admin\/webhooks/, webhookId],
    [/admin\/pairings/, pairing.body.pairing.id],
    [/\{message_id\}/, messageId],
  ];
  for (const route of keyedRoutes) {
    const key = route.kind === "gateway" ? theirGateway : theirs.key;
    const id = ours.find(([pattern]) => pattern.test(route.pattern))?.[1];
    const path = /numbers\/\{id\}/.test(route.pattern)
      ? route.pattern.replace("{provider}", "twilio").replace("{id}", numberId)
      : id === undefined
        ? route.path
        : route.pattern.replaceAll(/\{\w+\}/g, id);
    const json = route.json?.message_id ? { ...route.json, message_id: messageId } : route.json;
    const { status, body, text } = await wireroom.request(route.method, path, { key, json });
    const named = route.pattern.includes("{") || route.pattern === "/api/v1/gateway/sms/status";
    if (named) {
      // The same as for a thing that nobody has.
      const unknown = await wireroom.request(route.method, route.path, { key, json: route.json });
      assert.deepEqual([status, body], [unknown.status, unknown.body], routeName(route));
      assert.ok(status === 404 || id === undefined, `${routeName(route)}: ${status}`);
    } else assert.ok(status < 300, `${routeName(route)}: ${status}`);
    // The log of changes names what its own account asked for, found or not.
    if (route.pattern === "/api/v1/admin/audit") continue;
    for (const secret of ["+12025550177", "Ours alone", keyId, "gateway-1", webhookId, "AC-ours", "+14155550199"])
      assert.ok(!text.includes(secret), `${routeName(route)}: ${secret}`);
  }
  assert.deepEqual(await state(), before);
});

test("a public route needs no key", async () => {
  for (const route of openRoutes) {
    // Signing in has evidence of its own instead of a key.
    if (route.pattern.startsWith("/api/v1/session/")) continue;
    const { status, body } = await wireroom.request(route.method, route.path, { json: route.json });
    // Without an upgrade a socket's path is 404, and so is a pairing that does not exist.
    const is404 = ["/cable", "/api/v1/pairings/redeem"].includes(route.pattern);
    assert.ok(is404 ? status === 404 : status < 300, `${routeName(route)}: ${status} ${JSON.stringify(body)}`);
  }
});

test("the scheme's case and extra spaces after it are accepted", async () => {
  for (const authorization of [`bearer ${keys.client}`, `BEARER ${keys.client}`, `Bearer   ${keys.client}`]) {
    const answer = await wireroom.request("GET", "/api/v1/sms/received", { headers: { authorization } });
    assert.equal(answer.status, 200, authorization);
  }
});

test("the key is checked before the body is read", async () => {
  const headers = { "content-type": "application/json" };
  for (const { method, path } of keyedRoutes.filter(({ method }) => method === "POST")) {
    const { status, body } = await wireroom.request(method, path, { headers, body: "{" });
    assert.deepEqual({ status, body }, missing, path);
  }
});

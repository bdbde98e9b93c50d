import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { repositoryRoot } from "../../scripts/lib/paths.mjs";
import { unfinishedRequest } from "../support/raw-request.mjs";
import { HttpGateway } from "../http/support/gateway.mjs";
import { tenantOf } from "../providers/tenant.mjs";
import { startSmsGate, User } from "../smsgate/support/user.mjs";
import { privateToken, startWireroom } from "../support/wireroom.mjs";

const faces = ["gateway-api", "smsgate", "number-proxy", "providers", "relay"];
const routes = faces.flatMap((face) =>
  JSON.parse(readFileSync(`${repositoryRoot}/functions/${face}/routes.json`, "utf8")).map((route) => ({
    face,
    ...route,
  })),
);
const withBody = routes.filter(({ max_body_bytes }) => max_body_bytes !== undefined);
const name = ({ face, method, path }) => `${face}: ${method} ${path}`;
const mebibyte = 1 << 20;
const excess = 2 * mebibyte;
const json = { "content-type": "application/json" };

let wireroom, credentials, endpoint;
before(async () => {
  wireroom = await startSmsGate();
  const gateway = await HttpGateway.register(wireroom, "gateway-1");
  const user = await User.create(wireroom, { channel: "POLL", silent: true });
  const client = `Bearer ${wireroom.account.key}`;
  credentials = {
    client,
    endpoint: client,
    gateway: `Bearer ${gateway.key}`,
    integrator: user.authorization,
    basic: user.authorization,
    device: `Bearer ${user.phone.session.token}`,
  };
  endpoint = new URL((await tenantOf(wireroom, "twilio")).url).pathname;
});
after(() => wireroom.stop());

/** Returns the path of a route with a value for each of its parameters. */
const pathOf = ({ face, path }) => (face === "providers" ? endpoint : path.replaceAll(/\{\w+\}/g, "unknown"));

test("every route with a body states the body's maximum length", () => {
  const writing = routes.filter(
    ({ method, path }) => method === "POST" && /send|messages$|webhooks$|session$/.test(path),
  );
  assert.ok(writing.length > 5 && withBody.length > 60, `${writing.length} and ${withBody.length}`);
  for (const route of writing) assert.ok(route.max_body_bytes > 0, name(route));
  // Routes that carry pictures accept as much as the original does.
  const longer = { "/mobile/v1/inbox": 24, "/3rdparty/v1/messages": 4 };
  for (const route of withBody) assert.ok(route.max_body_bytes <= (longer[route.path] ?? 1) * mebibyte, name(route));
});

test("a caller without a credential is refused before any byte of the body arrives", async () => {
  const guarded = withBody.filter(({ access, face }) => access !== "anybody" && face !== "providers");
  assert.ok(guarded.length > 40);
  for (const route of guarded) {
    const status = await unfinishedRequest(wireroom.url, route.method, pathOf(route), {
      headers: json,
      length: 8 * mebibyte,
      sent: "{",
    });
    assert.equal(status, 401, name(route));
  }
});

test("thirty bodies of 8 MiB without a key are refused at once and never buffered", async () => {
  const ask = () =>
    unfinishedRequest(wireroom.url, "POST", "/api/v1/sms/send", { headers: json, length: 8 * mebibyte, sent: "{" });
  const statuses = await Promise.all(Array.from({ length: 30 }, ask));
  assert.deepEqual(new Set(statuses), new Set([401]));
});

test("a body longer than its route's limit is 413 on every route, whatever its length, before it is read", async () => {
  const reachable = withBody.filter(
    ({ access, face, path }) =>
      (access in credentials && !path.includes("/auth/token/refresh")) || (access === "anybody" && face !== "relay"),
  );
  assert.ok(reachable.length > 40, String(reachable.length));
  for (const route of reachable) {
    const authorization = credentials[route.access];
    const headers = { ...json, ...(authorization && route.face !== "providers" ? { authorization } : {}) };
    const length = route.max_body_bytes + excess + 1;
    const status = await unfinishedRequest(wireroom.url, route.method, pathOf(route), { headers, length });
    // Without a configured upstream the route is 404 for every caller.
    const expected = route.path === "/upstream/v1/push" || route.method === "GET" ? [413, 404] : [413];
    assert.ok(expected.includes(status), `${name(route)}: ${status}`);
  }
});

test("relay routes without a credential refuse a long body as well", async () => {
  const open = withBody.filter(({ access, face }) => access === "anybody" && face === "relay");
  for (const route of open) {
    const length = route.max_body_bytes + excess + 1;
    const status = await unfinishedRequest(wireroom.url, route.method, pathOf(route), { headers: json, length });
    // Sync answers every unreadable body like the original.
    const refusals = route.path.startsWith("/v2/sync") ? [400, 404] : [413, 404, 501, 503];
    assert.ok(refusals.includes(status), `${name(route)}: ${status}`);
  }
});

test("a body of exactly the limit is read, and a body one byte longer is 413 even if all of it was sent", async () => {
  const send = (bytes) => {
    const fields = { to: "+12025550123", message: "Hello", padding: "" };
    fields.padding = "a".repeat(bytes - JSON.stringify(fields).length);
    return wireroom.request("POST", "/api/v1/sms/send", { key: wireroom.account.key, json: fields });
  };
  assert.equal((await send(mebibyte)).status, 202);
  assert.equal((await send(mebibyte + 1)).status, 413);
});

test("a registration that needs a token and has none is 401 after one byte of a long body", async () => {
  const closed = await startWireroom({ vars: { ENVIRONMENT: "production" } });
  try {
    for (const path of ["/api/v1/gateway/register", "/mobile/v1/device"]) {
      const status = await unfinishedRequest(closed.url, "POST", path, { headers: json, length: 60_000, sent: "{" });
      assert.equal(status, 401, path);
    }
  } finally {
    await closed.stop();
  }
});

test("JSON with more values than a route needs is 413 before it is parsed, and punctuation inside a text does not count", async () => {
  const objects = (count) => `[${Array(count).fill('{"":0}').join(",")}]`;
  const register = (x) => {
    const body = `{"device_id":"structured","name":"Phone","x":${x}}`;
    return wireroom.request("POST", "/api/v1/gateway/register", { key: privateToken, headers: json, body });
  };
  assert.equal((await register(objects(5_000))).status, 413);
  assert.equal((await register(JSON.stringify(",".repeat(10_000)))).status, 201);
  const device = (body) => wireroom.request("POST", "/mobile/v1/device", { key: privateToken, headers: json, body });
  assert.equal((await device(`{"x":${objects(2_500)}}`)).status, 413);
  assert.equal((await device(`{"x":${objects(1_000)}}`)).status, 201);
});

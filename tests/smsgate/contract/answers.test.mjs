import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import "../../support/contract/lenient.mjs";
import {
  basic,
  deviceRoot,
  integratorRoot,
  recipient,
  startSmsGate,
  text,
  userWithIdlePhone,
} from "../support/user.mjs";

// Properties that clients expect of all answers: roots, aliases, types, empty bodies, times.

let wireroom;
let user;
before(async () => {
  wireroom = await startSmsGate();
  user = await userWithIdlePhone(wireroom);
});
after(() => wireroom.stop());

const day = 86_400_000;
const range = () => ({ since: new Date(Date.now() - day).toISOString(), until: new Date().toISOString() });
const hook = { url: "https://example.com/hook", event: "sms:sent" };
const send = () => ({ ...text(), phoneNumbers: [recipient] });

test("every route exists under /api and without it, in the singular and in the plural", async () => {
  for (const root of [integratorRoot, integratorRoot.replace("/api", "")]) {
    for (const [method, path, json, status] of [
      ["GET", "/messages", undefined, 200],
      ["GET", "/message", undefined, 200],
      ["GET", "/messages?", undefined, 200],
      ["POST", "/messages", send(), 202],
      ["POST", "/message", send(), 202],
      ["GET", "/devices", undefined, 200],
      ["GET", "/device", undefined, 200],
      ["GET", "/webhooks", undefined, 200],
      ["GET", "/settings", undefined, 200],
      ["GET", "/health", undefined, 200],
      ["POST", "/inbox/export", range(), 202],
      ["POST", "/messages/inbox/export", range(), 202],
      ["POST", "/inbox/refresh", range(), 202],
      ["GET", "/messages/", undefined, 200],
      ["GET", "/devices/", undefined, 200],
    ]) {
      assert.equal((await user.call(method, path, { root, json })).status, status, `${method} ${root}${path}`);
    }
    const { id } = await user.accepted();
    for (const name of ["message", "messages"])
      assert.equal((await user.call("GET", `/${name}/${id}`, { root })).status, 200);
    assert.equal((await user.call("DELETE", `/message/${id}`, { root })).status, 200);
  }
  for (const root of [deviceRoot, deviceRoot.replace("/api", "")]) {
    for (const path of ["/message", "/messages", "/device", "/webhooks", "/settings"]) {
      const headers = { authorization: `Bearer ${user.phone.session.token}` };
      assert.equal((await wireroom.request("GET", `${root}${path}`, { headers })).status, 200, `${root}${path}`);
    }
    const headers = { authorization: `Bearer ${user.phone.session.token}` };
    assert.equal((await wireroom.request("PATCH", `${root}/messages`, { headers, json: [] })).status, 204);
  }
});

test("an answer with a body has exactly the type application/json", async () => {
  const { id } = await user.accepted();
  const answers = [
    await user.send(),
    await user.call("GET", "/messages"),
    await user.call("GET", `/messages/${id}`),
    await user.call("DELETE", `/messages/${id}`),
    await user.call("GET", "/devices"),
    await user.call("GET", "/webhooks"),
    await user.call("POST", "/webhooks", { json: hook }),
    await user.call("GET", "/settings"),
    await user.call("PATCH", "/settings", { json: {} }),
    await user.call("PUT", "/settings", { json: {} }),
    await user.call("GET", "/inbox"),
    await user.call("GET", "/logs"),
    await user.call("GET", "/health"),
    await user.call("POST", "/auth/token", { json: { scopes: ["all:any"] } }),
    await user.call("GET", "/messages", { authorization: null }),
    await user.device("GET", "/message"),
    await user.device("GET", "/device"),
    await user.device("GET", "/webhooks"),
    await user.device("GET", "/settings"),
    await user.device("GET", "/user/code", undefined, { headers: { authorization: user.authorization } }),
  ];
  for (const { headers, status, text: body } of answers) {
    assert.equal(headers.get("content-type"), "application/json", `${status} ${body}`);
    assert.ok(body.length > 0);
  }
});

test("an answer without a body has no type and is empty", async () => {
  const { id } = (await user.call("POST", "/webhooks", { json: hook })).body;
  const { id: tokenId } = (await user.call("POST", "/auth/token", { json: { scopes: ["all:any"] } })).body;
  const item = {
    id: "inbox-1",
    type: "SMS",
    sender: "$x",
    content: "$y",
    isEncrypted: true,
    createdAt: new Date().toISOString(),
  };
  const other = await user.anotherPhone({ channel: "POLL" });
  const answers = {
    "inbox refresh": [202, await user.call("POST", "/inbox/refresh", { json: range() })],
    "inbox export": [202, await user.call("POST", "/inbox/export", { json: range() })],
    "messages inbox export": [202, await user.call("POST", "/messages/inbox/export", { json: range() })],
    "delete webhook": [204, await user.call("DELETE", `/webhooks/${id}`)],
    "delete unknown webhook": [204, await user.call("DELETE", "/webhooks/nothing")],
    "delete token": [204, await user.call("DELETE", `/auth/token/${tokenId}`)],
    "delete device": [204, await user.call("DELETE", `/devices/${other.id}`)],
    "patch device": [204, await user.device("PATCH", "/device", { id: user.phone.id, pushToken: "" })],
    "patch messages": [204, await user.device("PATCH", "/message", [])],
    "inbox upload": [201, await user.device("POST", "/inbox", [item])],
    password: [204, await user.phone.session.changePassword("a password long enough")],
  };
  for (const [name, [expected, { status, text: body, headers }]] of Object.entries(answers)) {
    assert.deepEqual([status, body, headers.get("content-type")], [expected, "", null], name);
  }
  assert.equal(answers["messages inbox export"][1].headers.get("deprecation"), "true");
});

test("an empty list is [] and has a total of 0", async () => {
  const fresh = await userWithIdlePhone(wireroom);
  for (const path of ["/messages", "/inbox"]) {
    const { body, headers } = await fresh.call("GET", path);
    assert.deepEqual([body, headers.get("x-total-count")], [[], "0"], path);
  }
  assert.deepEqual(await fresh.poll(), []);
});

test("every time has exactly three fractional digits or none", async () => {
  const { id } = await user.accepted({ ttl: 600, scheduleAt: new Date(Date.now() + 60_000).toISOString() });
  const [item] = await user.poll();
  const at = new Date(Date.now() + 330 * 60_000).toISOString().replace("Z", "456789+05:30");
  await user.report(item, "Processed", { at });
  const shown = [
    await user.state(id),
    (await user.call("GET", "/messages")).body,
    (await user.call("GET", "/devices")).body,
    item,
    (await user.device("GET", "/device")).body,
    (await user.call("POST", "/auth/token", { json: { scopes: ["all:any"] } })).body,
    (await user.device("GET", "/user/code", undefined, { headers: { authorization: user.authorization } })).body,
    (await user.call("GET", "/inbox")).body,
  ];
  const times = JSON.stringify(shown).match(/"\d{4}-\d\d-\d\dT[^"]*"/g);
  assert.ok(times.length >= 15, String(times.length));
  for (const time of times) assert.match(time, /^"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{3})?(Z|[+-]\d\d:\d\d)"$/);
});

test("times are accepted in every format that clients write", async () => {
  for (const secs of [".943987004Z", "+00:00", ".123456+00:00", "Z", ".1+02:00"]) {
    const validUntil = new Date(Date.now() + 3 * 3_600_000).toISOString().replace(/\.\d+Z$/, secs);
    assert.equal((await user.send({ validUntil })).status, 202, validUntil);
  }
});

test("answers for integrators carry the catalog's link and a request id", async () => {
  for (const answer of [
    await user.call("GET", "/devices"),
    await user.call("GET", "/devices", { authorization: null }),
    await user.send(),
  ]) {
    // A failure has one more link, to the page that explains it.
    const [catalog, ...others] = answer.headers.get("link").split(", ");
    assert.equal(catalog, '</.well-known/api-catalog>; rel="api-catalog"');
    assert.equal(others.length, answer.status < 400 ? 0 : 1);
    assert.ok(answer.headers.get("x-request-id"));
  }
});

test("the catalog is a linkset of the three descriptions", async () => {
  const { status, headers, body } = await wireroom.request("GET", "/.well-known/api-catalog");
  assert.equal(status, 200);
  assert.equal(
    headers.get("content-type"),
    'application/linkset+json; profile="https://www.rfc-editor.org/info/rfc9727"',
  );
  assert.equal(headers.get("cache-control"), "public, max-age=3600");
  const [{ anchor, ...links }] = body.linkset;
  assert.match(anchor, /\/3rdparty\/v1$/);
  assert.deepEqual(Object.keys(links).sort(), ["service-desc", "service-doc", "status"]);
  assert.match(links.status[0].href, /\/3rdparty\/v1\/health\/ready$/);
});

test("health needs no credentials, has the members that clients read, and answers a start-up probe", async () => {
  for (const path of [
    "/health",
    "/health/live",
    "/health/ready",
    "/health/startup",
    `${integratorRoot}/health`,
    `${integratorRoot}/health/ready`,
    "/3rdparty/v1/health/live",
    "/api/health",
  ]) {
    const { status, body, headers } = await wireroom.request("GET", path);
    assert.equal(status, 200, path);
    assert.equal(headers.get("content-type"), "application/json");
    assert.deepEqual(
      [body.status, typeof body.version, Number.isInteger(body.releaseId)],
      ["pass", "string", true],
      path,
    );
  }
  const { body } = await wireroom.request("GET", "/health/ready");
  assert.equal(body.checks["db:ping"].status, "pass");
  assert.ok(Number.isInteger(body.checks["db:ping"].observedValue));
  assert.equal((await wireroom.request("GET", "/health/startup")).body.checks, undefined);
});

test("unknown fields are ignored, and null counts as absent", async () => {
  const fields = {
    id: null,
    deviceId: null,
    message: null,
    dataMessage: null,
    simNumber: null,
    ttl: null,
    validUntil: null,
    scheduleAt: null,
    priority: null,
    withDeliveryReport: null,
    isEncrypted: null,
    novelty: { a: 1 },
  };
  const { status, body } = await user.send(fields);
  assert.equal(status, 202);
  assert.ok(body.id);
});

test("a login is case-insensitive, and a password is not", async () => {
  const authorization = basic(user.login.toLowerCase(), user.password);
  assert.equal((await user.call("GET", "/devices", { authorization })).status, 200);
  const wrong = basic(user.login, user.password.toUpperCase());
  assert.equal(
    (await user.call("GET", "/devices", { authorization: wrong })).status,
    user.password === user.password.toUpperCase() ? 200 : 401,
  );
});

test("every answer comes within the clients' time-outs, including password hashing", async () => {
  const fresh = await userWithIdlePhone(wireroom);
  const slow = [];
  for (const perform of [
    () => fresh.call("GET", "/devices"),
    () => fresh.send(),
    () => fresh.call("GET", "/messages"),
    () => fresh.phone.session.changePassword("another long password"),
    () => fresh.call("GET", "/devices"),
  ]) {
    const startedMs = performance.now();
    await perform();
    const tookMs = performance.now() - startedMs;
    if (tookMs > 300) slow.push(`${perform}: ${tookMs} ms`);
  }
  assert.deepEqual(slow, []);
});

test("a new message's Location has the original's form and leads to the message", async () => {
  for (const id of ["plain-1", "of a client's own/€"]) {
    const { headers } = await user.send({ id });
    const location = headers.get("location");
    assert.equal(
      location,
      `/api/3rdparty/v1/message/${id === "plain-1" ? id : "of%20a%20client%27s%20own%2F%E2%82%AC"}`,
    );
    const { status, body } = await wireroom.request("GET", location, {
      headers: { authorization: user.authorization },
    });
    assert.deepEqual([status, body.id], [200, id]);
  }
});

test("every other answer links to the API's description", async () => {
  const relations = ["api-catalog", "service-desc", "service-doc", "describedby"];
  const answers = [
    await user.device("GET", "/message"),
    await user.device("GET", "/device"),
    await user.device("GET", "/message", undefined, { headers: { authorization: "" } }),
    await wireroom.request("GET", "/health"),
    await wireroom.request("GET", `${deviceRoot}/nothing`),
  ];
  for (const { status, headers } of answers) {
    const links = headers.get("link");
    assert.deepEqual(
      [...links.matchAll(/rel="([a-z-]+)"/g)].map(([, relation]) => relation),
      status < 400 ? relations : [...relations, "help"],
    );
    for (const [, target] of links.matchAll(/<(\/[^>]+)>/g)) {
      const { status } = await fetch(`${wireroom.url}${target}`, { redirect: "manual" });
      assert.ok([200, 302].includes(status), target);
    }
  }
});

test("64-bit numbers are accepted wherever the original accepts them", async () => {
  const { body } = await user.send({ ttl: 5_000_000_000 });
  const item = (await user.poll()).find(({ id }) => id === body.id);
  assert.ok(Math.abs(Date.parse(item.validUntil) - Date.parse(body.createdAt) - 5e12) < 1_000, item.validUntil);
  for (const [fields, query] of [
    [{ ttl: Number.MAX_SAFE_INTEGER }, ""],
    [{}, "?deviceActiveWithin=9223372036854775807"],
    [{}, "?deviceActiveWithin=1"],
  ]) {
    assert.equal((await user.send(fields, query)).status, 202, query);
  }
  assert.equal((await user.send({}, "?deviceActiveWithin=9223372036854775808")).status, 400);
  assert.equal((await user.send({}, "?deviceActiveWithin=")).status, 400);
});

test("a null body counts as an empty object, and a list is refused", async () => {
  const register = (json) =>
    wireroom.request("POST", `${deviceRoot}/device`, { headers: { "content-type": "application/json" }, body: json });
  assert.deepEqual(
    [(await register("null")).status, (await register("[]")).status, (await register("[1]")).status],
    [201, 400, 400],
  );
  const raw = (method, path, body) =>
    user.call(method, path, { body, headers: { "content-type": "application/json" } });
  for (const [method, path, json, status] of [
    ["POST", "/inbox/refresh", JSON.stringify({ ...range(), webhookDelivery: "" }), 202],
    ["POST", "/inbox/refresh", "null", 400],
    ["POST", "/inbox/refresh", "[]", 400],
    ["POST", "/messages", "null", 400],
    ["POST", "/messages", "[]", 400],
    ["PATCH", "/settings", "null", 200],
    ["PATCH", "/settings", "[]", 400],
    ["POST", "/webhooks", JSON.stringify({ url: "https://example.com", event: "sms:sent", deviceId: "" }), 400],
    ["POST", "/webhooks", JSON.stringify({ url: "https://example.com", event: "sms:sent", device_id: "" }), 400],
  ]) {
    assert.equal((await raw(method, path, json)).status, status, `${method} ${path} ${json}`);
  }
});

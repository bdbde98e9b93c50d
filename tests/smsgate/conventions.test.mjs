import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { startWireroom } from "../support/wireroom.mjs";
import { Face, outcome, unauthorized } from "./support/face.mjs";

const roots = ["", "/api"];
const link = '</.well-known/api-catalog>; rel="api-catalog"';

let wireroom, face, login;
before(async () => {
  wireroom = await startWireroom();
  face = new Face(wireroom);
  login = await wireroom.account.setLogin();
});
after(() => wireroom.stop());

const get = (path, more) => wireroom.request("GET", path, more);

test("health is served at every alias without credentials", async () => {
  const checks = {
    "": ["db:ping"],
    "/ready": ["db:ping"],
    "/live": ["system:goroutines", "system:memory"],
    "/startup": undefined,
  };
  for (const root of [...roots, ...roots.map((root) => `${root}/3rdparty/v1`)]) {
    for (const [kind, names] of Object.entries(checks)) {
      const { status, body, headers } = await get(`${root}/health${kind}`);
      assert.equal(status, 200);
      assert.equal(headers.get("content-type"), "application/json");
      assert.equal(body.status, "pass");
      assert.equal(typeof body.version, "string");
      assert.ok(Number.isInteger(body.releaseId));
      assert.deepEqual(body.checks && Object.keys(body.checks), names);
      for (const check of Object.values(body.checks ?? {})) {
        assert.ok(
          Number.isInteger(check.observedValue) && typeof check.description === "string" && check.status === "pass",
        );
      }
    }
  }
});

test("the catalog lists all descriptions", async () => {
  const { status, headers, body } = await get("/.well-known/api-catalog");
  assert.equal(status, 200);
  assert.equal(
    headers.get("content-type"),
    'application/linkset+json; profile="https://www.rfc-editor.org/info/rfc9727"',
  );
  assert.equal(headers.get("cache-control"), "public, max-age=3600");
  assert.equal(headers.get("link"), link);
  const [entry] = body.linkset;
  assert.equal(entry.anchor, `${wireroom.url}/api/3rdparty/v1`);
  assert.deepEqual(entry["service-doc"], [{ href: "https://docs.sms-gate.app/", type: "text/html" }]);
  for (const kind of ["status", "service-desc"]) {
    const [{ href, type }] = entry[kind];
    const answer = await get(href.replace(wireroom.url, ""));
    assert.deepEqual([answer.status, answer.headers.get("content-type")], [200, type]);
  }
  const head = await wireroom.request("HEAD", "/.well-known/api-catalog");
  assert.deepEqual([head.status, head.text], [200, ""]);
});

test("/api alone redirects to the documentation", async () => {
  const answer = await fetch(`${wireroom.url}/api`, { redirect: "manual" });
  assert.deepEqual([answer.status, answer.headers.get("location")], [301, "/api/docs"]);
});

test("the documentation is the deployment's own: a viewer, and the document that it shows", async () => {
  for (const root of roots) {
    const viewer = await fetch(`${wireroom.url}${root}/docs`);
    assert.deepEqual([viewer.status, viewer.headers.get("content-type")], [200, "text/html; charset=utf-8"]);
    assert.match(
      viewer.headers.get("content-security-policy"),
      /^default-src 'none'; script-src 'self'; style-src 'self';/,
    );
    assert.equal(new URL(viewer.url).search, "?face=smsgate");
    const document = await (await fetch(`${wireroom.url}${root}/docs/doc.json`)).json();
    assert.deepEqual([document.openapi, document.info.title], ["3.1.0", "Wireroom: SMSGate API"]);
  }
});

test("an unknown path is 404 in plain text, and below the integrators' root 401 without credentials", async () => {
  for (const root of roots) {
    for (const path of ["/3rdparty/v1", "/3rdparty/v1/nothing", "/3rdparty/v1/nothing/at/all"]) {
      assert.deepEqual(outcome(await get(`${root}${path}`)), unauthorized, path);
      const known = await get(`${root}${path}`, { headers: { authorization: login.basic } });
      assert.deepEqual(outcome(known), { status: 404, body: "Not Found" }, path);
    }
    for (const path of ["/mobile/v1/nothing", "/upstream/v1/nothing"]) {
      assert.deepEqual(outcome(await get(`${root}${path}`)), { status: 404, body: "Not Found" }, path);
    }
  }
  // A path that is not this face's is refused by the other face.
  assert.deepEqual((await get("/nothing")).body, { status: 404, error: "Not Found" });
});

test("an unsupported method is refused, below the integrators' root after the credentials are checked", async () => {
  const path = "/3rdparty/v1/devices";
  assert.deepEqual(outcome(await face.call("PUT", path)), unauthorized);
  assert.equal((await face.call("PUT", path, { as: login.basic })).status, 405);
  assert.equal((await face.call("DELETE", "/mobile/v1/device")).status, 405);
});

test("a trailing slash is ignored", async () => {
  assert.equal((await face.call("GET", "/3rdparty/v1/devices/", { as: login.basic })).status, 200);
});

test("answers to integrators link to the catalog, and every answer has a request id", async () => {
  const answers = [
    await face.call("GET", "/3rdparty/v1/devices", { as: login.basic }),
    await face.call("GET", "/3rdparty/v1/devices"),
    await face.call("GET", "/3rdparty/v1/nothing"),
    await face.call("GET", "/3rdparty/v1/health"),
  ];
  // A failure has one more link, to the page that explains it.
  for (const { status, headers } of answers)
    assert.equal(headers.get("link").replace(/, <[^<>]+>; rel="help"$/, status < 400 ? "$&" : ""), link);
  const phones = await face.call("GET", "/mobile/v1/device");
  assert.notEqual(phones.headers.get("link"), link);
  const ids = [...answers, phones].map(({ headers }) => headers.get("x-request-id"));
  assert.equal(new Set(ids).size, ids.length);
  for (const id of ids) assert.match(id, /^[0-9a-f]{32}$/);
  const named = await face.call("GET", "/mobile/v1/device", { headers: { "x-request-id": "mine-1" } });
  assert.equal(named.headers.get("x-request-id"), "mine-1");
});

test("a page of any origin may read the answers", async () => {
  const { headers } = await face.call("GET", "/3rdparty/v1/devices", {
    as: login.basic,
    headers: { origin: "https://dashboard.example.com" },
  });
  assert.equal(headers.get("access-control-allow-origin"), "*");
});

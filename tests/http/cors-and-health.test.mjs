import assert from "node:assert/strict";
import { test } from "node:test";
import { startWireroom } from "../support/wireroom.mjs";

const page = "https://app.example";
const methods = "GET, POST, PUT, PATCH, DELETE, OPTIONS, HEAD";
const corsHeaders = (headers) =>
  Object.fromEntries([...headers].filter(([name]) => name.startsWith("access-control-") || name === "vary"));

async function withOrigins(allowed, act) {
  const wireroom = await startWireroom({ vars: { ALLOWED_ORIGINS: allowed } });
  try {
    await act(wireroom);
  } finally {
    await wireroom.stop();
  }
}

const preflight = (wireroom, origin, path = "/api/v1/sms/send") =>
  wireroom.request("OPTIONS", path, {
    headers: {
      origin,
      "access-control-request-method": "POST",
      "access-control-request-headers": "authorization, content-type",
    },
  });

test("with ALLOWED_ORIGINS=* every page may read every answer", () =>
  withOrigins("*", async (wireroom) => {
    const any = {
      "access-control-allow-origin": "*",
      "access-control-allow-methods": methods,
      "access-control-max-age": "7200",
      "access-control-expose-headers": "*",
    };
    const asked = await preflight(wireroom, page);
    assert.deepEqual([asked.status, asked.text], [204, ""]);
    assert.deepEqual(corsHeaders(asked.headers), {
      ...any,
      "access-control-allow-headers": "authorization, content-type",
    });
    // A page must be able to read the reason of a refusal.
    for (const [method, path, status, key] of [
      ["GET", "/up", 200],
      ["GET", "/api/v1/sms/received", 401],
      ["GET", "/api/v1/sms/received", 200, wireroom.account.key],
      ["GET", "/nowhere", 404],
    ]) {
      const answer = await wireroom.request(method, path, { key, headers: { origin: page } });
      assert.deepEqual([answer.status, corsHeaders(answer.headers)], [status, any], `${method} ${path}`);
    }
    const withoutOrigin = await wireroom.request("GET", "/up");
    assert.deepEqual(corsHeaders(withoutOrigin.headers), {});
  }));

test("with a list of origins only their pages may read answers, and caches are told that the answer varies", () =>
  withOrigins(`${page}, https://other.example:8443/`, async (wireroom) => {
    for (const origin of [page, "https://other.example:8443"]) {
      const asked = await preflight(wireroom, origin);
      assert.equal(asked.status, 204);
      const allowed = {
        "access-control-allow-origin": origin,
        "access-control-allow-methods": methods,
        "access-control-max-age": "7200",
        "access-control-expose-headers": "*",
        vary: "Origin",
      };
      assert.deepEqual(corsHeaders(asked.headers), {
        ...allowed,
        "access-control-allow-headers": "authorization, content-type",
      });
      const answer = await wireroom.request("GET", "/api/v1/sms/received", {
        key: wireroom.account.key,
        headers: { origin },
      });
      assert.equal(answer.status, 200);
      assert.deepEqual(corsHeaders(answer.headers), allowed);
    }
    for (const origin of [
      "https://app.example.evil",
      "http://app.example",
      "https://app.example:444",
      "https://other.example",
      "null",
      "https://evil.example",
    ]) {
      const asked = await preflight(wireroom, origin);
      const answer = await wireroom.request("GET", "/up", { headers: { origin } });
      for (const { headers } of [asked, answer]) assert.equal(headers.get("access-control-allow-origin"), null, origin);
      assert.deepEqual([asked.status, answer.status], [204, 200]);
    }
  }));

test("a preflight stores nothing and needs no key", () =>
  withOrigins("*", async (wireroom) => {
    for (const path of ["/api/v1/sms/send", "/api/v1/gateway/sms/received", "/api/v1/gateway/register", "/nowhere"]) {
      assert.equal((await preflight(wireroom, page, path)).status, 204);
    }
    assert.deepEqual(await wireroom.worker.listDurableObjectIds("Dispatcher"), []);
    assert.deepEqual(await wireroom.rows("SELECT id FROM gateways"), []);
  }));

test("/up is Rails' green page, or JSON if requested, with and without a key", () =>
  withOrigins("*", async (wireroom) => {
    for (const headers of [{}, { accept: "text/html" }, { accept: "*/*" }, { authorization: "Bearer nonsense" }]) {
      const answer = await wireroom.request("GET", "/up", { headers });
      assert.deepEqual(
        [answer.status, answer.text],
        [200, '<!DOCTYPE html><html><body style="background-color: green"></body></html>'],
      );
      assert.equal(answer.headers.get("content-type"), "text/html; charset=utf-8");
    }
    const beforeMs = Math.floor(Date.now() / 1_000) * 1_000;
    const { status, body, headers } = await wireroom.request("GET", "/up", { headers: { accept: "application/json" } });
    assert.deepEqual([status, body], [200, { status: "up", timestamp: body.timestamp }]);
    assert.match(body.timestamp, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
    assert.ok(Date.parse(body.timestamp) >= beforeMs && Date.parse(body.timestamp) <= Date.now());
    assert.match(headers.get("content-type"), /^application\/json/);
    assert.equal((await wireroom.request("HEAD", "/up")).status, 200);
    assert.deepEqual(await wireroom.worker.listDurableObjectIds("Dispatcher"), []);
  }));

test("on routes with cookies, a page whose origin is listed may send the cookie", () =>
  withOrigins(`*, ${page}`, async (wireroom) => {
    const asked = await preflight(wireroom, page, "/v2/login");
    const answer = await wireroom.request("POST", "/v2/login", { json: {}, headers: { origin: page } });
    for (const { headers } of [asked, answer]) {
      assert.equal(headers.get("access-control-allow-origin"), page);
      assert.equal(headers.get("access-control-allow-credentials"), "true");
      assert.equal(headers.get("vary"), "Origin");
    }
    const other = await preflight(wireroom, page, "/v3/clients");
    assert.equal(other.headers.get("access-control-allow-credentials"), null);
  }));

test("a page allowed only by `*` may read answers and cannot send a cookie", async () => {
  for (const allowed of ["*", "*, https://other.example", "https://other.example, *"]) {
    await withOrigins(allowed, async (wireroom) => {
      const asked = await preflight(wireroom, page, "/v2/login");
      const answer = await wireroom.request("POST", "/v2/login", { json: {}, headers: { origin: page } });
      for (const { headers } of [asked, answer]) {
        assert.equal(headers.get("access-control-allow-origin"), "*", allowed);
        assert.equal(headers.get("access-control-allow-credentials"), null, allowed);
      }
      const literal = await preflight(wireroom, "*", "/v2/login");
      assert.equal(literal.headers.get("access-control-allow-credentials"), null, allowed);
    });
  }
});

test("a page whose origin is not allowed cannot send a cookie either", () =>
  withOrigins(page, async (wireroom) => {
    const asked = await preflight(wireroom, "https://elsewhere.example", "/v2/login");
    assert.deepEqual(corsHeaders(asked.headers), {});
  }));

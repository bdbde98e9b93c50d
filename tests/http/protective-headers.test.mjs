import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { privateToken, startWireroom } from "../support/wireroom.mjs";

let wireroom, basic;
before(async () => {
  wireroom = await startWireroom();
  ({ basic } = await wireroom.account.setLogin());
});
after(() => wireroom.stop());

/** Returns answers of every face that hold a credential or a person's data, or refuse one of these. */
const personal = () => {
  const { key } = wireroom.account;
  return [
    ["POST", "/api/v1/gateway/register", { key: privateToken, json: { device_id: "headers", name: "Phone" } }],
    ["GET", "/api/v1/sms/received", { key }],
    ["GET", "/api/v1/sms/received", {}],
    ["POST", "/api/v1/otp/send", { key, json: { phone_number: "+12025550123" } }],
    ["GET", "/api/v1/admin/messages", { key }],
    ["POST", "/api/v1/admin/providers/twilio/endpoint", { key, json: {} }],
    ["POST", "/api/3rdparty/v1/auth/token", { headers: { authorization: basic }, json: { scopes: ["all:any"] } }],
    ["GET", "/api/3rdparty/v1/messages", { headers: { authorization: basic } }],
    [
      "POST",
      "/v2/signup",
      {
        json: {
          phone_number: "679400001",
          name: "N",
          country_code: "+237",
          password: "Correct-horse-7",
          captcha_token: "",
        },
      },
    ],
    ["POST", "/v2/login", { json: {} }],
    ["GET", "/v3/publications", { key }],
    ["GET", "/v3/clients", { headers: { cookie: "SWOB=x" } }],
    ["GET", "/v3/clients", { headers: { "x-api-key": "x" } }],
    ["POST", "/providers/twilio/nowhere", { json: {} }],
    ["GET", "/nowhere", {}],
  ];
};

test("an answer that may hold a credential or a person's data is not cached, and browsers do not guess its type", async () => {
  for (const [method, path, options] of personal()) {
    const { status, headers } = await wireroom.request(method, path, options);
    const said = [
      headers.get("cache-control"),
      headers.get("x-content-type-options"),
      headers.get("strict-transport-security"),
    ];
    const isEraC = path.startsWith("/v3/");
    assert.deepEqual(said, ["no-store", "nosniff", isEraC ? said[2] : null], `${method} ${path}: ${status}`);
  }
});

test("public answers stay cacheable", async () => {
  const catalog = await wireroom.request("GET", "/.well-known/api-catalog", { headers: { authorization: basic } });
  const directory = await wireroom.request("GET", "/v3/clients");
  assert.deepEqual(
    [catalog, directory].map(({ headers }) => headers.get("cache-control")),
    ["public, max-age=3600", "no-cache"],
  );
  assert.deepEqual(
    [catalog, directory].map(({ headers }) => headers.get("x-content-type-options")),
    ["nosniff", "nosniff"],
  );
  assert.ok(directory.headers.get("etag"));
});

test("a client that came by https gets Strict-Transport-Security", async () => {
  for (const path of ["/up", "/api/v1/sms/received", "/api/3rdparty/v1/health/ready", "/v2/login", "/nowhere"]) {
    const { headers } = await wireroom.request("GET", path, { headers: { "x-forwarded-proto": "https" } });
    assert.equal(headers.get("strict-transport-security"), "max-age=63072000", path);
  }
});

test("every answer names the request, by the platform's id if it has one", async () => {
  for (const path of ["/up", "/api/v1/sms/received", "/mobile/v1/nothing", "/tn", "/v2/login", "/nowhere"]) {
    const own = await wireroom.request("GET", path);
    assert.match(own.headers.get("request-id"), /^[0-9a-f]{16}$/, path);
    const known = await wireroom.request("GET", path, { headers: { "cf-ray": "8f3a0b1c2d3e4f50-FRA" } });
    assert.equal(known.headers.get("request-id"), "8f3a0b1c2d3e4f50-FRA", path);
  }
});

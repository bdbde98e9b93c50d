import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { readErrors } from "../../scripts/lib/error-pages.mjs";
import { startWireroom } from "../support/wireroom.mjs";

// That every failure of every test has a code, and one that the document names, is checked by tests/support/contract.

let wireroom;
before(async () => {
  wireroom = await startWireroom();
});
after(() => wireroom.stop());

const helpOf = ({ headers }) => /<([^<>]*)>; rel="help"$/.exec(headers.get("link"))?.[1];
const problem = { accept: "application/json;q=0.5, application/problem+json" };

test("a failure of each face leads to the page that explains it", async () => {
  const key = wireroom.account.key;
  const failures = [
    [{ method: "POST", path: "/api/v1/sms/send", key, json: { to: "x", message: "x" } }, "invalid_phone_number"],
    [{ method: "GET", path: "/api/v1/nothing" }, "route_not_found"],
    [{ method: "POST", path: "/3rdparty/v1/messages" }, "invalid_credentials"],
    [{ method: "PUT", path: "/mobile/v1/device" }, "method_not_allowed"],
    [{ method: "DELETE", path: "/tn", key, json: { value: "+12025550199" } }, "number_not_found"],
    [{ method: "POST", path: "/providers/twilio/none" }, "endpoint_not_found"],
    [{ method: "POST", path: "/v2/login", json: {} }, "missing_parameter"],
    [{ method: "GET", path: "/v1/platforms/none" }, "platform_not_found"],
  ];
  for (const [{ method, path, ...options }, code] of failures) {
    const answer = await wireroom.request(method, path, options);
    const page = helpOf(answer);
    assert.equal(page, `${wireroom.url}/errors/${code}`, `${method} ${path}: ${answer.status} ${answer.text}`);
    const explained = await fetch(page);
    assert.equal(explained.status, 200);
    assert.match(await explained.text(), new RegExp(`<code>${code}</code> · HTTP`));
  }
});

test("a success has no link to an explanation", async () => {
  const answer = await wireroom.request("GET", "/up");
  assert.deepEqual([answer.status, answer.headers.get("link")], [200, null]);
});

test("routes of our own say the code, the parameter and the page in the body", async () => {
  const key = wireroom.account.key;
  const refused = await wireroom.request("POST", "/api/v1/admin/webhooks", { key, json: { url: "http://10.0.0.1/" } });
  assert.equal(refused.status, 422);
  assert.deepEqual(refused.explanation, {
    code: "invalid_url",
    param: "url",
    doc_url: `${wireroom.url}/errors/invalid_url`,
  });
  const missing = await wireroom.request("POST", "/api/v1/admin/webhooks", { key, json: {} });
  assert.deepEqual(JSON.parse(missing.text), {
    error: "param is missing or the value is empty: url",
    code: "missing_parameter",
    param: "url",
    doc_url: `${wireroom.url}/errors/missing_parameter`,
  });
  const nobody = await wireroom.request("GET", "/proxy/settings");
  assert.deepEqual(nobody.body, { message: "Missing API key", reason: "unauthorized" });
  assert.deepEqual(nobody.explanation, {
    code: "missing_credentials",
    doc_url: `${wireroom.url}/errors/missing_credentials`,
  });
});

test("routes of our own answer by RFC 9457 to callers who accept it, and the others keep their format", async () => {
  const key = wireroom.account.key;
  const own = await wireroom.request("GET", "/api/v1/admin/webhooks/none", { key, headers: problem });
  assert.deepEqual([own.status, own.headers.get("content-type")], [404, "application/problem+json"]);
  assert.deepEqual(own.body, {
    type: `${wireroom.url}/errors/webhook_not_found`,
    title: "There is no such webhook",
    status: 404,
    detail: "Webhook not found",
    code: "webhook_not_found",
  });
  const original = await wireroom.request("GET", "/api/v1/sms/status/none", { key, headers: problem });
  assert.deepEqual([original.status, original.text], [404, '{"error":"Message not found"}']);
  const success = await wireroom.request("GET", "/api/v1/admin/webhooks", { key, headers: problem });
  assert.deepEqual([success.status, success.body.webhooks], [200, []]);
});

test("HEAD has the headers of a failed GET, and no body", async () => {
  const path = "/api/v1/admin/webhooks/none";
  const { key } = wireroom.account;
  const [got, head] = [await wireroom.request("GET", path, { key }), await wireroom.request("HEAD", path, { key })];
  assert.deepEqual([head.status, head.text], [404, ""]);
  for (const name of ["content-type", "link"]) assert.equal(head.headers.get(name), got.headers.get(name), name);
});

test("every code has a page that loads nothing from other hosts, and the index lists all", async () => {
  const index = await (await fetch(`${wireroom.url}/errors/`)).text();
  for (const { code, title } of readErrors()) {
    assert.ok(index.includes(`<a href="${code}">`), code);
    const page = await fetch(`${wireroom.url}/errors/${code}`);
    const text = await page.text();
    assert.equal(page.status, 200, code);
    assert.ok(text.includes(`<h1>${title}</h1>`), code);
    assert.doesNotMatch(text, /(src|href)="(https?:)?\/\/|<script|<style|style="/);
    assert.equal(
      page.headers.get("content-security-policy"),
      "default-src 'none'; style-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    );
  }
  const unknown = await wireroom.request("GET", "/errors/nothing");
  assert.deepEqual([unknown.status, unknown.body], [404, { error: "Not Found", status: 404 }]);
});

test("behind a proxy the link has the public URL", async (context) => {
  const proxied = await startWireroom({ vars: { PUBLIC_URL: "https://sms.example.com/wireroom" } });
  context.after(() => proxied.stop());
  const answer = await proxied.request("GET", "/api/v1/nothing");
  assert.equal(helpOf(answer), "https://sms.example.com/wireroom/errors/route_not_found");
});

test("a deployment without settings says where that is explained", async (context) => {
  const bare = await startWireroom({ secrets: { TELNYX_API_KEY: "two words" } });
  context.after(() => bare.stop());
  const answer = await bare.request("GET", "/up");
  assert.deepEqual([answer.status, helpOf(answer)], [503, "/errors/deployment_not_configured"]);
});

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { privateToken, startWireroom } from "../support/wireroom.mjs";
import { badInput } from "./bad-input-table.mjs";
import { footprint } from "./support/footprint.mjs";
import { HttpGateway } from "./support/gateway.mjs";
import { keyedRoutes, openRoutes } from "./support/routes.mjs";

const badRequest = { status: 400, body: { status: 400, error: "Bad Request" } };
const tooLarge = { status: 413, body: { status: 413, error: "Payload Too Large" } };
const notFound = { status: 404, body: { status: 404, error: "Not Found" } };
const jsonType = "application/json";
const formType = "application/x-www-form-urlencoded";
const megabytes = (count) => Buffer.alloc(count * 1_000_000, "a");

let wireroom, keys;
before(async () => {
  wireroom = await startWireroom();
  const gateway = await HttpGateway.register(wireroom, "gateway-1");
  keys = { client: wireroom.account.key, gateway: gateway.key, registration: privateToken };
});
after(() => wireroom.stop());

/** Sends one body to every route that accepts a body. */
async function everyRouteAnswers(contentType, bodyFor, expected) {
  const before = await footprint(wireroom, wireroom.account);
  for (const { path, as, good } of badInput) {
    const headers = { "content-type": contentType };
    const { status, body } = await insistently(() =>
      wireroom.request("POST", path, { key: keys[as], headers, body: bodyFor(good) }),
    );
    assert.deepEqual({ status, body }, expected, path);
  }
  assert.deepEqual(await footprint(wireroom, wireroom.account), before);
}

/**
 * Repeats a request that failed in the local runtime's front, which forwards requests to the Worker. It sometimes
 * aborts a request whose answer comes before the whole body was forwarded; that is no fault of the Worker.
 */
async function insistently(ask, attemptsLeft = 5) {
  const answer = await ask().catch((error) => ({ error }));
  const lost = answer.error ?? (answer.status === 500 && answer.text.startsWith("Error: Network connection lost"));
  if (!lost) return answer;
  if (attemptsLeft > 1) return insistently(ask, attemptsLeft - 1);
  throw answer.error ?? new Error(`the connection was lost every time: ${answer.text}`);
}

test("malformed JSON is 400", async () => {
  for (const body of [
    "{",
    "{}}",
    "{'a':1}",
    '{"a":}',
    "nonsense",
    '{"a":1,}',
    "\ufeff",
    "[".repeat(100_000),
    '{"a":"\u0001"}',
  ]) {
    await everyRouteAnswers(jsonType, () => body, badRequest);
  }
});

test("JSON that is not UTF-8 is 400", async () => {
  const good = (fields) => JSON.stringify(fields).slice(0, -1) + (Object.keys(fields).length > 0 ? "," : "");
  await everyRouteAnswers(
    jsonType,
    (fields) => Buffer.concat([Buffer.from(`${good(fields)}"x":"`), Buffer.from([0xff]), Buffer.from('"}')]),
    badRequest,
  );
  await everyRouteAnswers(jsonType, (fields) => Buffer.from(JSON.stringify(fields), "utf16le"), badRequest);
});

test("a form with bytes that are not UTF-8 is 400, raw or percent-encoded", async () => {
  const form = (fields) => new URLSearchParams(fields).toString();
  await everyRouteAnswers(
    formType,
    (fields) => Buffer.concat([Buffer.from(`${form(fields)}&x=`), Buffer.from([0xff])]),
    badRequest,
  );
  await everyRouteAnswers(formType, (fields) => `${form(fields)}&x=%FF`, badRequest);
  await everyRouteAnswers(formType, (fields) => `${form(fields)}&%C3%28=x`, badRequest);
});

test("a query with percent-encoded bytes that are not UTF-8 is 400", async () => {
  const before = await footprint(wireroom, wireroom.account);
  for (const [method, path, key] of [
    ["POST", "/api/v1/sms/send?to=%2B12025550123&message=%FF", keys.client],
    ["POST", "/api/v1/gateway/sms/received?sender=%C3%28&message=Hello", keys.gateway],
    ["GET", "/api/v1/sms/received?phone_number=%FF", keys.client],
  ]) {
    const { status, body } = await wireroom.request(method, path, { key });
    assert.deepEqual({ status, body }, badRequest, path);
  }
  assert.deepEqual(await footprint(wireroom, wireroom.account), before);
});

test("a body of 2 MB is 413, whatever its type", async () => {
  const body = megabytes(2);
  for (const type of [jsonType, formType, "text/plain"]) await everyRouteAnswers(type, () => body, tooLarge);
});

test("a body of 2 MB without a stated length is 413", () => {
  const stream = () =>
    new ReadableStream({
      start(it) {
        it.enqueue(megabytes(1));
        it.enqueue(megabytes(1));
        it.close();
      },
    });
  return everyRouteAnswers(jsonType, stream, tooLarge);
});

test("JSON that is not an object, an unknown content type and an empty body contain no parameters", async () => {
  const absent = { status: 400, body: { error: "param is missing or the value is empty: to" } };
  for (const [contentType, body] of [
    [jsonType, "null"],
    [jsonType, "5"],
    [jsonType, '"to"'],
    [jsonType, '[{"to":"+12025550123","message":"Hello"}]'],
    [jsonType, ""],
    ["text/plain", '{"to":"+12025550123","message":"Hello"}'],
    ["nonsense", "to=%2B12025550123&message=Hello"],
  ]) {
    const request = { key: keys.client, headers: { "content-type": contentType }, body };
    const answer = await wireroom.request("POST", "/api/v1/sms/send", request);
    assert.deepEqual({ status: answer.status, body: answer.body }, absent, `${contentType}: ${body}`);
  }
});

test("an unknown path is 404 with Rails' body, with a key and without", async () => {
  for (const path of [
    "/api/v1",
    "/api/v1/",
    "/api/v1/sms",
    "/api/v1/sms/status",
    "/api/v2/sms/send",
    "/API/v1/sms/send",
    "/api//v1/sms/send",
    "/api/v1/sms/status/a/b",
    "/up/x",
    "/favicon.ico",
    "/%FF",
  ]) {
    for (const key of [undefined, keys.client]) {
      const { status, body } = await wireroom.request("GET", path, { key });
      assert.deepEqual({ status, body }, notFound, path);
    }
  }
});

test("a wrong method is 404 with Rails' body", async () => {
  // The answers on the socket's path are defined by Action Cable.
  const routes = [...keyedRoutes, ...openRoutes.filter(({ path }) => path !== "/cable")];
  for (const { path, kind } of routes) {
    const right = routes.filter((route) => route.path === path).map(({ method }) => method);
    const wrong = ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"].filter((method) => !right.includes(method));
    for (const method of wrong) {
      const { status, body } = await wireroom.request(method, path, { key: keys[kind] });
      assert.deepEqual({ status, body }, notFound, `${method} ${path}`);
    }
  }
});

test("a request for /cable that is not a WebSocket is 404 with Action Cable's body", async () => {
  const { status, text, headers } = await wireroom.request("GET", `/cable?api_key=${keys.gateway}`);
  assert.deepEqual(
    { status, text, type: headers.get("content-type") },
    { status: 404, text: "Page not found", type: "text/plain; charset=utf-8" },
  );
});

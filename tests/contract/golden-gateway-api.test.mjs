import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { privateToken, startWireroom } from "../support/wireroom.mjs";
import { GoldenAnswers, golden } from "./support/golden.mjs";

let wireroom, answers;
before(async () => {
  wireroom = await startWireroom();
  answers = new GoldenAnswers(wireroom);
});
after(() => wireroom.stop());

const unknownMessage = `msg_${"0".repeat(32)}`;

test("the SMS Gateway API's bodies are the stored ones, byte for byte", async () => {
  const { key } = wireroom.account;
  const record = (method, path, options) => answers.record(method, path, { key, ...options });
  await phoneRequests(record);
  await integratorRequests(record);
  await gatewayPages(record);
  await keyPages(record);
  await webhookPages(record);
  await providerPages(record);
  await routingStatisticsAndHistory(record);
  assert.equal(answers.text, golden("gateway-api", answers.text));
});

async function phoneRequests(record) {
  const register = (json, key = privateToken) => record("POST", "/api/v1/gateway/register", { key, json });
  const phone = (await register({ device_id: "golden-phone", name: "Golden", metadata: { b: 1, a: "x" } })).body
    .api_key;
  await register({ device_id: "golden-phone", name: "Golden" });
  await register({ device_id: "", name: "" });
  await register({ device_id: "x" });
  await register({ device_id: "x", name: "y" }, "reg_live_unknown");
  await register({ device_id: "x", name: "y" }, null);
  const heartbeat = (json) => record("POST", "/api/v1/gateway/heartbeat", { key: phone, json });
  await heartbeat({ status: "online", battery_level: 85, signal_strength: 4, messages_in_queue: 0 });
  await heartbeat({ battery_level: 101 });
  await heartbeat({ status: "elsewhere" });
  const received = (json) => record("POST", "/api/v1/gateway/sms/received", { key: phone, json });
  await received({ sender: "+12025550123", message: "Hello", timestamp: "2026-01-01T00:00:00Z" });
  await received({ sender: "+12025550123" });
  await received({ sender: "", message: "x" });
  const report = (json) => record("POST", "/api/v1/gateway/sms/status", { key: phone, json });
  await report({ message_id: unknownMessage, status: "sent" });
  await report({ message_id: unknownMessage, status: "lost" });
  await report({});
  await record("GET", "/cable", { key: undefined });
  await record("GET", "/up", { key: undefined, headers: { accept: "application/json" } });
  await record("GET", "/up", { key: undefined });
}

async function integratorRequests(record) {
  const send = (json, headers) => record("POST", "/api/v1/sms/send", { json, headers });
  const sent = await send({ to: "+12025550123", message: "Hello" }, { "idempotency-key": "golden" });
  await send({ to: "+12025550123", message: "Hello" }, { "idempotency-key": "golden" });
  await send({ to: "+12025550123", message: "Other" }, { "idempotency-key": "golden" });
  await send({ to: "+12025550123", message: "Hello" }, { "idempotency-key": "" });
  await send({ to: "+1", message: "Hello" });
  await send({ message: "Hello" });
  await send({ to: ["+12025550123"], message: "Hello" });
  await send({ to: "+12025550123", message: " " });
  await send({ to: "+12025550123", message: "x".repeat(1_601) });
  await send({ to: "+12025550123", message: "x", priority: 200 });
  await send({ to: "+12025550123", message: "x", gateway_id: "nowhere" });
  await send({ to: "+12025550123", message: "x", callback_url: "https://10.0.0.1" });
  await record("POST", "/api/v1/sms/send", { headers: { "content-type": "application/json" }, body: "{" });
  await record("GET", `/api/v1/sms/status/${sent.body.message_id}`);
  await record("GET", `/api/v1/sms/status/${unknownMessage}`);
  await record("GET", "/api/v1/sms/received");
  await record("GET", "/api/v1/sms/received?limit=0");
  await record("GET", "/api/v1/sms/received?since=yesterday");
  await record("GET", "/api/v1/sms/received?phone_number=+");
  const code = (json) => record("POST", "/api/v1/otp/send", { json });
  await code({ phone_number: "+12025550124" });
  await code({ phone_number: "+12025550124", expiry_minutes: 60 });
  await code({ phone_number: "x" });
  await code({});
  const verify = (json) => record("POST", "/api/v1/otp/verify", { json });
  await verify({ phone_number: "+12025550124", code: "000000" });
  await verify({ phone_number: "+12025550124" });
  await record("GET", "/api/v1/nowhere");
  await record("PUT", "/api/v1/sms/send", { json: {} });
  await record("POST", "/api/v1/sms/send", { key: undefined, json: {} });
  await record("POST", "/api/v1/sms/send", { key: "api_live_unknown", json: {} });
}

async function gatewayPages(record) {
  const gateways = (await record("GET", "/api/v1/admin/gateways")).body.gateways;
  const path = `/api/v1/admin/gateways/${gateways[0].id}`;
  await record("PATCH", path, { json: { name: "Renamed", priority: 3, active: true } });
  await record("PATCH", path, { json: { name: " " } });
  await record("PATCH", path, { json: { priority: 11 } });
  await record("PATCH", path, { json: { active: 1 } });
  await record("PATCH", "/api/v1/admin/gateways/999", { json: { priority: 2 } });
  await record("POST", `${path}/toggle`);
  await record("POST", `${path}/toggle`);
  await record("GET", "/api/v1/admin/gateways/pending");
  await record("DELETE", "/api/v1/admin/gateways/pending/1999999999");
  await record("POST", "/api/v1/admin/gateways/999/approve");
}

async function keyPages(record) {
  const create = (json) => record("POST", "/api/v1/admin/keys", { json });
  const made = await create({ name: "Shop", permissions: { verify_otp: true, send_sms: true, publish: false } });
  await create({ name: "Phones", kind: "registration", expires_at: "2999-01-01T00:00:00Z" });
  await create({ name: "", permissions: {} });
  await create({});
  await create({ name: "x", kind: "gateway" });
  await create({ name: "x", permissions: "all" });
  await create({ name: "x", permissions: { fly: true } });
  await create({ name: "x", permissions: { send_sms: 1 } });
  await create({ name: "x", expires_at: "2001-01-01T00:00:00Z" });
  await create({ name: "x", expires_at: "soon" });
  await create({ name: "x", kind: "registration", permissions: { send_sms: true } });
  // Keys are listed by their random ids, so this account has only one.
  const { key } = await wireroom.createAccount("with one key");
  await record("GET", "/api/v1/admin/keys?limit=1", { key });
  await record("GET", "/api/v1/admin/keys?limit=x");
  await record("POST", `/api/v1/admin/keys/${made.body.key.id}/revoke`);
  await record("POST", "/api/v1/admin/keys/key_0000000000000000/revoke");
}

async function webhookPages(record) {
  const root = "/api/v1/admin/webhooks";
  const create = (json) => record("POST", root, { json });
  const made = await create({
    url: "https://hooks.example.com/a?b=1",
    name: "Shop",
    events: ["sms_sent", "sms_failed"],
  });
  await create({ url: "https://hooks.example.com/", secret_key: "short", retry_schedule: [1, 60] });
  await create({ url: "https://hooks.example.com/", format: "standard", active: false, timeout: 5, retry_count: 3 });
  await create({});
  await create({ url: "http://127.0.0.1/" });
  await create({ url: "https://hooks.example.com/", events: ["unheard"] });
  await create({ url: "https://hooks.example.com/", events: {} });
  await create({ url: "https://hooks.example.com/", format: "xml" });
  await create({ url: "https://hooks.example.com/", retry_schedule: [] });
  await create({ url: "https://hooks.example.com/", timeout: 99 });
  const path = `${root}/${made.body.webhook.id}`;
  const unknown = `${root}/we_${"0".repeat(32)}`;
  await record("GET", path);
  await record("GET", unknown);
  await record("PATCH", path, { json: { name: "Renamed", events: "sms_sent, sms_delivered" } });
  await record("PATCH", path, { json: { secret_key: "x" } });
  await record("GET", `${path}/attempts`);
  await record("GET", `${path}/attempts?delivered=maybe`);
  await record("POST", `${path}/replay`, { json: { event_id: "evt_0" } });
  await record("POST", `${path}/replay`, { json: { since: "2026-01-01T00:00:00Z" } });
  await record("POST", `${path}/replay`, { json: {} });
  await record("POST", `${path}/rotate`, { json: {} });
  await record("PATCH", path, { json: { active: false } });
  await record("POST", `${path}/test`);
  await record("DELETE", path);
  await record("DELETE", unknown);
}

async function providerPages(record) {
  const root = "/api/v1/admin/providers";
  await record("GET", root);
  await record("GET", `${root}/twilio`);
  await record("GET", `${root}/unheard-of`);
  await record("PUT", `${root}/twilio`, { json: { account_sid: "AC1", auth_token: "secret" } });
  await record("PUT", `${root}/vonage`, { json: { api_key: "k", api_secret: "s", signature_method: "sha256" } });
  await record("PUT", `${root}/twilio`, { json: { account_sid: "AC1", colour: "red" } });
  await record("PUT", `${root}/twilio`, { json: { account_sid: "a b", auth_token: "x" } });
  await record("PUT", `${root}/twilio`, { json: {} });
  await record("POST", `${root}/twilio/endpoint`);
  await record("DELETE", `${root}/twilio/endpoint`);
  const add = (json) => record("POST", `${root}/twilio/numbers`, { json });
  const { number } = (await add({ number: "+12025550190", priority: 2, general: true })).body;
  await add({ number: "+12025550190", active: false });
  await add({ number: "SHOP" });
  await add({ number: "+1" });
  await add({});
  await add({ number: "+12025550191", priority: 11 });
  await record("GET", `${root}/twilio/numbers?limit=1`);
  await record("PATCH", `${root}/twilio/numbers/${number.id}`, { json: { priority: 4, active: true } });
  await record("PATCH", `${root}/twilio/numbers/${"x".repeat(21)}`, { json: { priority: 4 } });
  await record("DELETE", `${root}/twilio/numbers/${number.id}`);
  await record("DELETE", `${root}/twilio`);
  await record("DELETE", `${root}/twilio`);
}

async function routingStatisticsAndHistory(record) {
  await record("GET", "/api/v1/admin/routing");
  await record("PATCH", "/api/v1/admin/routing", { json: { policy: "phones_only" } });
  await record("PATCH", "/api/v1/admin/routing", { json: { policy: "any" } });
  await record("PATCH", "/api/v1/admin/routing", { json: {} });
  await record("GET", "/api/v1/admin/stats");
  const history = await record("GET", "/api/v1/admin/messages?phone_number=%2B12025550123");
  await record("GET", "/api/v1/admin/messages?limit=1&direction=inbound");
  await record("GET", "/api/v1/admin/messages?status=lost");
  await record("GET", "/api/v1/admin/messages?cursor=x");
  await record("GET", "/api/v1/admin/messages?gateway_id=nowhere");
  const outbound = history.body.messages.find(({ direction }) => direction === "outbound");
  await record("GET", `/api/v1/admin/messages/${outbound.message_id}`);
  await record("GET", `/api/v1/admin/messages/${unknownMessage}`);
}

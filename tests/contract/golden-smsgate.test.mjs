import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { startWireroom } from "../support/wireroom.mjs";
import { GoldenAnswers, golden } from "./support/golden.mjs";

let wireroom, answers, basic;
before(async () => {
  wireroom = await startWireroom();
  answers = new GoldenAnswers(wireroom);
  ({ basic } = await wireroom.account.setLogin({ login: "golden", password: "a password of tests" }));
});
after(() => wireroom.stop());

const as = (authorization) => (method, path, json, headers) =>
  answers.record(method, path, { json, headers: { ...(authorization && { authorization }), ...headers } });

test("SMSGate's bodies are the stored ones, byte for byte", async () => {
  const phone = await registration(as(basic), as(undefined));
  await integratorMessages(as(basic));
  await phoneRequests(phone);
  await storesOf(as(basic));
  await tokens(as(basic));
  await refusals(as(basic), as(undefined));
  await descriptions(as(undefined));
  assert.equal(answers.text, golden("smsgate", answers.text));
});

async function registration(user, stranger) {
  const { body } = await user("POST", "/mobile/v1/device", { name: "Golden phone", pushToken: null });
  answers.name(body.id, "DEVICE");
  answers.name(body.token, "TOKEN");
  if (body.password) answers.name(body.password, "PASSWORD");
  await stranger("POST", "/mobile/v1/device", { name: 5 });
  await stranger("GET", "/mobile/v1/device");
  const phone = as(`Bearer ${body.token}`);
  phone.id = body.id;
  await phone("GET", "/mobile/v1/device");
  await phone("PATCH", "/mobile/v1/device", { id: body.id, simCards: [{ simNumber: 1, phoneNumber: "+12025550100" }] });
  await phone("PATCH", "/mobile/v1/device", { id: "another" });
  const code = await user("GET", "/mobile/v1/user/code");
  answers.name(code.body.code, "CODE");
  return phone;
}

async function integratorMessages(user) {
  const root = "/3rdparty/v1/messages";
  const text = { textMessage: { text: "Hello" }, phoneNumbers: ["+12025550123"] };
  await user("POST", root, { id: "golden-1", ...text, withDeliveryReport: true, priority: 5, simNumber: 1 });
  await user("POST", root, { id: "golden-1", ...text });
  await user("POST", root, { id: "golden-2", message: "Old form", phoneNumbers: ["+12025550124"], ttl: 60 });
  await user("POST", root, { id: "golden-3", dataMessage: { data: "AAEC", port: 7 }, phoneNumbers: ["+12025550125"] });
  const attachments = [{ contentType: "text/plain", name: "a.txt", data: "aGk=" }];
  await user("POST", root, { id: "golden-4", mmsMessage: { text: "x", attachments }, phoneNumbers: ["+12025550126"] });
  await user("POST", root, {
    id: "golden-5",
    isEncrypted: true,
    ...text,
    phoneNumbers: ["secret"],
    validUntil: "2999-01-01T00:00:00Z",
  });
  await user("POST", root, {});
  await user("POST", root, { ...text, phoneNumbers: [] });
  await user("POST", root, { ...text, phoneNumbers: ["+1"] });
  await user("POST", root, { ...text, phoneNumbers: ["+12025550123", "+12025550123"] });
  await user("POST", root, { ...text, dataMessage: { data: "AA==", port: 1 } });
  await user("POST", root, { ...text, ttl: "60" });
  await user("POST", root, { ...text, deviceId: "nowhere" });
  await user("POST", `${root}?skipPhoneValidation=maybe`, text);
  await user("POST", root, undefined);
  await user("GET", `${root}?includeContent=true`);
  await user("GET", `${root}?limit=2&offset=1&state=Pending`);
  await user("GET", `${root}?limit=x`);
  await user("GET", `${root}?limit=1000`);
  await user("GET", `${root}?state=Lost`);
  await user("GET", `${root}?from=soon`);
  await user("GET", `${root}/golden-1`);
  await user("GET", `/api/3rdparty/v1/message/golden-1`);
  await user("GET", `${root}/unknown`);
  await user("DELETE", `${root}/golden-2`);
  await user("DELETE", `${root}/golden-2`);
  await user("DELETE", `${root}/unknown`);
}

async function phoneRequests(phone) {
  await phone("GET", "/mobile/v1/messages");
  await phone("GET", "/mobile/v1/messages?order=fifo");
  await phone("GET", "/mobile/v1/messages?order=odd");
  const sent = { Processed: "2026-01-01T00:00:00Z", Sent: "2026-01-01T00:00:01Z" };
  const recipients = [{ phoneNumber: "+12025550123", state: "Sent" }];
  await phone("PATCH", "/mobile/v1/messages", [{ id: "golden-1", state: "Sent", recipients, states: sent }]);
  await phone("PATCH", "/mobile/v1/messages", [{ id: "golden-1", state: "Gone", recipients }]);
  await phone("PATCH", "/mobile/v1/messages", [{ id: "golden-1", recipients }]);
  await phone("PATCH", "/mobile/v1/messages", {});
  const item = {
    id: "inbox-1",
    type: "SMS",
    sender: "+12025550199",
    recipient: "+12025550100",
    simNumber: 1,
    createdAt: "2026-01-01T00:00:00Z",
    content: "Hello",
  };
  await phone("POST", "/mobile/v1/inbox", [item]);
  await phone("POST", "/mobile/v1/inbox", { messages: [item] });
  await phone("POST", "/mobile/v1/inbox", []);
  await phone("GET", "/mobile/v1/webhooks");
  await phone("GET", "/mobile/v1/settings");
  await phone("PATCH", "/mobile/v1/user/password", { currentPassword: "wrong", newPassword: "a new long password" });
  await phone("PATCH", "/mobile/v1/user/password", { currentPassword: "x", newPassword: "short" });
}

async function storesOf(user) {
  const root = "/3rdparty/v1";
  await user("GET", `${root}/devices`);
  await user("DELETE", `${root}/devices/unknown`);
  await user("GET", `${root}/inbox`);
  await user("GET", `${root}/inbox?type=FAX`);
  await user("GET", `${root}/inbox/inbox-1/attachments/1`);
  await user("POST", `${root}/inbox/refresh`, {
    deviceId: "nowhere",
    since: "2026-01-01T00:00:00Z",
    until: "2026-01-02T00:00:00Z",
  });
  await user("POST", `${root}/inbox/refresh`, {});
  await user("POST", `${root}/messages/inbox/export`, {
    since: "2026-01-02T00:00:00Z",
    until: "2026-01-01T00:00:00Z",
    deviceId: "x",
  });
  const hook = (json) => user("POST", `${root}/webhooks`, json);
  await hook({ id: "hook-1", url: "https://hooks.example.com/", event: "sms:received" });
  await hook({ id: "hook-2", url: "https://hooks.example.com/", event: "sms:sent", delivery: "server" });
  await hook({ url: "http://hooks.example.com/", event: "sms:received" });
  await hook({ url: "https://hooks.example.com/", event: "sms:lost" });
  await hook({ url: "https://hooks.example.com/" });
  await hook({ event: "sms:received" });
  await user("GET", `${root}/webhooks`);
  await user("DELETE", `${root}/webhooks/hook-1`);
  await user("DELETE", `${root}/webhooks/unknown`);
  await user("GET", `${root}/settings`);
  await user("PATCH", `${root}/settings`, {
    messages: { send_interval_min: 1, send_interval_max: 5 },
    ping: { interval_seconds: 60 },
  });
  await user("PATCH", `${root}/settings`, { messages: { send_interval_min: "x" } });
  await user("PATCH", `${root}/settings`, { gateway: { notification_channel: "PIGEON" } });
  await user("PUT", `${root}/settings`, { webhooks: { retry_count: 3 } });
  await user("GET", `${root}/settings`);
  await user("GET", `${root}/logs`);
}

async function tokens(user) {
  const root = "/3rdparty/v1/auth/token";
  const pair = (await user("POST", root, { ttl: 600, scopes: ["messages:list", "tokens:manage"] })).body;
  answers.name(pair.id, "TOKEN-ID");
  await user("POST", root, { scopes: [] });
  await user("POST", root, { scopes: [""] });
  await user("POST", root, {});
  await as(`Bearer ${pair.access_token}`)("GET", "/3rdparty/v1/devices");
  await as(`Bearer ${pair.access_token}`)("POST", root, { scopes: ["messages:send"] });
  await as(`Bearer ${pair.refresh_token}`)("POST", `${root}/refresh`);
  await as(`Bearer ${pair.refresh_token}`)("POST", `${root}/refresh`);
  await user("DELETE", `${root}/${pair.id}`);
}

async function refusals(user, stranger) {
  await stranger("GET", "/3rdparty/v1/messages");
  await stranger("GET", "/mobile/v1/messages");
  await stranger("GET", "/mobile/v1/nothing");
  await user("GET", "/3rdparty/v1/nothing");
  await user("PUT", "/3rdparty/v1/messages", {});
  await stranger("POST", "/upstream/v1/push", []);
  await stranger("GET", "/metrics");
}

async function descriptions(stranger) {
  await stranger("GET", "/health/startup");
  await stranger("GET", "/.well-known/api-catalog");
}

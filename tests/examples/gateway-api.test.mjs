import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { keyDigest, privateToken, startWireroom } from "../support/wireroom.mjs";
import { cableUrl, createCableConsumer } from "../phone-simulator/cable-client.mjs";

// Requests and answers from the SMS Gateway API's own documentation, in its order and with its numbers.
// An answer must have every documented field, of the documented type; it may have more.

const number = "+1234567890";

let wireroom, client, gateway, consumer, subscription;
const commands = [];
before(async () => {
  wireroom = await startWireroom();
  client = wireroom.account.key;
});
after(() => {
  consumer?.disconnect();
  return wireroom.stop();
});

async function example(method, path, key, json, status, documented) {
  const answer = await wireroom.request(method, path, { key, json });
  assert.equal(answer.status, status, answer.text);
  hasFieldsOf(answer.body, documented, path);
  return answer.body;
}

/**
 * Asserts the documented fields. A text that looks like a time must be one; a null only requires the field to exist.
 */
function hasFieldsOf(actual, documented, at) {
  for (const [name, value] of Object.entries(documented)) {
    const where = `${at}.${name}`;
    assert.ok(name in actual, where);
    if (value === null) continue;
    if (Array.isArray(value)) {
      assert.ok(Array.isArray(actual[name]) && actual[name].length > 0, where);
      for (const item of actual[name]) hasFieldsOf(item, value[0], where);
    } else if (typeof value === "object") {
      hasFieldsOf(actual[name], value, where);
    } else {
      assert.equal(typeof actual[name], typeof value, where);
      if (/^\d{4}-.*Z$/.test(value)) assert.match(actual[name], /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/, where);
      if (/^(msg|gw_live)_/.test(value)) assert.match(actual[name], /^(msg_[0-9a-f]{32}|gw_live_[0-9a-f]{64})$/, where);
    }
  }
}

test("documented example: a new gateway registers", async () => {
  gateway = await example(
    "POST",
    "/api/v1/gateway/register",
    privateToken,
    { device_id: "unique-device-identifier", name: "My Gateway Phone" },
    201,
    {
      success: true,
      api_key: "gw_live_abc123...",
      device_id: "unique-device-identifier",
      websocket_url: "ws://localhost:3000/cable",
    },
  );
  assert.match(gateway.websocket_url, /^ws:\/\/.*\/cable$/);
});

test("documented example: a gateway connects and subscribes with the digest of its key", async () => {
  consumer = createCableConsumer(cableUrl(wireroom.url, gateway.api_key));
  await new Promise((connected, rejected) => {
    const identifier = { channel: "GatewayChannel", api_key_digest: keyDigest(gateway.api_key) };
    subscription = consumer.subscriptions.create(identifier, {
      connected,
      rejected,
      received: (command) => commands.push(command),
    });
  });
});

test("documented example: a gateway sends a heartbeat", () =>
  example(
    "POST",
    "/api/v1/gateway/heartbeat",
    gateway.api_key,
    { status: "online", messages_in_queue: 5, battery_level: 85, signal_strength: 4 },
    200,
    {
      success: true,
      pending_messages: 2,
    },
  ));

test("documented example: a gateway reports a received SMS", () =>
  example(
    "POST",
    "/api/v1/gateway/sms/received",
    gateway.api_key,
    { sender: number, message: "Hello, this is a test message", timestamp: "2025-10-19T10:30:00Z" },
    200,
    {
      success: true,
      message_id: "msg_abc123...",
    },
  ));

test("documented example: an SMS is sent, its delivery reported and its status read", async () => {
  const { message_id, status } = await example(
    "POST",
    "/api/v1/sms/send",
    client,
    { to: number, message: "Your verification code is: 123456" },
    202,
    {
      success: true,
      message_id: "msg_xyz789",
      status: "queued",
    },
  );
  assert.equal(status, "queued");
  await wireroom.eventually(() => commands.length > 0, { what: "the command arrives" });
  assert.deepEqual(commands.pop(), {
    action: "send_sms",
    message_id,
    recipient: number,
    message: "Your verification code is: 123456",
  });
  for (const report of ["sent", "delivered"]) {
    const json = { message_id, status: report, error_message: null };
    await example("POST", "/api/v1/gateway/sms/status", gateway.api_key, json, 200, { success: true });
  }
  const shown = await example("GET", `/api/v1/sms/status/${message_id}`, client, undefined, 200, {
    message_id: "msg_xyz789",
    status: "delivered",
    sent_at: "2025-10-19T10:30:00Z",
    delivered_at: "2025-10-19T10:30:05Z",
    failed_at: null,
    error_message: null,
  });
  assert.deepEqual([shown.status, shown.failed_at, shown.error_message], ["delivered", null, null]);
});

test("documented example: received SMS are listed", async () => {
  const query = new URLSearchParams({ phone_number: number, since: "2025-10-19T10:30:00Z", limit: "50" });
  const { messages, ...page } = await example("GET", `/api/v1/sms/received?${query}`, client, undefined, 200, {
    messages: [
      { message_id: "msg_abc", from: number, message: "Reply message content", received_at: "2025-10-19T10:30:00Z" },
    ],
    total: 25,
    page: 1,
    pages: 1,
  });
  const [{ from, message, received_at }] = messages;
  assert.deepEqual(
    { from, message, received_at },
    { from: number, message: "Hello, this is a test message", received_at: "2025-10-19T10:30:00Z" },
  );
  assert.deepEqual(page, { total: 1, page: 1, pages: 1 });
});

test("documented example: a one-time password is sent and verified", async () => {
  await example(
    "POST",
    "/api/v1/otp/send",
    client,
    { phone_number: number, purpose: "authentication", expiry_minutes: 5 },
    200,
    {
      success: true,
      expires_at: "2025-10-19T10:35:00Z",
      message_id: "msg_otp123",
    },
  );
  await wireroom.eventually(() => commands.length > 0, { what: "the command arrives" });
  const [code] = /\d{6}/.exec(commands.pop().message);
  const wrong = code === "123456" ? "654321" : "123456";
  const refused = await example("POST", "/api/v1/otp/verify", client, { phone_number: number, code: wrong }, 200, {
    success: false,
    verified: false,
    error: "Invalid or expired OTP",
    attempts_remaining: 2,
  });
  assert.deepEqual(refused, {
    success: false,
    verified: false,
    error: "Invalid or expired OTP",
    attempts_remaining: 2,
  });
  assert.deepEqual(await example("POST", "/api/v1/otp/verify", client, { phone_number: number, code }, 200, {}), {
    success: true,
    verified: true,
  });
});

test("documented example: gateways are listed, one is toggled, statistics are read", async () => {
  await example("GET", "/api/v1/admin/gateways", client, undefined, 200, {
    gateways: [
      {
        id: 1,
        device_id: "test-gateway-001",
        name: "Test Gateway 1",
        status: "online",
        last_heartbeat_at: "2025-10-19T10:30:00Z",
        messages_sent_today: 145,
        messages_received_today: 23,
        total_messages_sent: 1543,
        total_messages_received: 892,
        active: true,
        priority: 1,
        metadata: {},
        created_at: "2025-10-19T08:00:00Z",
      },
    ],
  });
  const { gateway: toggled } = await example("POST", "/api/v1/admin/gateways/1/toggle", client, undefined, 200, {
    success: true,
    gateway: { id: 1, device_id: "test-gateway-001", active: false },
  });
  assert.deepEqual([toggled.device_id, toggled.active], ["unique-device-identifier", false]);
  await example("POST", "/api/v1/admin/gateways/1/toggle", client, undefined, 200, {
    success: true,
    gateway: { active: true },
  });
  await example("GET", "/api/v1/admin/stats", client, undefined, 200, {
    gateways: { total: 2, active: 2, online: 1, offline: 1 },
    messages: {
      total_sent: 5432,
      total_received: 892,
      sent_today: 168,
      received_today: 23,
      total_today: 191,
      pending: 3,
      failed_today: 2,
    },
    otp: { sent_today: 45, verified_today: 42, verification_rate: 93.33 },
    timestamp: "2025-10-19T10:30:00Z",
  });
});

test("a phone can send every report by HTTP and by socket", async () => {
  // Switching the phone off closed its socket; the client reconnects by itself, here without its delays.
  await new Promise((connected) => {
    subscription.connected = connected;
    consumer.connection.reopen();
  });
  subscription.perform("heartbeat", { battery_level: 85, signal_strength: 4, messages_in_queue: 0 });
  subscription.perform("message_received", { sender: number, message: "Hello", timestamp: "2025-10-19T10:30:00Z" });
  const { message_id } = await example(
    "POST",
    "/api/v1/sms/send",
    client,
    { to: number, message: "Your OTP is: 123456" },
    202,
    {},
  );
  await wireroom.eventually(() => commands.length > 0, { what: "the command arrives" });
  subscription.perform("delivery_report", { message_id, status: "delivered" });
  await wireroom.account.reaches(message_id, "delivered");
  const listed = async () =>
    (await wireroom.account.received()).body.messages.some(({ message }) => message === "Hello");
  await wireroom.eventually(listed, { what: "the SMS is listed" });
});

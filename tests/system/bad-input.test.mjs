import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { mintCredential } from "../../scripts/lib/credentials.mjs";
import { privateToken, startWireroom } from "../support/wireroom.mjs";

let wireroom;
const keys = {};
before(async () => {
  wireroom = await startWireroom();
  keys.client = wireroom.account.key;
  keys.gateway = (await wireroom.register("matrix")).api_key;
  keys.foreign = mintCredential({ kind: "client", accountId: wireroom.account.id, serverSecret: "another secret" }).key;
  keys.expired = await wireroom.account.createKey("client", { expiresAtMs: Date.now() - 1 });
  keys.revoked = await wireroom.account.createKey("client");
  await wireroom.account.revokeKey(keys.revoked);
  keys.powerless = await wireroom.account.createKey("client", { permissions: [] });
  const disabled = await wireroom.createAccount("disabled");
  keys.disabled = disabled.key;
  await wireroom.rows("UPDATE accounts SET disabled_at_ms = 1 WHERE id = ?", disabled.id);
});
after(() => wireroom.stop());

const post = (path, kind) => ({ method: "POST", path, kind });
const register = post("/api/v1/gateway/register", "registration");
const heartbeat = post("/api/v1/gateway/heartbeat", "gateway");
const received = post("/api/v1/gateway/sms/received", "gateway");
const report = post("/api/v1/gateway/sms/status", "gateway");
const send = post("/api/v1/sms/send", "client");
const status = { method: "GET", path: "/api/v1/sms/status/msg_00000000000000000000000000000000", kind: "client" };
const list = { method: "GET", path: "/api/v1/sms/received", kind: "client" };

const keyFor = ({ kind }) => ({ registration: privateToken, client: keys.client, gateway: keys.gateway })[kind];
const stored = async () =>
  Object.values((await wireroom.rows(
    "SELECT (SELECT COUNT(*) FROM messages) AS sent, (SELECT COUNT(*) FROM inbound_messages) AS received, (SELECT COUNT(*) FROM gateways) AS gateways",
  ))[0]);

/** Refused with this status and error, and nothing stored by it. */
async function refused(route, request, expectedStatus, expectedBody) {
  const answer = await wireroom.request(route.method, route.path, { key: keyFor(route), ...request });
  assert.deepEqual([answer.status, answer.body], [expectedStatus, expectedBody], JSON.stringify(request).slice(0, 200));
}

const missing = (name) => [400, { error: `param is missing or the value is empty: ${name}` }];
const invalid = (name) => [400, { error: `Invalid ${name}` }];
const unacceptable = (error) => [422, { error }];
const noNumber = unacceptable("Invalid phone number format");
const wrongTypes = [true, [], {}, ["+12025550123"], { number: "+12025550123" }];

const matrix = [
  [send, {}, missing("to")],
  [send, { to: null, message: "hi" }, missing("to")],
  [send, { to: "+12025550123" }, missing("message")],
  [send, { to: "+12025550123", message: null }, missing("message")],
  ...wrongTypes.map((to) => [send, { to, message: "hi" }, invalid("to")]),
  ...wrongTypes.map((message) => [send, { to: "+12025550123", message }, invalid("message")]),
  ...["", " ", "hello", "+", "+0123456789", "+123456", "+1234567890123456", "123", "٠١٢٣٤٥٦٧٨٩", "+1202555012x", "1".repeat(300), 12].map(
    (to) => [send, { to, message: "hi" }, noNumber],
  ),
  [send, { to: "+12025550123", message: "" }, unacceptable("Message can't be blank")],
  [send, { to: "+12025550123", message: " \n" }, unacceptable("Message can't be blank")],
  [send, { to: "+12025550123", message: "x".repeat(1_601) }, unacceptable("Message is too long (maximum is 1600 characters)")],
  [send, { to: "+12025550123", message: "hi", gateway_id: "nobody" }, unacceptable("Gateway not found")],
  [send, { to: "+12025550123", message: "hi", gateway_id: [] }, invalid("gateway_id")],
  [send, { to: "+12025550123", message: "hi", priority: 128 }, unacceptable("priority must be between -128 and 127")],
  [send, { to: "+12025550123", message: "hi", callback_url: "https://x.example" }, unacceptable("callback_url is not supported")],
  [register, {}, unacceptable("Device can't be blank, Name can't be blank")],
  [register, { device_id: "d" }, unacceptable("Name can't be blank")],
  [register, { device_id: "  ", name: "n" }, unacceptable("Device can't be blank")],
  [register, { device_id: null, name: "n" }, unacceptable("Device can't be blank")],
  [register, { device_id: ["d"], name: "n" }, unacceptable("device_id is invalid")],
  [register, { device_id: "d".repeat(256), name: "n" }, unacceptable("Device is too long (maximum is 255 characters)")],
  [register, { device_id: "d", name: "n".repeat(256) }, unacceptable("Name is too long (maximum is 255 characters)")],
  [register, { device_id: "matrix", name: "again" }, unacceptable("Device has already been taken")],
  [register, { device_id: "d", name: "n", device_info: { x: "y".repeat(9_000) } }, unacceptable("Device info is too long")],
  [heartbeat, { status: "asleep" }, unacceptable("Status is not included in the list")],
  [heartbeat, { status: [] }, invalid("status")],
  [heartbeat, { battery_level: 101 }, unacceptable("battery_level must be between 0 and 100")],
  [heartbeat, { battery_level: "full" }, unacceptable("battery_level must be between 0 and 100")],
  [heartbeat, { signal_strength: -1 }, unacceptable("signal_strength must be between 0 and 5")],
  [heartbeat, { messages_in_queue: 1.5 }, unacceptable("messages_in_queue must be between 0 and 4294967295")],
  [received, {}, missing("sender")],
  [received, { sender: "+12025550123" }, missing("message")],
  [received, { sender: " ", message: "hi" }, unacceptable("Sender can't be blank")],
  [received, { sender: "x".repeat(65), message: "hi" }, unacceptable("Sender is too long (maximum is 64 characters)")],
  [received, { sender: "+12025550123", message: " " }, unacceptable("Message can't be blank")],
  [received, { sender: "+12025550123", message: "x".repeat(65_536) }, unacceptable("Message is too long (maximum is 65535 characters)")],
  [received, { sender: "+12025550123", message: "hi", timestamp: "yesterday" }, unacceptable("Timestamp is invalid")],
  [received, { sender: {}, message: "hi" }, invalid("sender")],
  [report, {}, missing("message_id")],
  [report, { message_id: "msg_1" }, missing("status")],
  [report, { message_id: "msg_1", status: "read" }, unacceptable("Status is not included in the list")],
  [report, { message_id: "msg_1", status: "sent" }, [404, { error: "Message not found" }]],
  [report, { message_id: `msg_${"0".repeat(32)}`, status: "failed" }, [404, { error: "Message not found" }]],
];

test("every parameter that is missing, blank, too long or of another kind is refused by name, and nothing is stored", async () => {
  const before = await stored();
  for (const [route, json, [code, body]] of matrix) await refused(route, { json }, code, body);
  await wireroom.account.received();
  assert.deepEqual(await stored(), before);
});

test("a list refuses what it cannot read", async () => {
  for (const [query, name] of [["since=yesterday", "since"], ["limit=0", "limit"], ["limit=x", "limit"], ["page=-1", "page"], ["page=1.5", "page"]]) {
    await refused({ ...list, path: `${list.path}?${query}` }, {}, ...invalid(name));
  }
});

test("a body that is not what it claims to be is a bad request, and a huge one is too large", async () => {
  const json = { "content-type": "application/json" };
  const form = { "content-type": "application/x-www-form-urlencoded" };
  const bad = [400, { status: 400, error: "Bad Request" }];
  for (const route of [register, heartbeat, received, report, send]) {
    for (const body of ["{", '{"to":', "nonsense", '"\\ud800'] ) await refused(route, { headers: json, body }, ...bad);
    await refused(route, { headers: json, body: Buffer.from('{"to":"\xff"}', "latin1") }, ...bad);
    await refused(route, { headers: form, body: Buffer.from("to=\xff", "latin1") }, ...bad);
    await refused(route, { headers: json, body: JSON.stringify({ message: "x".repeat(2_000_000) }) }, 413, { status: 413, error: "Payload Too Large" });
  }
});

test("no key, a wrong key and a key of another kind are told apart, on every route", async () => {
  const routes = [heartbeat, received, report, send, status, list];
  for (const route of routes) {
    await refused(route, { key: "" }, 401, { error: "Missing API key" });
    for (const key of ["nonsense", keys.foreign, keys.revoked, keys.expired, keys.disabled, `api_live_${"0".repeat(64)}`]) {
      await refused(route, { key }, 401, { error: "Invalid API key" });
    }
    const otherKinds = route.kind === "client" ? [keys.gateway, keys.powerless] : [keys.client];
    for (const key of otherKinds) await refused(route, { key }, 403, { error: "Insufficient permissions" });
  }
  await refused(register, { key: "nonsense" }, 401, { error: "Invalid API key" });
  await refused(register, { key: keys.client }, 403, { error: "Insufficient permissions" });
});

test("what is not there is not found, in Rails' own words", async () => {
  const notFound = [404, { status: 404, error: "Not Found" }];
  for (const [method, path] of [["GET", "/"], ["GET", "/api/v1/nothing"], ["GET", send.path], ["DELETE", list.path], ["POST", "/up"]]) {
    await refused({ method, path, kind: "client" }, {}, ...notFound);
  }
  await refused(status, {}, 404, { error: "Message not found" });
  await refused({ ...status, path: "/api/v1/sms/status/nonsense" }, {}, 404, { error: "Message not found" });
});

test("a key that was never issued is refused without the database or any object", async () => {
  const objects = await wireroom.worker.listDurableObjectIds("DISPATCHER");
  await wireroom.rows("ALTER TABLE api_keys RENAME TO hidden");
  try {
    await refused(send, { key: keys.foreign, json: {} }, 401, { error: "Invalid API key" });
    await refused(send, { key: mintCredential({ kind: "client", accountId: "0123456789abcdef", serverSecret: "x" }).key, json: {} }, 401, { error: "Invalid API key" });
    const issued = await wireroom.request("POST", send.path, { key: wireroom.mint("client"), json: {} });
    assert.equal(issued.status, 503, "an issued one does ask the database, so this would be noticed");
  } finally {
    await wireroom.rows("ALTER TABLE hidden RENAME TO api_keys");
  }
  assert.equal((await wireroom.worker.listDurableObjectIds("DISPATCHER")).length, objects.length);
});

test("a revoked key is refused within ten seconds, and others go on", async () => {
  const key = await wireroom.account.createKey("client");
  const answer = async () => (await wireroom.request(list.method, list.path, { key })).status;
  assert.equal(await answer(), 200);
  await wireroom.account.revokeKey(key);
  await wireroom.eventually(async () => (await answer()) === 401, { timeoutMs: 11_000 });
  assert.equal((await wireroom.account.received()).status, 200);
});

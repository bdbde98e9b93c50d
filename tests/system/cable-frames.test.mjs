import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { keyDigest } from "../support/wireroom.mjs";
import { CableSocket, gatewayChannel } from "../support/cable-socket.mjs";
import { startWireroom } from "../support/wireroom.mjs";

let wireroom;
before(async () => (wireroom = await startWireroom()));
after(() => wireroom.stop());

async function opened(name, options) {
  const { api_key: key } = await wireroom.register(name);
  const socket = await CableSocket.open(wireroom, { key, ...options });
  assert.equal((await socket.next()).type, "welcome");
  socket.key = key;
  return socket;
}

const isData = (frame) => frame.type === undefined;

test("the identifier comes back byte for byte, however it was written", async () => {
  const socket = await opened("identifiers");
  for (const identifier of ['{"channel": "GatewayChannel"}', '{"a":"ü\\u00e9😀","channel":"GatewayChannel"}', `{"channel":"GatewayChannel","api_key_digest":"${keyDigest(socket.key).toUpperCase()}"}`]) {
    socket.send({ command: "subscribe", identifier });
    assert.deepEqual(await socket.next(), { identifier, type: "confirm_subscription" });
  }
  socket.close();
});

test("a subscription with another key's digest is rejected", async () => {
  const socket = await opened("digest");
  const identifier = `{"channel":"GatewayChannel","api_key_digest":"${"0".repeat(64)}"}`;
  socket.send({ command: "subscribe", identifier });
  assert.deepEqual(await socket.next(), { identifier, type: "reject_subscription" });
  socket.close();
});

test("subscribing twice is confirmed twice and yields one frame a message", async () => {
  const socket = await opened("twice");
  await socket.subscribe();
  await socket.subscribe();
  const id = await wireroom.account.sendAccepted("+12025550123", "once", { gateway_id: "twice" });
  const expected = {
    identifier: gatewayChannel,
    message: { action: "send_sms", message_id: id, recipient: "+12025550123", message: "once" },
  };
  assert.deepEqual(await socket.next(isData), expected);
  assert.deepEqual((await socket.settled()).filter(isData), []);
  socket.close();
});

test("what is not understood gets no answer and leaves the connection open", async () => {
  const socket = await opened("nonsense");
  for (const frame of [
    "", "null", "[]", "{", "42", '{"command":"subscribe"}', '{"command":"dance","identifier":"x"}',
    '{"command":"subscribe","identifier":"{\\"channel\\":\\"AdminChannel\\"}"}', '{"command":"subscribe","identifier":"GatewayChannel"}',
    '{"command":"message","identifier":"{\\"channel\\":\\"GatewayChannel\\"}","data":"{\\"action\\":\\"heartbeat\\"}"}',
    '{"command":"unsubscribe","identifier":"never"}', '{"command":"pong"}',
  ]) {
    socket.send(frame);
  }
  socket.ws.send(Buffer.from([1, 2, 3]));
  await socket.subscribe();
  for (const data of ["", "{", "[]", '{"action":7}', '{"action":"dance"}', '{"action":"delivery_report"}', '{"action":"message_received","sender":"x"}']) {
    socket.send({ command: "message", identifier: gatewayChannel, data });
  }
  assert.deepEqual(await socket.settled(), []);
  socket.close();
});

test("the socket that subscribed last gets the frame, and the one before takes over when it closes", async () => {
  const older = await opened("two-sockets");
  await older.subscribe();
  const newer = await CableSocket.open(wireroom, { key: older.key });
  await newer.subscribe();
  const first = await wireroom.account.sendAccepted("+12025550123", "to the newer", { gateway_id: "two-sockets" });
  assert.equal((await newer.next(isData)).message.message_id, first);
  newer.ws.close();
  await newer.closed();
  const second = await wireroom.account.sendAccepted("+12025550123", "to the older", { gateway_id: "two-sockets" });
  assert.equal((await older.next(isData)).message.message_id, second);
  assert.deepEqual((await older.settled()).filter(isData), []);
  older.close();
});

test("after unsubscribing, messages wait until the phone subscribes again", async () => {
  const socket = await opened("unsubscribed");
  await socket.subscribe();
  socket.send({ command: "unsubscribe", identifier: gatewayChannel });
  const [row] = await wireroom.eventually(async () => {
    const rows = await wireroom.rows("SELECT online FROM gateways WHERE device_id = 'unsubscribed' AND online = 0 AND last_heartbeat_at_ms IS NOT NULL");
    return rows.length > 0 && rows;
  });
  assert.deepEqual(row, { online: 0 });
  const id = await wireroom.account.sendAccepted("+12025550123", "waits", { gateway_id: "unsubscribed" });
  assert.equal((await wireroom.account.status(id)).status, "pending");
  await socket.subscribe();
  assert.equal((await socket.next(isData)).message.message_id, id);
  socket.close();
});

test("pings come on time, and every frame once, while a burst of 1,000 messages flows", async () => {
  const socket = await opened("burst", { query: "&pi=1" });
  await socket.subscribe();
  const sends = Array.from({ length: 1_000 }, (_, index) => index);
  const accepted = [];
  const client = async () => {
    for (let index = sends.shift(); index !== undefined; index = sends.shift()) {
      accepted.push(await wireroom.account.sendAccepted("+12025550123", `burst ${index}`, { gateway_id: "burst" }));
    }
  };
  await Promise.all(Array.from({ length: 8 }, client));
  const frames = await wireroom.eventually(() => {
    const data = socket.frames.filter(isData);
    return data.length >= 1_000 && data;
  });
  const ids = frames.map((frame) => frame.message.message_id);
  assert.deepEqual(new Set(ids), new Set(accepted));
  assert.equal(ids.length, 1_000);
  assert.ok(socket.pings.length >= 2, "too short to tell");
  for (const [index, ping] of socket.pings.entries()) {
    assert.deepEqual(Object.keys(ping), ["type", "message", "atMs"]);
    assert.ok(Number.isInteger(ping.message) && Math.abs(ping.message - ping.atMs / 1_000) < 2);
    const previous = socket.pings[index - 1];
    if (previous) assert.ok(Math.abs(ping.atMs - previous.atMs - 1_000) < 500, `${ping.atMs - previous.atMs} ms between pings`);
  }
  socket.close();
});

test("a client that echoes pings stays, and one that offered to and does not is closed after two", async () => {
  const protocols = ["actioncable-v1-json", "actioncable-ext-pong"];
  const { api_key: key } = await wireroom.register("pong");
  const faithful = await CableSocket.open(wireroom, { key, query: "&pi=1", protocols });
  const silent = await CableSocket.open(wireroom, { key, query: "&pi=1", protocols });
  assert.deepEqual(await silent.next(), { type: "welcome", extensions: ["pong"] });
  faithful.on("ping", () => faithful.send({ command: "pong" }));
  assert.deepEqual(await silent.next(undefined, 8_000), { type: "disconnect", reason: "no_pong", reconnect: true });
  assert.equal(silent.pings.length, 2);
  // The close frame has come; the runtime ends the connection under it when it sees fit.
  await wireroom.eventually(() => silent.ws.readyState !== silent.ws.OPEN);
  assert.equal(faithful.closeCode, undefined);
  assert.deepEqual(await faithful.settled(), [{ type: "welcome", extensions: ["pong"] }]);
  faithful.close();
});

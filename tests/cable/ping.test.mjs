import assert from "node:assert/strict";
import { once } from "node:events";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { after, before, test } from "node:test";
import { CableSocket } from "../support/cable-socket.mjs";
import { startWireroom } from "../support/wireroom.mjs";
import { evictGateway, framesSoFar, isData, openGateway, welcomed } from "./fence.mjs";

const pongProtocols = ["actioncable-v1-json", "actioncable-unsupported", "actioncable-ext-pong"];

let wireroom;
before(async () => (wireroom = await startWireroom({ vars: { CABLE_PING_SECS: "2" } })));
after(() => wireroom.stop());

/** Waits until a socket has had this many pings. */
async function pings(socket, count) {
  while (socket.pings.length < count) await once(socket, "ping", { signal: AbortSignal.timeout(10_000) });
  return socket.pings;
}

/** How late this process's own timers are: where the machine is that busy, so are the runtime's. */
const lateness = monitorEventLoopDelay({ resolution: 20 });
lateness.enable();

function assertRegular(seen, everyMs) {
  const toleratedMs = 500 + lateness.max / 1e6;
  for (const [index, { type, message, atMs, ...more }] of seen.entries()) {
    assert.deepEqual({ type, more }, { type: "ping", more: {} });
    assert.ok(Number.isInteger(message), `${message} is no integer`);
    assert.ok(Math.abs(message * 1_000 - atMs) <= 2_000, `${message} is not the time ${atMs} in seconds`);
    if (index === 0) continue;
    const gap = atMs - seen[index - 1].atMs;
    assert.ok(Math.abs(gap - everyMs) <= toleratedMs, `${gap} ms between pings of ${everyMs} ms`);
  }
}

test("each socket is pinged at the interval it requested with `pi`, and otherwise at the server's own", async () => {
  const quick = await openGateway(wireroom, "intervals", { query: "&pi=1" });
  const usual = await welcomed(wireroom, { key: quick.key });
  const nonsense = await welcomed(wireroom, { key: quick.key, query: "&pi=soon" });
  const rare = await welcomed(wireroom, { key: quick.key, query: "&pi=60" });
  assertRegular(await pings(quick, 5), 1_000);
  assertRegular(await pings(usual, 3), 2_000);
  assertRegular(await pings(nonsense, 3), 2_000);
  assert.deepEqual(rare.pings, []);
  for (const socket of [quick, usual, nonsense, rare]) socket.close();
});

test("pings continue after the object was evicted", async () => {
  const socket = await openGateway(wireroom, "evicted", { query: "&pi=1" });
  const gatewayId = await wireroom.account.gatewayId("evicted");
  for (const count of [1, 2, 3]) {
    await pings(socket, count);
    await evictGateway(wireroom, gatewayId);
  }
  assertRegular(await pings(socket, 4), 1_000);
  socket.close();
});

test("pings are on time, and each frame arrives once and in order, while 1,000 messages flow", async () => {
  const socket = await openGateway(wireroom, "burst", { query: "&pi=1" });
  await socket.subscribe();
  await pings(socket, 1);
  const clients = await Promise.all(
    Array.from({ length: 10 }, async (_, client) => {
      const sent = [];
      for (let index = 0; index < 100; index += 1) {
        sent.push(await wireroom.account.sendAccepted("+12025550123", `${client}:${index}`, { gateway_id: "burst" }));
      }
      return sent;
    }),
  );
  const frames = await wireroom.eventually(
    () => {
      const data = socket.frames.filter(isData);
      return data.length >= 1_000 && data;
    },
    { what: "1,000 frames arrived" },
  );
  const during = socket.pings.length;
  await pings(socket, Math.max(during + 1, 3));
  assertRegular(socket.pings, 1_000);
  // A message that one client sent earlier must arrive earlier; messages of different clients have no order.
  for (const [client, sent] of clients.entries()) {
    const own = frames.filter(({ message }) => message.message.startsWith(`${client}:`));
    assert.deepEqual(
      own.map(({ message }) => message.message_id),
      sent,
    );
    assert.deepEqual(
      own.map(({ message }) => message.message),
      sent.map((_, index) => `${client}:${index}`),
    );
  }
  assert.equal((await framesSoFar(socket)).filter(isData).length, 1_000);
  socket.close();
});

test("a client that echoes pings stays connected; one that offered to echo and does not is closed after two pings, with a reason", async () => {
  // This client does not even subscribe, so that only its silence can end the socket.
  const silent = await openGateway(wireroom, "pong", { query: "&pi=1", protocols: pongProtocols });
  const faithful = await welcomed(wireroom, { key: silent.key, query: "&pi=1", protocols: pongProtocols });
  const plain = await welcomed(wireroom, { key: silent.key, query: "&pi=1" });
  faithful.on("ping", () => faithful.send({ command: "pong" }));
  assert.deepEqual(await silent.next(undefined, 8_000), { type: "disconnect", reason: "no_pong", reconnect: true });
  // The close frame is the server's part. The local runtime keeps the connection of a socket that never sent a frame
  // open a while longer, so the end of the connection is asserted in the test of a subscribed gateway below.
  await wireroom.eventually(() => silent.ws.readyState !== silent.ws.OPEN);
  assert.equal(silent.pings.length, 2);
  await pings(faithful, 5);
  await pings(plain, 5);
  for (const socket of [faithful, plain]) {
    assert.deepEqual(await framesSoFar(socket), []);
    assert.equal(socket.closeCode, undefined);
    socket.close();
  }
});

for (const [offer, protocols, welcome] of [
  ["offered the pong extension", pongProtocols, { type: "welcome", extensions: ["pong"] }],
  ["did not offer it", undefined, { type: "welcome" }],
]) {
  test(`the welcome for a client that ${offer} is ${JSON.stringify(welcome)}`, async () => {
    const { api_key: key } = await wireroom.register(`welcome ${offer}`);
    const socket = await CableSocket.open(wireroom, { key, ...(protocols ? { protocols } : {}) });
    assert.deepEqual(await socket.next(), welcome);
    assert.equal(socket.protocol, "actioncable-v1-json");
    socket.close();
  });
}

test("a subscribed gateway that does not echo pings is closed and goes offline", async () => {
  const silent = await openGateway(wireroom, "subscribed pong", { query: "&pi=1", protocols: pongProtocols });
  await silent.subscribe();
  const presence = async () =>
    (await wireroom.rows("SELECT online FROM gateways WHERE device_id = 'subscribed pong'"))[0].online;
  await wireroom.eventually(async () => (await presence()) === 1);
  assert.deepEqual(await silent.next(undefined, 8_000), { type: "disconnect", reason: "no_pong", reconnect: true });
  assert.equal(await silent.closed(), 1000);
  await wireroom.eventually(async () => (await presence()) === 0);
});

test("the WebSocket protocol's own pings are answered, even after eviction", async () => {
  const socket = await openGateway(wireroom, "protocol pings");
  const answered = async (payload) => {
    const pong = once(socket.ws, "pong", { signal: AbortSignal.timeout(3_000) });
    socket.ws.ping(payload);
    assert.equal(String((await pong)[0]), payload);
  };
  await answered("in memory");
  await evictGateway(wireroom, await wireroom.account.gatewayId("protocol pings"));
  await answered("evicted");
  socket.close();
});

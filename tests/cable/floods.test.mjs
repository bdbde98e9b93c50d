// Limits of a gateway's frames, and the isolation of other accounts from a flood. `npm run soak` has the full sizes.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { gatewayChannel } from "../support/cable-socket.mjs";
import { startWireroom } from "../support/wireroom.mjs";
import { evictGateway, framesSoFar, isData, openGateway, welcomed } from "./fence.mjs";

const recipient = "+12025550123";
const burst = 1_000;
const tooMany = { type: "disconnect", reason: "too_many_frames", reconnect: true };
const refused = (error) => ({ identifier: gatewayChannel, message: { action: "error", error } });

let wireroom;
before(async () => (wireroom = await startWireroom()));
after(() => wireroom.stop());

const arrive = (socket, message, sender = "+12025550199") =>
  socket.perform({ action: "message_received", sender, message });

/** Number of a gateway's SMS that the account has, in D1 and on their way there; `undefined` while it cannot be told. */
async function stored(deviceId) {
  const { status } = await wireroom.account.received("?limit=1");
  // A listing is refused while its account's last writes to D1 failed.
  if (status === 503) return undefined;
  assert.equal(status, 200);
  const gatewayId = await wireroom.account.gatewayId(deviceId);
  const [{ count }] = await wireroom.rows(
    "SELECT COUNT(*) AS count FROM inbound_messages WHERE gateway_id = ?",
    gatewayId,
  );
  return count;
}

/** Keeps sending for another account until it is stopped; every send must be accepted. */
function sendMeanwhile(account) {
  let going = true;
  const sends = (async () => {
    let sent = 0;
    for (; going; sent += 1) await account.sendAccepted(recipient, `meanwhile ${sent}`);
    return sent;
  })();
  return () => {
    going = false;
    return sends;
  };
}

function assertNoPanic() {
  const logs = JSON.stringify(wireroom.server.getLogs());
  assert.doesNotMatch(logs, /panicked|RuntimeError|unreachable|exceeded the number of active timeouts/);
}

test("a phone that flushes 500 stored SMS keeps its socket, and all SMS are stored", async () => {
  const socket = await openGateway(wireroom, "flush");
  await socket.subscribe();
  for (let index = 0; index < 500; index += 1) arrive(socket, `stored ${index}`);
  await wireroom.eventually(async () => (await stored("flush")) === 500, {
    timeoutMs: 60_000,
    what: "500 SMS are stored",
  });
  assert.deepEqual(await framesSoFar(socket), []);
  socket.close();
});

test("a flood on four sockets closes them with a reason, while another account's sends continue", async () => {
  const sockets = [await openGateway(wireroom, "flood")];
  while (sockets.length < 4) sockets.push(await welcomed(wireroom, { key: sockets[0].key }));
  for (const socket of sockets) await socket.subscribe();
  const other = await wireroom.createAccount("beside the flood");
  const stop = sendMeanwhile(other);
  for (let index = 0; index < 1_500; index += 1)
    sockets.forEach((socket, at) => arrive(socket, `flood ${at}:${index}`));
  for (const socket of sockets)
    assert.deepEqual(await socket.next((frame) => frame.type === "disconnect", 30_000), tooMany);
  const sent = await stop();
  assert.ok(sent > 0);
  // All SMS that were accepted before the sockets were closed are stored, and the rest is not.
  const count = await wireroom.eventually(
    async () => {
      const seen = await stored("flood");
      return seen >= burst && seen;
    },
    { timeoutMs: 150_000, what: "what was taken is stored" },
  );
  assert.ok(count < burst + 500, `${count} of 6,000 were taken`);
  assertNoPanic();
  // The phone reconnects and is served as before.
  const again = await welcomed(wireroom, { key: sockets[0].key });
  await again.subscribe();
  const id = await wireroom.account.sendAccepted(recipient, "afterwards", { gateway_id: "flood" });
  assert.equal((await again.next(isData)).message.message_id, id);
  again.close();
});

test("endless subscribing and unsubscribing closes the socket", async () => {
  const socket = await openGateway(wireroom, "restless");
  for (let index = 0; index < 200; index += 1) {
    socket.send({ command: "subscribe", identifier: gatewayChannel });
    socket.send({ command: "unsubscribe", identifier: gatewayChannel });
  }
  assert.deepEqual(await socket.next((frame) => frame.type === "disconnect"), tooMany);
  assertNoPanic();
});

test("an inbound SMS that HTTP would refuse gets an error frame on the socket", async () => {
  const socket = await openGateway(wireroom, "lengths");
  await socket.subscribe();
  for (const [sender, message, error] of [
    ["a".repeat(65), "Hi", "Sender is too long (maximum is 64 characters)"],
    [" ", "Hi", "Sender can't be blank"],
    ["+12025550199", "\n", "Message can't be blank"],
    ["+12025550199", "a".repeat(65_536), "Message is too long (maximum is 65535 characters)"],
  ]) {
    const { status, body } = await wireroom.request("POST", "/api/v1/gateway/sms/received", {
      key: socket.key,
      json: { sender, message },
    });
    assert.deepEqual([status, body.error], [422, error]);
    arrive(socket, message, sender);
    assert.deepEqual(await socket.next(), refused(error));
  }
  socket.send(`{"command":"message","identifier":${JSON.stringify(gatewayChannel)},"data":"${"x".repeat(524_288)}"}`);
  assert.deepEqual(await socket.next(), refused("Frame is too long (maximum is 524288 bytes)"));
  assert.equal(await stored("lengths"), 0);
  // The longest sender and the longest text are accepted, and the connection stays usable.
  arrive(socket, "😀".repeat(65_535), "a".repeat(64));
  await wireroom.eventually(async () => (await stored("lengths")) === 1, { what: "the longest SMS is stored" });
  assert.deepEqual(await framesSoFar(socket), []);
  socket.close();
});

/** Returns a gateway that the account's Dispatcher does not know. */
async function unheardOf(deviceId) {
  await wireroom.register(`${deviceId} template`);
  const [template] = await wireroom.rows("SELECT * FROM gateways WHERE device_id = ?", `${deviceId} template`);
  const [{ number }] = await wireroom.rows("SELECT MAX(number) + 1 AS number FROM gateways");
  const row = {
    ...template,
    number,
    id: `unheard-of-${Math.random()}`.padEnd(21, "0").slice(0, 21),
    device_id: deviceId,
  };
  const columns = Object.keys(row);
  await wireroom.rows(`INSERT INTO gateways (${columns}) VALUES (${columns.map(() => "?")})`, ...Object.values(row));
  return { id: row.id, key: await wireroom.account.createKey("gateway", { gatewayId: row.id }) };
}

test("SMS that the Dispatcher cannot take survive the gateway's object, and are stored once it can", async () => {
  // Log lines of an earlier flood are cleared, so that only this test's failures are seen.
  wireroom.server.clearLogs();
  const gateway = await unheardOf("patient");
  const socket = await welcomed(wireroom, { key: gateway.key });
  await wireroom.evictOne("Dispatcher", wireroom.account.id);
  await wireroom.rows("ALTER TABLE gateways RENAME TO gateways_away");
  try {
    await socket.subscribe();
    for (let index = 0; index < 3; index += 1) arrive(socket, `patient ${index}`);
    await framesSoFar(socket);
    await wireroom.eventually(
      () => JSON.stringify(wireroom.server.getLogs()).includes("a received SMS did not reach the Dispatcher"),
      { what: "a call failed" },
    );
    await evictGateway(wireroom, gateway.id);
  } finally {
    await wireroom.rows("ALTER TABLE gateways_away RENAME TO gateways");
  }
  await wireroom.eventually(async () => (await stored("patient")) === 3, {
    timeoutMs: 20_000,
    what: "what waited is stored",
  });
  socket.close();
});

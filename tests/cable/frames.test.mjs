import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { CableSocket, gatewayChannel } from "../support/cable-socket.mjs";
import { keyDigest, startWireroom } from "../support/wireroom.mjs";
import { framesSoFar, isData, openGateway, sendSms } from "./fence.mjs";

const recipient = "+12025550123";
const confirmed = (identifier) => ({ identifier, type: "confirm_subscription" });
const rejected = (identifier) => ({ identifier, type: "reject_subscription" });

let wireroom;
before(async () => (wireroom = await startWireroom()));
after(() => wireroom.stop());

const sendVia = (deviceId, text) => wireroom.account.sendAccepted(recipient, text, { gateway_id: deviceId });

for (const [name, identifier] of [
  ["as JavaScript writes it", '{"channel":"GatewayChannel"}'],
  ["with spaces, as Python writes it", '{"channel": "GatewayChannel"}'],
  ["with the channel last", '{"b":1,"a":[true,null],"channel":"GatewayChannel"}'],
  ["with unicode, plain and escaped", '{"channel":"GatewayChannel","label":"ü漢😀 \\u00fc\\ud83d\\ude00 \\/"}'],
  ["with line breaks and numbers of odd form", '{\n\t"channel" : "GatewayChannel",\r\n "n": 1.0e+2 }'],
]) {
  test(`an identifier ${name} is echoed byte for byte in the confirmation and in data`, async () => {
    const device = `identifier ${name}`;
    const socket = await openGateway(wireroom, device);
    socket.send({ command: "subscribe", identifier });
    assert.deepEqual(await socket.next(), confirmed(identifier));
    const id = await sendVia(device, "echo");
    assert.deepEqual(await socket.next(), sendSms(identifier, id, recipient, "echo"));
    socket.close();
  });
}

test("a digest in the identifier is confirmed if it is the key's own, in upper or lower case, and otherwise rejected", async () => {
  const socket = await openGateway(wireroom, "digest");
  const identifier = (digest) => JSON.stringify({ channel: "GatewayChannel", api_key_digest: digest });
  const own = keyDigest(socket.key);
  for (const digest of [own, own.toUpperCase()]) {
    socket.send({ command: "subscribe", identifier: identifier(digest) });
    assert.deepEqual(await socket.next(), confirmed(identifier(digest)));
  }
  for (const digest of ["0".repeat(64), own.slice(1), "", 7]) {
    socket.send({ command: "subscribe", identifier: identifier(digest) });
    assert.deepEqual(await socket.next(), rejected(identifier(digest)));
  }
  socket.close();
});

test("a rejected subscription gets no data, and its reports are ignored", async () => {
  const socket = await openGateway(wireroom, "rejected");
  const identifier = JSON.stringify({ channel: "GatewayChannel", api_key_digest: "0".repeat(64) });
  socket.send({ command: "subscribe", identifier });
  assert.deepEqual(await socket.next(), rejected(identifier));
  socket.perform(
    { action: "message_received", sender: "+12025550199", message: "through a rejected subscription" },
    identifier,
  );
  const id = await sendVia("rejected", "waits");
  assert.deepEqual(await framesSoFar(socket), []);
  assert.equal((await wireroom.account.status(id)).status, "pending");
  const { body } = await wireroom.account.received("?limit=100");
  assert.deepEqual(
    body.messages.filter(({ message }) => message === "through a rejected subscription"),
    [],
  );
  socket.close();
});

test("subscribing twice is confirmed twice and yields one data frame per message", async () => {
  const socket = await openGateway(wireroom, "twice");
  for (let time = 0; time < 2; time += 1) {
    socket.send({ command: "subscribe", identifier: gatewayChannel });
    assert.deepEqual(await socket.next(), confirmed(gatewayChannel));
  }
  const id = await sendVia("twice", "once");
  assert.deepEqual(await socket.next(), sendSms(gatewayChannel, id, recipient, "once"));
  assert.deepEqual(await framesSoFar(socket), []);
  socket.close();
});

test("frames sent before the client reads the welcome are handled after it, in order", async () => {
  const { api_key: key } = await wireroom.register("early");
  const first = await sendVia("early", "first");
  const second = await sendVia("early", "second");
  const socket = await CableSocket.open(wireroom, {
    key,
    early: [
      { command: "subscribe", identifier: gatewayChannel },
      {
        command: "message",
        identifier: gatewayChannel,
        data: JSON.stringify({ action: "delivery_report", message_id: first, status: "sent" }),
      },
    ],
  });
  assert.deepEqual(
    [await socket.next(), await socket.next(), await socket.next(), await socket.next()],
    [
      { type: "welcome" },
      confirmed(gatewayChannel),
      sendSms(gatewayChannel, first, recipient, "first"),
      sendSms(gatewayChannel, second, recipient, "second"),
    ],
  );
  socket.close();
});

test("an unintelligible frame gets no answer, and the connection stays usable", async () => {
  const socket = await openGateway(wireroom, "nonsense");
  const other = JSON.stringify({ channel: "AdminChannel" });
  for (const frame of [
    "",
    "null",
    "[]",
    "{",
    "42",
    '"text"',
    '{"command":"subscribe"}',
    '{"identifier":"x"}',
    { command: "subscribe", identifier: 7 },
    { command: "subscribe", identifier: other },
    { command: "subscribe", identifier: "GatewayChannel" },
    { command: "subscribe", identifier: "{}" },
    { command: "dance", identifier: gatewayChannel },
    { command: "pong" },
    { command: "history", identifier: gatewayChannel },
    { command: "message", identifier: gatewayChannel, data: JSON.stringify({ action: "heartbeat" }) },
    { command: "unsubscribe", identifier: "never subscribed" },
  ]) {
    socket.send(frame);
  }
  socket.ws.send(Buffer.from(JSON.stringify({ command: "subscribe", identifier: gatewayChannel })), { binary: true });
  assert.deepEqual(await framesSoFar(socket), []);
  socket.send({ command: "subscribe", identifier: gatewayChannel });
  assert.deepEqual(await socket.next(), confirmed(gatewayChannel));
  for (const data of [
    undefined,
    7,
    {},
    "",
    "{",
    "[]",
    '{"action":7}',
    '{"action":"dance"}',
    '{"action":"delivery_report"}',
    '{"action":"delivery_report","message_id":"msg_x","status":"sent"}',
    '{"action":"delivery_report","message_id":7,"status":"sent"}',
    '{"action":"message_received","sender":"+12025550199"}',
    '{"message":"no action"}',
  ]) {
    socket.send({ command: "message", identifier: gatewayChannel, data });
  }
  assert.deepEqual(await framesSoFar(socket), []);
  const id = await sendVia("nonsense", "still here");
  assert.deepEqual(await socket.next(), sendSms(gatewayChannel, id, recipient, "still here"));
  socket.close();
});

test("a report through an unsubscribed identifier is ignored", async () => {
  const socket = await openGateway(wireroom, "unsubscribed report");
  await socket.subscribe();
  const id = await sendVia("unsubscribed report", "reported");
  await socket.next(isData);
  socket.perform({ action: "delivery_report", message_id: id, status: "delivered" }, '{"channel": "GatewayChannel"}');
  await framesSoFar(socket);
  assert.equal((await wireroom.account.status(id)).status, "queued");
  socket.perform({ action: "delivery_report", message_id: id, status: "delivered" });
  await wireroom.account.reaches(id, "delivered");
  socket.close();
});

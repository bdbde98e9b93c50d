// Bounds on the connections that one isolate holds open for one account, and for refused callers.
import assert from "node:assert/strict";
import { connect } from "node:net";
import { after, before, test } from "node:test";
import { openGateway } from "../cable/fence.mjs";
import { EventStream } from "../smsgate/streams/event-stream.mjs";
import { startWireroom } from "../support/wireroom.mjs";

const streamsOfPhone = 8;
const streamsOfAccount = 200;
const refusedSockets = 256;

let wireroom;
before(async () => (wireroom = await startWireroom()));
after(() => wireroom.stop());

test("an account at its limit of event streams gets 503, while another account gets a stream", async () => {
  const streams = [];
  let phone;
  while (streams.length < streamsOfAccount) {
    ({ api_key: phone } = await wireroom.register(`phone ${streams.length}`));
    const opening = Array.from({ length: streamsOfPhone }, () => EventStream.open(wireroom, phone));
    streams.push(...(await Promise.all(opening)));
  }
  const { api_key: beyond } = await wireroom.register("beyond");
  await assert.rejects(EventStream.open(wireroom, beyond), /no stream: 503/);
  const other = await wireroom.createAccount("beside the streams");
  const token = await other.createKey("registration");
  const { status, body } = await wireroom.request("POST", "/api/v1/gateway/register", {
    key: token,
    json: { device_id: "other", name: "other" },
  });
  assert.equal(status, 201, JSON.stringify(body));
  streams.push(await EventStream.open(wireroom, body.api_key));
  for (const stream of streams) stream.close();
});

/** Opens a socket without a key as a client that never closes its end; resolves to the status of the answer. */
function knock(held) {
  const { hostname, port, host } = new URL(wireroom.url);
  return new Promise((resolve, reject) => {
    const socket = connect({ host: hostname, port: Number(port) });
    held.push(socket);
    socket.on("error", reject);
    socket.once("data", (bytes) => resolve(Number(bytes.toString("latin1").split(" ")[1])));
    socket.write(
      `GET /cable?api_key=nothing HTTP/1.1\r\nhost: ${host}\r\nconnection: Upgrade\r\nupgrade: websocket\r\nsec-websocket-version: 13\r\nsec-websocket-key: ${Buffer.alloc(16, 1).toString("base64")}\r\nsec-websocket-protocol: actioncable-v1-json\r\n\r\n`,
    );
  });
}

test("refused callers that keep their sockets open get 503 beyond the limit, and a phone with a key is still admitted", async () => {
  const held = [];
  try {
    const answers = [];
    while (answers.length < refusedSockets + 10) answers.push(await knock(held));
    assert.deepEqual([answers[0], answers.at(-1)], [101, 503]);
    const upgraded = answers.filter((status) => status === 101).length;
    assert.ok(upgraded <= refusedSockets, `${upgraded} of ${answers.length} were upgraded`);
    const phone = await openGateway(wireroom, "let in");
    await phone.subscribe();
    phone.close();
  } finally {
    for (const socket of held) socket.destroy();
  }
});

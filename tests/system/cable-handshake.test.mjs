import assert from "node:assert/strict";
import { request } from "node:http";
import { after, before, test } from "node:test";
import { CableSocket, gatewayChannel } from "../support/cable-socket.mjs";
import { startWireroom } from "../support/wireroom.mjs";

let wireroom;
let key;
before(async () => {
  wireroom = await startWireroom({ vars: { ALLOWED_ORIGINS: "https://app.example" } });
  key = (await wireroom.register("handshake")).api_key;
});
after(() => wireroom.stop());

const welcome = { type: "welcome" };
const unauthorized = { type: "disconnect", reason: "unauthorized", reconnect: false };

for (const [claim, protocols, chosen] of [
  ["the official offer", ["actioncable-v1-json", "actioncable-unsupported"], "actioncable-v1-json"],
  ["the first offer that is known", ["actioncable-unsupported", "actioncable-v1-json"], "actioncable-unsupported"],
  ["an offer among strangers", ["stranger", "actioncable-v1-json"], "actioncable-v1-json"],
  ["no offer", [], ""],
]) {
  test(`a socket opens with ${claim} and is welcomed first`, async () => {
    const socket = await CableSocket.open(wireroom, { key, protocols });
    assert.equal(socket.protocol, chosen);
    assert.deepEqual(await socket.next(), welcome);
    socket.close();
  });
}

test("frames sent before the welcome was read are answered after it", async () => {
  const socket = await CableSocket.open(wireroom, { key, early: [{ command: "subscribe", identifier: gatewayChannel }] });
  assert.deepEqual(await socket.next(), welcome);
  assert.deepEqual(await socket.next(), { identifier: gatewayChannel, type: "confirm_subscription" });
  socket.close();
});

test("a key that does not open the door gets 101, a disconnect frame and a close, and no welcome", async () => {
  const revoked = (await wireroom.register("revoked")).api_key;
  await wireroom.account.revokeKey(revoked);
  for (const wrong of ["", "gw_live_nonsense", `gw_live_${"a".repeat(64)}`, wireroom.account.key, revoked]) {
    const socket = await CableSocket.open(wireroom, { key: wrong });
    assert.deepEqual(await socket.next(), unauthorized);
    assert.equal(await socket.closed(), 1000);
    assert.deepEqual(socket.frames, []);
  }
});

test("what is no WebSocket, or comes from a stranger's page, finds no page", async () => {
  const plain = await wireroom.request("GET", `/cable?api_key=${key}`);
  assert.deepEqual([plain.status, plain.headers.get("content-type"), plain.text], [404, "text/plain; charset=utf-8", "Page not found"]);
  assert.deepEqual(await upgrade("https://evil.example"), { status: 404, body: "Page not found" });
});

test("a page of an allowed origin, or of the server's own, may open a socket", async () => {
  for (const origin of ["https://app.example", wireroom.url]) {
    const socket = await CableSocket.open(wireroom, { key, headers: { origin } });
    assert.deepEqual(await socket.next(), welcome);
    socket.close();
  }
});

function upgrade(origin) {
  const headers = {
    connection: "Upgrade", upgrade: "websocket", "sec-websocket-version": "13", "sec-websocket-key": "dGhlIHNhbXBsZSBub25jZQ==", origin,
  };
  return new Promise((resolve, reject) => {
    const sent = request(`${wireroom.url}/cable?api_key=${key}`, { headers }, async (response) => {
      let body = "";
      for await (const chunk of response) body += chunk;
      resolve({ status: response.statusCode, body });
    });
    sent.on("upgrade", () => reject(new Error("it was upgraded")));
    sent.on("error", reject);
    sent.end();
  });
}

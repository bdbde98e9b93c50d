import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { CableSocket } from "../support/cable-socket.mjs";
import { keyDigest, startWireroom } from "../support/wireroom.mjs";
import { rawUpgrade } from "./raw-upgrade.mjs";

const welcome = { type: "welcome" };
const unauthorized = { type: "disconnect", reason: "unauthorized", reconnect: false };

let wireroom;
let key;
before(async () => {
  wireroom = await startWireroom({ vars: { ALLOWED_ORIGINS: "https://app.example, https://other.example" } });
  key = (await wireroom.register("handshake")).api_key;
});
after(() => wireroom.stop());

for (const { claim, protocols, chosen } of [
  {
    claim: "the official offer gets its first",
    protocols: ["actioncable-v1-json", "actioncable-unsupported"],
    chosen: "actioncable-v1-json",
  },
  {
    claim: "the client's order decides, not the server's",
    protocols: ["actioncable-unsupported", "actioncable-v1-json"],
    chosen: "actioncable-unsupported",
  },
  {
    claim: "strangers in the offer are passed over",
    protocols: ["graphql-ws", "actioncable-v1-json"],
    chosen: "actioncable-v1-json",
  },
  { claim: "the extended protocol alone is not spoken", protocols: ["actioncable-v1-ext-json"], chosen: undefined },
  { claim: "no offer gets none", protocols: [], chosen: undefined },
]) {
  test(`subprotocol: ${claim}, and welcome is the first frame`, async () => {
    const { status, headers, frame } = await rawUpgrade(wireroom, { key, protocols });
    assert.equal(status, 101);
    assert.equal(headers["sec-websocket-protocol"], chosen);
    assert.deepEqual(frame, welcome);
  });
}

test("a refused connection also answers the offered subprotocol", async () => {
  const { status, headers, frame } = await rawUpgrade(wireroom, {
    key: "gw_live_wrong",
    protocols: ["actioncable-v1-json"],
  });
  assert.equal(status, 101);
  assert.equal(headers["sec-websocket-protocol"], "actioncable-v1-json");
  assert.deepEqual(frame, unauthorized);
});

for (const [what, wrongKey] of [
  ["no key", async () => ""],
  ["a malformed key", async () => "gw_live_nonsense"],
  ["a key that was never issued", async () => `gw_live_${"a".repeat(64)}`],
  ["a key with one digit changed", async () => key.slice(0, -1) + (key.endsWith("0") ? "1" : "0")],
  ["a genuine key that is not stored", genuineButDeleted],
  ["a revoked key", revoked],
  [
    "an expired key",
    () => wireroom.account.createKey("gateway", { gatewayId: "expired", expiresAtMs: Date.now() - 1 }),
  ],
  ["a client's key", async () => wireroom.account.key],
  ["a registration token", () => wireroom.account.createKey("registration")],
]) {
  test(`${what} gets 101, one disconnect frame, close 1000 and no welcome`, async () => {
    const socket = await CableSocket.open(wireroom, { key: await wrongKey() });
    assert.equal(await socket.closed(), 1000);
    assert.deepEqual(socket.frames, [unauthorized]);
    assert.deepEqual(socket.pings, []);
  });
}

test("a request to /cable that is not a WebSocket is 404", async () => {
  for (const path of ["/cable", `/cable?api_key=${key}`]) {
    const { status, headers, text } = await wireroom.request("GET", path);
    assert.deepEqual(
      { status, type: headers.get("content-type"), text },
      {
        status: 404,
        type: "text/plain; charset=utf-8",
        text: "Page not found",
      },
    );
  }
});

for (const origin of [
  "https://evil.example",
  "http://app.example",
  "https://app.example.evil.example",
  "https://app.example:8443",
  "null",
]) {
  test(`a socket opened by a page of ${origin} is 404`, async () => {
    const { status, headers, body } = await rawUpgrade(wireroom, { key, headers: { origin } });
    assert.deepEqual(
      { status, type: headers["content-type"], body },
      {
        status: 404,
        type: "text/plain; charset=utf-8",
        body: "Page not found",
      },
    );
  });
}

test("pages of the listed origins and of the server's own origin may open a socket", async () => {
  for (const origin of ["https://app.example", "https://other.example", wireroom.url]) {
    const { status, frame } = await rawUpgrade(wireroom, { key, headers: { origin } });
    assert.deepEqual({ origin, status, frame }, { origin, status: 101, frame: welcome });
  }
});

async function genuineButDeleted() {
  const deleted = await wireroom.account.createKey("gateway", { gatewayId: "deleted" });
  await wireroom.rows("DELETE FROM api_keys WHERE digest = ?", keyDigest(deleted));
  return deleted;
}

async function revoked() {
  const { api_key } = await wireroom.register("revoked");
  await wireroom.account.revokeKey(api_key);
  return api_key;
}

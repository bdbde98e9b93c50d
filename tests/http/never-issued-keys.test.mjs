import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import WebSocket from "ws";
import { startWireroom } from "../support/wireroom.mjs";
import { keyedRoutes, routeName } from "./support/routes.mjs";

let wireroom;
before(async () => (wireroom = await startWireroom()));
after(() => wireroom.stop());

const objects = async () => ({
  dispatchers: (await wireroom.worker.listDurableObjectIds("Dispatcher")).length,
  connections: (await wireroom.worker.listDurableObjectIds("GatewayConnection")).length,
});

/** Returns a key of the right account and form whose last digit is wrong, like a guessed key. */
const invented = (key) => key.slice(0, -1) + (key.endsWith("0") ? "1" : "0");

const inventedKeyFor = ({ kind }) => {
  const key = invented(wireroom.account.key);
  return kind === "gateway" ? key.replace("api_live_", "gw_live_") : key;
};

async function framesOfCable(key) {
  const socket = new WebSocket(`${wireroom.url.replace("http", "ws")}/cable?api_key=${key}`, ["actioncable-v1-json"]);
  const frames = [];
  socket.on("message", (data) => frames.push(JSON.parse(data)));
  await new Promise((resolve, reject) => socket.on("close", resolve).on("error", reject));
  return frames;
}

test("a key that was never issued causes no object call on any route", async () => {
  const none = { dispatchers: 0, connections: 0 };
  assert.deepEqual(await objects(), none);
  for (const route of keyedRoutes) {
    const answer = await wireroom.request(route.method, route.path, { key: inventedKeyFor(route), json: route.json });
    assert.equal(answer.status, 401, routeName(route));
  }
  await wireroom.request("POST", "/api/v1/gateway/register", {
    key: inventedKeyFor({}),
    json: { device_id: "d", name: "D" },
  });
  await framesOfCable(inventedKeyFor({ kind: "gateway" }));
  assert.deepEqual(await objects(), none);
  // The check detects object calls: the same routes with an issued key create an object.
  await wireroom.account.sendAccepted("+12025550123", "Hello");
  assert.deepEqual(await objects(), { dispatchers: 1, connections: 0 });
});

test("a key that was never issued is refused without a database query", async () => {
  const issued = await wireroom.account.createKey("client");
  // Without the table every query for a key fails and is answered 503.
  await wireroom.rows("ALTER TABLE api_keys RENAME TO api_keys_elsewhere");
  try {
    const unavailable = await wireroom.request("GET", "/api/v1/sms/received", { key: issued });
    assert.deepEqual([unavailable.status, unavailable.body], [503, { error: "Service temporarily unavailable" }]);
    assert.equal(unavailable.headers.get("retry-after"), "1");
    for (const route of keyedRoutes) {
      const { status, body } = await wireroom.request(route.method, route.path, {
        key: inventedKeyFor(route),
        json: route.json,
      });
      assert.deepEqual({ status, body }, { status: 401, body: { error: "Invalid API key" } }, routeName(route));
    }
    assert.deepEqual(await framesOfCable(inventedKeyFor({ kind: "gateway" })), [
      { type: "disconnect", reason: "unauthorized", reconnect: false },
    ]);
  } finally {
    await wireroom.rows("ALTER TABLE api_keys_elsewhere RENAME TO api_keys");
  }
});

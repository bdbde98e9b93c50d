import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { HttpGateway } from "../http/support/gateway.mjs";
import { CableSocket } from "../support/cable-socket.mjs";
import { privateToken, startWireroom } from "../support/wireroom.mjs";
import { Console, expectSuccess, register } from "./gateways.mjs";

const hourMs = 3_600_000;

let wireroom, console;
before(async () => {
  wireroom = await startWireroom({ vars: { OPEN_REGISTRATION: "pending" } });
  console = new Console(wireroom);
});
after(() => wireroom.stop());

const count = async (table) => (await wireroom.rows(`SELECT COUNT(*) AS count FROM ${table}`))[0].count;
const numberOf = async (deviceId) => (await console.pending()).find(({ device_id }) => device_id === deviceId)?.id;

test("a gateway that registers without a token is listed apart from the account's gateways and keys", async () => {
  const keys = await count("api_keys");
  const { status, body } = await register(wireroom, "apart", { deviceInfo: { model: "Pixel" } });
  assert.deepEqual([status, body.gateway.active], [201, false]);
  assert.ok(Number.isInteger(body.gateway.id));
  assert.equal(await console.gateway("apart"), undefined);
  assert.equal(await count("api_keys"), keys);
  const [shown] = await console.pending();
  assert.deepEqual(
    { ...shown, created_at: 0, expires_at: 0 },
    {
      id: body.gateway.id,
      device_id: "apart",
      name: "Gateway apart",
      metadata: { model: "Pixel" },
      created_at: 0,
      expires_at: 0,
    },
  );
  assert.equal(Date.parse(shown.expires_at) - Date.parse(shown.created_at), 24 * hourMs);
  const heartbeat = await new HttpGateway(wireroom, body.api_key).heartbeat({ battery_level: 50 });
  assert.deepEqual([heartbeat.status, heartbeat.body], [200, { success: true, pending_messages: 0, approved: false }]);
});

test("a pending gateway's inbound SMS is stored by no face", async () => {
  const { body } = await register(wireroom, "forger");
  const before = [await count("inbound_messages"), await count("inbox_items"), await count("inbox_attachment_chunks")];
  const sent = await new HttpGateway(wireroom, body.api_key).receives({ sender: "+12025550123", message: "Forged" });
  assert.deepEqual([sent.status, sent.body], [403, { error: "Gateway awaits approval" }]);
  const item = {
    id: "1",
    type: "SMS",
    sender: "+12025550123",
    content: "Forged",
    isEncrypted: true,
    createdAt: new Date().toISOString(),
  };
  for (const root of ["/api", ""]) {
    const uploaded = await wireroom.request("POST", `${root}/mobile/v1/inbox`, { key: body.api_key, json: [item] });
    assert.deepEqual([uploaded.status, uploaded.body], [401, { message: "Unauthorized" }]);
  }
  await wireroom.account.received();
  assert.deepEqual(
    [await count("inbound_messages"), await count("inbox_items"), await count("inbox_attachment_chunks")],
    before,
  );
});

test("an approved gateway joins the account and keeps its key", async () => {
  const { body } = await register(wireroom, "approved later");
  const number = await numberOf("approved later");
  const approved = expectSuccess(await console.request("POST", `/gateways/${number}/approve`));
  assert.deepEqual([approved.body.gateway.approved, approved.body.gateway.active], [true, true]);
  assert.equal((await console.gateway("approved later")).id, approved.body.gateway.id);
  assert.equal(await numberOf("approved later"), undefined);
  const socket = await CableSocket.open(wireroom, { key: body.api_key });
  await socket.subscribe();
  const id = await wireroom.account.sendAccepted("+12025550123", "For you", { gateway_id: "approved later" });
  const { message } = await socket.next((frame) => frame.message);
  assert.equal(message.message_id, id);
  socket.close();
  // No pending gateway is left to approve or to refuse.
  for (const [method, path] of [
    ["POST", `/gateways/${number}/approve`],
    ["DELETE", `/gateways/pending/${number}`],
  ]) {
    assert.deepEqual((await console.request(method, path)).body, { error: "Gateway not found" });
  }
});

test("a pending gateway reserves no device id, and cannot take one that is in use", async () => {
  await register(wireroom, "the owner's phone");
  await register(wireroom, "the owner's phone");
  const number = await numberOf("the owner's phone");
  assert.equal((await register(wireroom, "the owner's phone", { token: privateToken })).status, 201);
  const refused = await console.request("POST", `/gateways/${number}/approve`);
  assert.deepEqual([refused.status, refused.body], [422, { error: "Device has already been taken" }]);
  assert.equal((await wireroom.rows("SELECT id FROM gateways WHERE device_id = ?", "the owner's phone")).length, 1);
});

test("a refused pending gateway is deleted together with its key", async () => {
  const { body } = await register(wireroom, "refused");
  expectSuccess(await console.request("DELETE", `/gateways/pending/${await numberOf("refused")}`));
  assert.equal(await numberOf("refused"), undefined);
  assert.equal((await new HttpGateway(wireroom, body.api_key).heartbeat()).status, 401);
});

test("a pending gateway stores at most 1 KiB of device info", async () => {
  const { status } = await register(wireroom, "talkative", { deviceInfo: { text: "x".repeat(1_024) } });
  assert.equal(status, 422);
  assert.equal(
    (await register(wireroom, "talkative", { token: privateToken, deviceInfo: { text: "x".repeat(1_024) } })).status,
    201,
  );
});

test("560 registrations leave 100 pending gateways, working lists, and room for phones with a token", async () => {
  const statuses = [];
  for (let batch = 0; batch < 56; batch += 1) {
    const registered = Array.from({ length: 10 }, (_, index) => register(wireroom, `flood-${batch}-${index}`));
    statuses.push(
      ...(await Promise.all(registered)).map(({ status, headers }) => {
        if (status === 429) assert.ok(Number(headers.get("retry-after")) > 0);
        return status;
      }),
    );
  }
  assert.deepEqual([...new Set(statuses)].sort(), [201, 429]);
  assert.equal(await count("pending_gateways"), 100);
  const waiting = await console.request("GET", "/gateways/pending");
  assert.deepEqual([waiting.status, waiting.body.gateways.length], [200, 100]);
  assert.ok(waiting.text.length < 256 * 1_024, `${waiting.text.length} bytes`);
  assert.equal((await console.request("GET", "/gateways")).status, 200);
  assert.equal((await register(wireroom, "the owner's second phone", { token: privateToken })).status, 201);
});

test("a pending gateway expires after a day, and its place is free", async () => {
  await wireroom.cronQuarter();
  assert.equal(await count("pending_gateways"), 100);
  await wireroom.cronQuarter(new Date(Date.now() + 24 * hourMs));
  assert.equal(await count("pending_gateways"), 0);
  const { body } = await register(wireroom, "afterwards");
  await wireroom.rows("UPDATE pending_gateways SET expires_at_ms = ?", Date.now() - 1);
  // An expired gateway is hidden even before the sweep deletes it.
  assert.deepEqual(await console.pending(), []);
  assert.equal((await new HttpGateway(wireroom, body.api_key).heartbeat()).status, 401);
  assert.equal((await console.request("POST", `/gateways/${body.gateway.id}/approve`)).status, 404);
});

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { executeOn } from "../../scripts/lib/database.mjs";
import { listPhones } from "../../scripts/lib/phones.mjs";
import { startSmsGate } from "./support/user.mjs";
import { bearer, Face } from "./support/face.mjs";
import { basic } from "./support/user.mjs";
import { Account } from "../support/wireroom.mjs";

let wireroom, face;
before(async () => {
  wireroom = await startSmsGate();
  face = new Face(wireroom);
});
after(() => wireroom.stop());

async function newPhone(json = { name: "Phone" }) {
  const { id, token, login, password } = await face.register(json);
  const devices = async () => (await face.call("GET", "/3rdparty/v1/devices", { as: basic(login, password) })).body;
  return {
    id,
    token,
    lastSeenMs: async () => Date.parse((await devices()).find((device) => device.id === id).lastSeen),
  };
}

const item = {
  id: "sms-1",
  type: "SMS",
  sender: "$x",
  content: "$x",
  isEncrypted: true,
  createdAt: new Date().toISOString(),
};
const requests = [
  ["GET", "/settings", undefined, 200],
  ["GET", "/webhooks", undefined, 200],
  ["GET", "/device", undefined, 200],
  ["GET", "/message", undefined, 200],
  ["PATCH", "/message", [], 204],
  [
    "PATCH",
    "/message",
    [{ id: "unknown", state: "Sent", recipients: [{ phoneNumber: "+79990001234", state: "Sent" }] }],
    204,
  ],
  ["PATCH", "/message", [{}], 400],
  ["POST", "/inbox", [item], 201],
  ["POST", "/inbox", [], 400],
  ["PATCH", "/user/password", { currentPassword: "wrong", newPassword: "a password of 14" }, 401],
];
for (const [method, path, json, status] of requests) {
  test(`${method} ${path} ${JSON.stringify(json) ?? ""} (${status}) marks a phone as seen`, async () => {
    const phone = await newPhone();
    const before = await phone.lastSeenMs();
    const answer = await face.call(method, `/mobile/v1${path}`, { as: bearer(phone.token), json });
    assert.equal(answer.status, status, answer.text);
    await wireroom.eventually(async () => (await phone.lastSeenMs()) > before, { what: "the phone was seen again" });
  });
}

test("a phone that has just registered is online and was just heard from, in every listing", async () => {
  const beganAtMs = Date.now();
  const phone = await newPhone();
  const [{ account_id }] = await wireroom.rows("SELECT account_id FROM gateways WHERE id = ?", phone.id);
  const key = await new Account(wireroom, account_id).createKey("client");
  const { body } = await wireroom.request("GET", "/api/v1/admin/gateways", { key });
  const [{ status, last_heartbeat_at }] = body.gateways;
  assert.equal(status, "online");
  // The listing shows whole seconds.
  assert.ok(Date.parse(last_heartbeat_at) >= beganAtMs - 1_000, last_heartbeat_at);
  assert.ok((await phone.lastSeenMs()) >= beganAtMs - 1_000);
  const row = (await listPhones(executeOn(await wireroom.d1()), { canPush: false })).find(({ id }) => id === phone.id);
  assert.deepEqual([row.online, row.last_seen_at_ms >= beganAtMs - 1_000], [1, true]);
  assert.match(row.advice, /^restart the app/);
});

test("a phone that registered and was not heard from since goes offline, and its account is not in use", async (context) => {
  const impatient = await startSmsGate({ vars: { POLL_OFFLINE_AFTER_SECS: "1" } });
  context.after(() => impatient.stop());
  const { id } = await new Face(impatient).register();
  const row = async () =>
    (
      await impatient.rows(
        "SELECT g.online, a.active_at_ms FROM gateways g JOIN accounts a ON a.id = g.account_id WHERE g.id = ?",
        id,
      )
    )[0];
  assert.equal((await row()).online, 1);
  await impatient.eventually(async () => (await row()).online === 0, { what: "the phone is offline" });
  assert.equal((await row()).active_at_ms, null);
});

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { startWireroom } from "../support/wireroom.mjs";

let wireroom;
before(async () => (wireroom = await startWireroom()));
after(() => wireroom.stop());

/** The main journey as steps, each of which takes and leaves what is known so far. */
const steps = [
  ["register and subscribe", async (it) => {
    it.phone = await wireroom.phone({ deviceId: it.name, delaySentMs: 1e6 });
    it.gatewayId = await it.account.gatewayId(it.name);
  }],
  ["send", async (it) => {
    const command = it.phone.next("command");
    it.id = await it.account.sendAccepted("+12025550123", "Hello", { gateway_id: it.name });
    assert.deepEqual(await command, { action: "send_sms", message_id: it.id, recipient: "+12025550123", message: "Hello" });
  }],
  ["report sent", async (it) => {
    it.phone.report(it.id, "sent");
    assert.equal((await it.account.reaches(it.id, "sent")).delivered_at, null);
  }],
  ["report delivered", async (it) => {
    it.phone.report(it.id, "delivered");
    await it.account.reaches(it.id, "delivered");
  }],
  ["receive", async (it) => {
    it.phone.receiveSms("+12025550199", `Reply ${it.name}`, "2025-10-19T10:30:00Z");
    const listed = async () => (await it.account.received("?limit=100")).body.messages.find(({ message }) => message === `Reply ${it.name}`);
    const { message_id, ...rest } = await wireroom.eventually(listed);
    assert.match(message_id, /^msg_[0-9a-f]{32}$/);
    assert.deepEqual(rest, { from: "+12025550199", message: `Reply ${it.name}`, received_at: "2025-10-19T10:30:00Z" });
  }],
  ["settle in the database", async (it) => {
    const row = await it.account.projected(it.id, "delivered");
    assert.ok(row.sent_at_ms <= row.delivered_at_ms);
    assert.equal(row.gateway_id, it.gatewayId);
  }],
];

async function journey(name, evictBefore) {
  const it = { name, account: wireroom.account };
  for (const [index, [, step]] of steps.entries()) {
    if (evictBefore(index)) await wireroom.evict(it.account, ...(it.gatewayId ? [it.gatewayId] : []));
    await step(it);
  }
  it.phone.stop();
}

test("the journey succeeds undisturbed", () => journey("undisturbed", () => false));

for (const [index, [name]] of steps.entries()) {
  test(`the journey is the same with both objects evicted before: ${name}`, () => journey(`evicted-${index}`, (at) => at === index));
}

test("the journey is the same with both objects evicted before every step", () => journey("evicted-always", () => true));

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { eventually, startWireroom } from "../support/wireroom.mjs";
import { Tenant } from "./tenant.mjs";

let wireroom;
before(async () => (wireroom = await startWireroom()));
after(() => wireroom.stop());

/** Makes D1 refuse a row while `act` runs. */
async function whileRefusing(event, when, act) {
  await wireroom.rows(
    `CREATE TRIGGER refused BEFORE ${event} WHEN ${when} BEGIN SELECT RAISE(ABORT, 'constraint failed: a test'); END`,
  );
  try {
    return await act();
  } finally {
    await wireroom.rows("DROP TRIGGER refused");
  }
}

const holds =
  (sql, ...parameters) =>
  async () =>
    (await wireroom.rows(sql, ...parameters)).length > 0;
const receives = async (phone, message) => {
  const json = { sender: "+12025550177", message, timestamp: new Date().toISOString() };
  const answer = await wireroom.request("POST", "/api/v1/gateway/sms/received", { key: phone.key, json });
  assert.equal(answer.status, 200, answer.text);
};

/** Creates an account with a gateway that uses only HTTP. */
async function tenantWithPhone(name) {
  const tenant = await Tenant.create(wireroom, name);
  const { api_key } = await tenant.register(`phone of ${name}`);
  return { tenant, phone: { key: api_key }, id: tenant.account.id };
}

/** Waits until another inbound and another outbound message reach D1, which a refused row must not delay. */
async function othersReachD1({ tenant, phone, id }) {
  await receives(phone, "good");
  await tenant.account.sendAccepted("+12025550123", "good");
  const timeoutMs = 60_000;
  await eventually(holds("SELECT 1 FROM inbound_messages WHERE account_id = ? AND body = 'good'", id), {
    timeoutMs,
    what: "D1 has the inbound message",
  });
  await eventually(holds("SELECT 1 FROM messages WHERE account_id = ?", id), {
    timeoutMs,
    what: "D1 has the outbound message",
  });
}

test("an inbound message that D1 refuses delays no other row", async () => {
  const own = await tenantWithPhone("inbound");
  await whileRefusing("INSERT ON inbound_messages", "NEW.body = 'bad'", async () => {
    await receives(own.phone, "bad");
    await othersReachD1(own);
  });
});

test("a counter that D1 refuses delays no other row", async () => {
  const own = await tenantWithPhone("counter");
  const refused = `NEW.account_id = '${own.id}' AND NEW.metric = 'received'`;
  await whileRefusing("INSERT ON counters", refused, async () => {
    await receives(own.phone, "counted");
    await othersReachD1(own);
    await eventually(holds("SELECT 1 FROM counters WHERE account_id = ? AND metric = 'accepted'", own.id), {
      timeoutMs: 60_000,
      what: "D1 has other counters",
    });
  });
});

test("a gateway that D1 refuses delays no other row", async () => {
  const own = await tenantWithPhone("gateway");
  await whileRefusing("UPDATE ON gateways", `NEW.account_id = '${own.id}'`, async () => {
    const beat = await wireroom.request("POST", "/api/v1/gateway/heartbeat", { key: own.phone.key, json: {} });
    assert.equal(beat.status, 200, beat.text);
    await othersReachD1(own);
  });
});

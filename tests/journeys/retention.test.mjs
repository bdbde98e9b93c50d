import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { startWireroom } from "../support/wireroom.mjs";
import { HttpGateway } from "../http/support/gateway.mjs";
import { Tenant } from "./tenant.mjs";

const dayMs = 86_400_000;
const recipient = "+12025550123";
const inDays = (days) => new Date(Date.now() + days * dayMs);

let wireroom;
before(
  async () =>
    (wireroom = await startWireroom({ vars: { MESSAGE_RETENTION_DAYS: "90", INBOUND_RETENTION_DAYS: "30" } })),
);
after(() => wireroom.stop());

const rowsOf = async (table, account) =>
  (await wireroom.rows(`SELECT COUNT(*) AS count FROM ${table} WHERE account_id = ?`, account.id))[0].count;
const stored = async (account) => ({
  messages: await rowsOf("messages", account),
  recipients: await rowsOf("message_recipients", account),
  inbound: await rowsOf("inbound_messages", account),
});
const cron = async (at) => assert.equal((await wireroom.cronInTurnOf("retention", at)).outcome, "ok");
const get = async (account, path) => (await wireroom.request("GET", `/api/v1/${path}`, { key: account.key })).body;

/** Inserts rows as a Dispatcher would have projected them long ago: `count` of each kind, each with the given age. */
async function seed(account, { count, ageDays, state = "delivered" }) {
  const atMs = Date.now() - ageDays * dayMs;
  const numbers = "WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < ?3)";
  const id = "'msg_' || printf('%012x', ?2) || printf('%018x', i)";
  const record = JSON.stringify({ recipients: [{ address: { e164: recipient }, state }] });
  await wireroom.rows(
    `INSERT INTO messages (account_id, id, version, state, created_at_ms, updated_at_ms, record)
     ${numbers} SELECT ?1, ${id} || '00', 1, '${state}', ?2, ?2, '${record}' FROM n`,
    account.id,
    atMs,
    count,
  );
  await wireroom.rows(
    `INSERT INTO message_recipients ${numbers} SELECT ?1, '${recipient}', ${id} || printf('00', ?2) FROM n`,
    account.id,
    atMs,
    count,
  );
  await wireroom.rows(
    `INSERT INTO inbound_messages (account_id, id, gateway_id, sender, body, received_at_ms, created_at_ms)
     ${numbers} SELECT ?1, ${id} || '01', 'seeded', '${recipient}', 'text', ?2, ?2 FROM n`,
    account.id,
    atMs,
    count,
  );
  for (const day of [Math.floor(atMs / dayMs), -1]) {
    await wireroom.rows(
      `INSERT INTO counters VALUES (?1, 'received', ?2, 'seeded', ?3) ON CONFLICT DO UPDATE SET value = value + excluded.value`,
      account.id,
      day,
      count,
    );
  }
}

test("settled messages are deleted after their retention, unsettled ones stay, and statistics keep their counts", async () => {
  const tenant = await Tenant.create(wireroom, "kept");
  const { account } = tenant;
  const phone = await tenant.phone("phone");
  await tenant.register("absent");
  const gateway = new HttpGateway(wireroom, phone.apiKey);
  const delivered = await account.sendAccepted(recipient, "delivered");
  await account.projected(delivered, "delivered");
  const pending = await account.sendAccepted(recipient, "pending", { gateway_id: "absent" });
  await account.projected(pending, "accepted");
  for (let index = 0; index < 3; index += 1)
    await gateway.takes("+12025550199", `received ${index}`, new Date().toISOString());
  // A phone may report an old SMS; retention counts from the day of the report, which is today.
  await gateway.takes("+12025550199", "of last year", new Date(Date.now() - 400 * dayMs).toISOString());
  assert.equal((await get(account, "sms/received")).total, 4);
  const everything = { messages: 2, recipients: 2, inbound: 4 };
  assert.deepEqual(await stored(account), everything);
  const before = await get(account, "admin/stats");

  await cron(new Date());
  await cron(inDays(29));
  assert.deepEqual(await stored(account), everything);
  await cron(inDays(32));
  assert.deepEqual(await stored(account), { ...everything, inbound: 0 });
  await cron(inDays(89));
  assert.equal((await account.status(delivered)).status, "delivered");
  await cron(inDays(92));
  assert.deepEqual(await stored(account), { messages: 1, recipients: 1, inbound: 0 });

  assert.deepEqual(await get(account, "sms/received"), { messages: [], total: 0, page: 1, pages: 1 });
  assert.deepEqual(
    (await get(account, "admin/messages")).messages.map(({ message_id }) => message_id),
    [pending],
  );
  const { timestamp: _, ...stats } = await get(account, "admin/stats");
  const { timestamp: __, ...statsBefore } = before;
  assert.deepEqual(stats, statsBefore);
  assert.deepEqual([stats.messages.total_sent, stats.messages.total_received], [1, 4]);

  // A late report and a query for a deleted message are 404, as for a message that never existed.
  const unknown = { status: 404, body: { error: "Message not found" } };
  const late = await gateway.reports(delivered, "delivered");
  assert.deepEqual({ status: late.status, body: late.body }, unknown);
  const asked = await wireroom.request("GET", `/api/v1/sms/status/${delivered}`, { key: account.key });
  assert.deepEqual({ status: asked.status, body: asked.body }, unknown);
  // The waiting message is still there for its phone.
  assert.equal((await account.status(pending)).status, "pending");
  phone.stop();
});

test("totals and pages stay correct during and after a partial deletion", async () => {
  const account = await wireroom.createAccount("pages");
  await seed(account, { count: 120, ageDays: 40 });
  await seed(account, { count: 70, ageDays: 31.5 });
  await seed(account, { count: 55, ageDays: 3 });
  const totals = async () => {
    const pages = await Promise.all([1, 2, 3, 4, 5].map((page) => get(account, `sms/received?page=${page}`)));
    assert.equal(new Set(pages.map(({ total }) => total)).size, 1);
    const ids = pages.flatMap(({ messages }) => messages.map(({ message_id }) => message_id));
    assert.equal(new Set(ids).size, ids.length);
    return [pages[0].total, ids.length];
  };
  assert.deepEqual(await totals(), [245, 245]);
  await cron(new Date());
  assert.deepEqual(await totals(), [55, 55]);
  await cron(inDays(1));
  assert.deepEqual(await totals(), [55, 55]);
});

test("after an outage a run deletes a bounded number of rows, later runs continue, and two concurrent runs do no harm", async () => {
  const account = await wireroom.createAccount("outage");
  const other = await wireroom.createAccount("also");
  await seed(account, { count: 10_400, ageDays: 200 });
  await seed(other, { count: 10, ageDays: 100 });
  await seed(other, { count: 5, ageDays: 100.5, state: "accepted" });
  const travel = inDays(3);
  await cron(travel);
  const left = (await stored(account)).messages + (await stored(other)).messages;
  assert.ok(left >= 400 && left < 10_415, `${left} left after one run`);
  await Promise.all([cron(travel), cron(travel)]);
  await cron(travel);
  assert.deepEqual(await stored(account), { messages: 0, recipients: 0, inbound: 0 });
  assert.deepEqual(await stored(other), { messages: 5, recipients: 5, inbound: 0 });
  for (const { id } of [account, other]) {
    const [{ left }] = await wireroom.rows(
      "SELECT SUM(CASE metric WHEN 'received' THEN value ELSE -value END) AS left FROM counters WHERE account_id = ? AND day = -1 AND metric IN ('received', 'received_deleted')",
      id,
    );
    assert.equal(left, 0);
  }
  for (const [{ id }, expected] of [
    [account, 10_400],
    [other, 10],
  ]) {
    const deleted =
      "SELECT SUM(value) AS messages FROM counters WHERE account_id = ? AND day = -1 AND metric LIKE 'messages_%_deleted'";
    assert.equal((await wireroom.rows(deleted, id))[0].messages, expected);
  }
  const passes = await wireroom.rows("SELECT name, finished FROM sweeps WHERE name <> 'pokes' ORDER BY name");
  const swept = [
    "conversation_reads",
    "inbound_messages",
    "inbox_attachments",
    "inbox_items",
    "messages",
    "webhook_attempts",
    "webhook_exchanges",
  ];
  assert.deepEqual(
    passes.map(({ name, finished }) => [name, finished]),
    swept.map((name) => [name, 1]),
  );
});

test("a retention of 0 days keeps everything", async () => {
  const keeper = await startWireroom({ vars: { MESSAGE_RETENTION_DAYS: "0", INBOUND_RETENTION_DAYS: "0" } });
  try {
    const { account } = keeper;
    await keeper.rows(
      `INSERT INTO messages (account_id, id, version, state, created_at_ms, updated_at_ms, record)
       VALUES (?, 'msg_${"0".repeat(32)}', 1, 'delivered', 0, 0, '{"recipients":[]}')`,
      account.id,
    );
    assert.equal((await keeper.cron(inDays(10_000))).outcome, "ok");
    assert.equal((await keeper.rows("SELECT COUNT(*) AS count FROM messages"))[0].count, 1);
  } finally {
    await keeper.stop();
  }
});

test("the log of webhooks is deleted after its own retention, for deleted endpoints too, in as many minutes as needed", async () => {
  const account = await wireroom.createAccount("logged");
  const log = (endpoint, ageDays, count) =>
    wireroom.rows(
      `INSERT INTO webhook_attempts WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < ?4)
       SELECT ?1, ?2, ?3, 'evt_' || i, 1, 'message.sent', 'msg_', 5, 200, NULL, NULL FROM n`,
      account.id,
      endpoint,
      Date.now() - ageDays * dayMs,
      count,
    );
  await log("we_deleted", 40, 10_500);
  await log("we_other", 32, 3);
  await log("we_other", 20, 4);
  // No earlier test ran a pass for this day.
  await cron(inDays(7));
  assert.equal(await rowsOf("webhook_attempts", account), 10_507 - 10_000);
  await cron(inDays(7));
  assert.equal(await rowsOf("webhook_attempts", account), 4);
  await cron(inDays(7));
  assert.equal(await rowsOf("webhook_attempts", account), 4);
  await cron(inDays(21));
  assert.equal(await rowsOf("webhook_attempts", account), 0);
});

const dayMs = 86_400_000;

/**
 * Inserts `count` delivered messages, their recipients and their counters into the database like the account's
 * Dispatcher would have projected them, evenly over the `days` before today.
 */
export async function seedMessages(account, { count, days }) {
  const { d1 } = account.system;
  const newestMs = Math.floor(Date.now() / dayMs) * dayMs - 1;
  const record = JSON.stringify({
    recipients: [{ address: { e164: "+12025550123" }, state: "delivered" }],
    content: { text: "An SMS of an ordinary length, as people write them" },
  });
  // Ids begin with the time; the rest makes them unique.
  const numbers = `WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < ?2),
    timed (i, at_ms) AS (SELECT i, CAST(?3 - i * ?4 / ?2 AS INTEGER) FROM n),
    message (id, at_ms) AS (SELECT printf('msg_%012x%018x00', at_ms, i), at_ms FROM timed)`;
  const bind = (sql, ...more) =>
    d1.prepare(`${sql.replace("$numbers", numbers)}`).bind(account.id, count, newestMs, days * dayMs, ...more);
  await bind(
    `INSERT INTO messages (account_id, id, version, state, created_at_ms, updated_at_ms, sent_at_ms, delivered_at_ms, record)
     $numbers SELECT ?1, id, 4, 'delivered', at_ms, at_ms, at_ms, at_ms, ?5 FROM message`,
    record,
  ).run();
  await bind(`INSERT INTO message_recipients $numbers SELECT ?1, '+12025550123', id FROM message`).run();
  for (const metric of ["accepted", "concluded", "sent", "delivered"]) {
    await bind(
      `INSERT INTO counters (account_id, metric, day, gateway_id, value)
       $numbers SELECT ?1, ?5, at_ms / ${dayMs}, 'seeded', COUNT(*) FROM message GROUP BY 3
       UNION ALL SELECT ?1, ?5, -1, 'seeded', ?2`,
      metric,
    ).run();
  }
}

const perStatement = 100_000;

/**
 * Copies a gateway's only message, which is settled and projected, `count` times, evenly over the `days` before today,
 * together with the counters. All copies are complete messages.
 */
export async function multiplyMessage({ d1 }, { gatewayId, count, days }) {
  const newestMs = Math.floor(Date.now() / dayMs) * dayMs - 1;
  const { account_id, id, state } = await d1
    .prepare("SELECT m.account_id, m.id, m.state FROM messages AS m WHERE m.gateway_id = ?")
    .bind(gatewayId)
    .first();
  for (let from = 0; from < count; from += perStatement) {
    await d1
      .prepare(
        `INSERT INTO messages (account_id, id, version, gateway_id, state, created_at_ms, updated_at_ms, sent_at_ms, delivered_at_ms, record)
         WITH RECURSIVE n (i) AS (SELECT ?3 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < ?4),
           timed (i, at_ms) AS (SELECT i, CAST(?5 - i * ?6 AS INTEGER) FROM n),
           named (id, at_ms) AS (SELECT printf('msg_%012x%018x00', at_ms, i), at_ms FROM timed)
         SELECT m.account_id, named.id, m.version, m.gateway_id, m.state, at_ms, at_ms, at_ms, at_ms,
           json_set(m.record, '$.id', named.id, '$.created_at_ms', at_ms)
         FROM named CROSS JOIN messages AS m WHERE m.account_id = ?1 AND m.id = ?2`,
      )
      .bind(account_id, id, from, Math.min(count, from + perStatement), newestMs, (days * dayMs) / count)
      .run();
  }
  // Ids begin with the time, and all copies are older than the original, so `id < ?4` counts the copies only.
  await d1
    .prepare(
      `INSERT INTO counters (account_id, metric, day, gateway_id, value)
       SELECT ?1, ?2, created_at_ms / ${dayMs}, ?3, COUNT(*) FROM messages WHERE account_id = ?1 AND id < ?4 GROUP BY 3
       UNION ALL SELECT ?1, ?2, -1, ?3, ?5
       ON CONFLICT DO UPDATE SET value = value + excluded.value`,
    )
    .bind(account_id, `messages_${state}`, gatewayId, id, count)
    .run();
}

const dayMs = 86_400_000;

/**
 * Puts `count` delivered messages, their recipients and their counters into the database as the account's Dispatcher
 * would have projected them, evenly over the `days` before today.
 */
export async function seedMessages(account, { count, days }) {
  const { d1 } = account.system;
  const newestMs = Math.floor(Date.now() / dayMs) * dayMs - 1;
  const record = JSON.stringify({
    recipients: [{ address: { e164: "+12025550123" }, state: "delivered" }],
    content: { text: "An SMS of an ordinary length, as people write them" },
  });
  // Ids begin with the time; what follows makes them different.
  const numbers = `WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < ?2),
    timed (i, at_ms) AS (SELECT i, CAST(?3 - i * ?4 / ?2 AS INTEGER) FROM n),
    message (id, at_ms) AS (SELECT printf('msg_%012x%018x00', at_ms, i), at_ms FROM timed)`;
  const bind = (sql, ...more) => d1.prepare(`${sql.replace("$numbers", numbers)}`).bind(account.id, count, newestMs, days * dayMs, ...more);
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

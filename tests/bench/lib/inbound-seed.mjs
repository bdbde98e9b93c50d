import { randomBytes } from "node:crypto";

const dayMs = 86_400_000;
const rowsPerStatement = 2_000;

/**
 * Inserts `count` inbound messages and their counters into the database like the account's Dispatcher would have
 * projected them, evenly over the `days` before today.
 */
export async function seedInbound(account, { count, days }) {
  const { d1 } = account.system;
  const newestMs = Math.floor(Date.now() / dayMs) * dayMs - 1;
  const rows = Array.from({ length: count }, (_, index) =>
    inboundRow(newestMs - Math.floor((index * days * dayMs) / count)),
  );
  const insert = d1.prepare(
    `INSERT INTO inbound_messages (account_id, id, gateway_id, sender, body, received_at_ms, created_at_ms)
     SELECT ?1, value ->> '$.id', 'seeded', value ->> '$.sender', value ->> '$.body', value ->> '$.at_ms', value ->> '$.at_ms'
     FROM json_each(?2)`,
  );
  for (let at = 0; at < rows.length; at += rowsPerStatement) {
    await insert.bind(account.id, JSON.stringify(rows.slice(at, at + rowsPerStatement))).run();
  }
  await d1
    .prepare(
      `INSERT INTO counters (account_id, metric, day, gateway_id, value)
       SELECT ?1, 'received', value ->> '$.day', 'seeded', value ->> '$.count' FROM json_each(?2)`,
    )
    .bind(account.id, JSON.stringify(countersOf(rows)))
    .run();
}

function inboundRow(atMs) {
  const id = `msg_${atMs.toString(16).padStart(12, "0")}${randomBytes(10).toString("hex")}`;
  return {
    id,
    sender: `+1202555${String(atMs % 10_000).padStart(4, "0")}`,
    body: "An SMS of an ordinary length, as people write them",
    at_ms: atMs,
  };
}

/** Returns the number of rows of each day, and under day -1 the number of all days. */
function countersOf(rows) {
  const byDay = new Map([[-1, rows.length]]);
  for (const { at_ms } of rows) {
    const day = Math.floor(at_ms / dayMs);
    byDay.set(day, (byDay.get(day) ?? 0) + 1);
  }
  return [...byDay].map(([day, count]) => ({ day, count }));
}

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { startWireroom } from "../support/wireroom.mjs";

const minuteMs = 60_000;

let wireroom;
before(async () => (wireroom = await startWireroom({ vars: { ENVIRONMENT: "production" } })));
after(() => wireroom.stop());

test("a minute's sweep deletes more counts than strangers can cause in a minute, and keeps those that still count", async () => {
  const nowMs = Date.now();
  await wireroom.rows(
    `INSERT INTO limit_counters (account_id, started_at_ms, subject, count)
     WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 150000)
     SELECT '', ?1, printf('%032x', i), 1 FROM n`,
    nowMs - 121 * minuteMs,
  );
  // The counter of an hour counts, in proportion to its part within the last hour, until the next hour ends.
  await wireroom.rows(
    "INSERT INTO limit_counters (account_id, started_at_ms, subject, count) VALUES ('', ?, 'counts', 10)",
    nowMs - 119 * minuteMs,
  );
  await wireroom.cron(new Date(nowMs));
  const left = await wireroom.rows("SELECT subject FROM limit_counters");
  assert.deepEqual(left, [{ subject: "counts" }]);
});

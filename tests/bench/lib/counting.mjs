import { setTimeout as sleep } from "node:timers/promises";

// This is longer than the second that the Dispatcher waits for more changes before it projects.
const quietMs = 1_700;
const longestWaitMs = 60_000;

const read = (system) => system.http.expect(200, "GET", "/__bench/counts");

/** Waits until nothing is counted any more: everything has been projected and every alarm has run. */
export async function settled(system) {
  const deadline = Date.now() + longestWaitMs;
  let last = await read(system);
  let sinceMs = Date.now();
  while (Date.now() - sinceMs < quietMs) {
    if (Date.now() > deadline) throw new Error("the system did not come to rest");
    await sleep(100);
    const now = await read(system);
    if (now.busy || JSON.stringify(now.all) !== JSON.stringify(last.all)) [last, sinceMs] = [now, Date.now()];
  }
  return last;
}

/**
 * Counts the cost of `work` in total, including its after-effects, and its part before each answer. `warmUp` runs just
 * before it.
 */
export async function countWork(system, work, warmUp) {
  await settled(system);
  // After a large history was stored, the wait for rest is longer than a login stays cached.
  await warmUp?.();
  await system.http.expect(200, "GET", "/__bench/reset");
  await work();
  const { all, beforeAnswer, statements } = await settled(system);
  return { raw: all, statements, all: summary(all), beforeAnswer: perRequest(beforeAnswer) };
}

/**
 * Returns the mean of each figure over the requests, under `most` the highest value of a request, and under `least` the
 * lowest: that of a request whose credential was in the cache.
 */
function perRequest(requests) {
  const each = requests.map(summary);
  const names = Object.keys(summary({}));
  const over = (combine) => Object.fromEntries(names.map((name) => [name, combine(each.map((one) => one[name]))]));
  if (each.length === 0) return { most: {}, least: {} };
  const mean = over((values) => values.reduce((total, value) => total + value, 0) / values.length);
  return { ...mean, most: over((values) => Math.max(...values)), least: over((values) => Math.min(...values)) };
}

const summary = (counts) => ({
  requests: counts.requests ?? 0,
  objectCalls: sum(counts, (name) => name.includes("→")),
  alarms: sum(counts, (name) => name.endsWith(".alarm")),
  socketMessages: sum(counts, (name) => name.endsWith(".webSocketMessage")),
  d1Exchanges: sum(counts, (name) => name.startsWith("d1Exchanges")),
  d1Queries: sum(counts, (name) => name.startsWith("d1Queries")),
  d1RowsRead: sum(counts, (name) => name.startsWith("d1RowsRead")),
  d1RowsWritten: sum(counts, (name) => name.startsWith("d1RowsWritten")),
  objectRowsRead: sum(counts, (name) => name.endsWith(".rowsRead")),
  // Setting or deleting an alarm also writes a row.
  objectRowsWritten: sum(counts, (name) => /\.(rowsWritten|alarmsSet|alarmsDeleted)$/.test(name)),
});

const sum = (counts, chosen) =>
  Object.entries(counts).reduce((total, [name, count]) => (chosen(name) ? total + count : total), 0);

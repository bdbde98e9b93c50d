import { setTimeout as sleep } from "node:timers/promises";
import { countWork } from "./counting.mjs";

const batchSize = 20;
// This is longer than the second within which a change is projected, so that every step has its own projection.
const apartMs = 2_500;

/**
 * Runs whole lives of messages, twenty at a time: sent, taken by a phone, reported sent, reported delivered, projected
 * and removed. `pauseMs` separates the steps: with a long pause each step has its own projection, which is the most
 * expensive life; without a pause the steps share a projection.
 */
export async function runLives(account, phone, { batches, pauseMs }) {
  for (let batch = 0; batch < batches; batch += 1) {
    const arrived = phone.messages(batchSize);
    await Promise.all(Array.from({ length: batchSize }, () => account.send()));
    const ids = await arrived;
    await sleep(pauseMs);
    ids.forEach((id) => phone.report(id, "sent"));
    await sleep(pauseMs);
    ids.forEach((id) => phone.report(id, "delivered"));
    await waitForState(account, "delivered", batchSize * (batch + 1));
  }
}

/** Counts the cost of a life, with separate projections and with a shared one. */
export async function countLives(system, { batches }) {
  const results = {};
  for (const [name, pauseMs] of [
    ["steps apart", apartMs],
    ["steps together", 0],
  ]) {
    const account = await system.newAccount();
    const phone = await account.phone();
    // The first use of a key and the account's first projection cause extra writes.
    await runLives(account, phone, { batches: 1, pauseMs: 0 });
    await account.system.d1.prepare("DELETE FROM messages WHERE account_id = ?").bind(account.id).run();
    const { raw, statements, all } = await countWork(system, () => runLives(account, phone, { batches, pauseMs }));
    phone.close();
    const messages = batches * batchSize;
    const per = (count) => count / messages;
    results[name] = {
      messages,
      d1RowsWritten: per(all.d1RowsWritten),
      d1RowsRead: per(all.d1RowsRead),
      objectRowsWritten: per(all.objectRowsWritten),
      objectRowsRead: per(all.objectRowsRead),
      objectCalls: per(all.objectCalls),
      alarms: per(all.alarms),
      socketMessages: per(all.socketMessages),
      objectRequests: per(all.objectCalls + all.alarms + all.socketMessages),
      // The platform charges twenty socket messages as one request.
      chargedObjectRequests: per(all.objectCalls + all.alarms + all.socketMessages / 20),
      raw,
      statements,
    };
  }
  return results;
}

/** Waits until the database holds this many of the account's messages in this state. */
export async function waitForState(account, state, count, timeoutMs = 60_000) {
  const query = account.system.d1.prepare("SELECT COUNT(*) AS count FROM messages WHERE account_id = ? AND state = ?");
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    const found = (await query.bind(account.id, state).first()).count;
    if (found >= count) return;
    if (Date.now() > deadline) throw new Error(`${found} of ${count} messages were ${state} within ${timeoutMs} ms`);
    await sleep(50);
  }
}

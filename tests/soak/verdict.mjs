import { setTimeout as sleep } from "node:timers/promises";
import { openLocalDatabase } from "../../scripts/lib/runtime.mjs";
import { HttpClient } from "../bench/lib/http-client.mjs";

const askedAtOnce = 8;
/** Time without progress after which messages count as stuck. */
const stuckMs = 20_000;

/**
 * Waits until every accepted message is delivered, by the status route and in the database, and compares the messages
 * with the phone's transmissions. `stuck` is called once, with the ids of messages that make no progress. Returns the
 * faults as sentences, or an empty list.
 */
export async function findMessageFaults({ runtime, stateDir, accepted, onAir, stuck, timeoutMs = 120_000 }) {
  const deadline = Date.now() + timeoutMs;
  const ids = [...accepted.values()];
  const undelivered = await untilDelivered(runtime, ids, { deadline, stuck });
  const rows = await untilProjected(stateDir, ids.length, deadline);
  return [
    ...undelivered.map(([id, status]) => `${id} was accepted and is ${status}`),
    ...unprojected(ids, rows),
    ...sharedIds(accepted),
    ...transmissions(accepted, onAir),
  ];
}

async function untilDelivered(runtime, ids, { deadline, stuck }) {
  const http = new HttpClient(runtime.url, askedAtOnce);
  let open = ids.map((id) => [id]);
  let progress = { open: open.length, atMs: Date.now() };
  let toldStuck = stuck;
  while (open.length > 0) {
    if (open.length < progress.open) progress = { open: open.length, atMs: Date.now() };
    if (toldStuck && Date.now() > progress.atMs + stuckMs) {
      toldStuck(open.map(([id]) => id));
      toldStuck = undefined;
    }
    open = (await inPortions(open, async ([id]) => [id, await statusOf(http, runtime, id)])).filter(
      ([, status]) => status !== "delivered",
    );
    if (Date.now() > deadline) break;
    if (open.length > 0) await sleep(500);
  }
  http.close();
  return open;
}

async function statusOf(http, { announced }, id) {
  const answer = await http.call("GET", `/api/v1/sms/status/${id}`, { key: announced.client_key });
  return answer.status === 200 ? JSON.parse(answer.text).status : `unknown to the status route (${answer.status})`;
}

async function inPortions(items, work) {
  const results = [];
  for (let at = 0; at < items.length; at += askedAtOnce) {
    results.push(...(await Promise.all(items.slice(at, at + askedAtOnce).map(work))));
  }
  return results;
}

/** Returns the database's messages, once this many are delivered or time is up. */
async function untilProjected(stateDir, count, deadline) {
  const { database, close } = await openLocalDatabase(stateDir);
  try {
    for (;;) {
      const { results } = await database.prepare("SELECT id, state FROM messages").all();
      const delivered = results.filter(({ state }) => state === "delivered").length;
      if (delivered >= count || Date.now() > deadline) return new Map(results.map(({ id, state }) => [id, state]));
      await sleep(500);
    }
  } finally {
    await close();
  }
}

function unprojected(ids, rows) {
  const unfinished = ids.filter((id) => rows.get(id) !== "delivered");
  const known = new Set(ids);
  const unknown = [...rows.keys()].filter((id) => !known.has(id));
  return [
    ...unfinished.map((id) => `${id} is ${rows.get(id) ?? "missing"} in the database`),
    ...unknown.map((id) => `${id} is in the database and was never accepted`),
  ];
}

function sharedIds(accepted) {
  const distinct = new Set(accepted.values());
  return distinct.size === accepted.size ? [] : [`${accepted.size} keys were answered with ${distinct.size} messages`];
}

/** Checks that every accepted message was transmitted once, with its text, and no other message. */
function transmissions(accepted, onAir) {
  const times = new Map();
  for (const { message_id } of onAir) times.set(message_id, (times.get(message_id) ?? 0) + 1);
  const wrong = [...accepted.values()]
    .filter((id) => times.get(id) !== 1)
    .map((id) => `${id} was transmitted ${times.get(id) ?? 0} times`);
  const texts = new Map(onAir.map(({ message_id, message }) => [message_id, message]));
  const mixedUp = [...accepted]
    .filter(([name, id]) => texts.has(id) && texts.get(id) !== name)
    .map(([name, id]) => `${id} carried another text than ${name}`);
  const ids = new Set(accepted.values());
  const invented = onAir
    .filter(({ message_id }) => !ids.has(message_id))
    .map(({ message_id }) => `${message_id} was transmitted and never accepted`);
  return [...wrong, ...mixedUp, ...invented];
}

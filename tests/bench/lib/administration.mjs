import { request } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { settled } from "./counting.mjs";
import { runLoad } from "./load.mjs";
import { waitForState } from "./life.mjs";
import { multiplyMessage } from "./messages-seed.mjs";

const dayMs = 86_400_000;
const number = "+12025550123";
const perStatement = 100_000;
const auditEntriesPerDay = 20_000;
const numbersPerImport = 10_000;
const idleMinutes = 30;

/** Sizes of the history of the lists below; a quick run divides the larger one by ten, as for every other history. */
const sizes = { "1,000": 1_000, "1,000,000": 1_000_000 };

/** The lists, whose cost must not grow with the history. */
const lists = {
  history: () => "/api/v1/admin/messages?limit=50",
  "history, one state": () => "/api/v1/admin/messages?limit=50&status=delivered",
  "history, one number": () => `/api/v1/admin/messages?limit=50&phone_number=${encodeURIComponent(number)}`,
  "history, one label": () => "/api/v1/admin/messages?limit=50&label=bench",
  "history, search": () => "/api/v1/admin/messages?limit=50&search=nowhere",
  conversations: () => "/api/v1/admin/conversations?limit=50",
  conversation: () => `/api/v1/admin/conversations/${encodeURIComponent(number)}?limit=50`,
  labels: () => "/api/v1/admin/labels",
  usage: () => "/api/v1/admin/usage",
  "audit log": () => "/api/v1/admin/audit?limit=50",
  "opt-outs": () => "/api/v1/admin/opt-outs?limit=50",
  message: ({ messageId }) => `/api/v1/admin/messages/${messageId}`,
  "timeline, verified": ({ messageId }) => `/api/v1/admin/messages/${messageId}/timeline/verify`,
};

/** Names of the lists, for the budgets. */
export const listNames = Object.keys(lists);

/** The measured operations of administrators; see `operations.mjs`. */
export const administrationOperations = [
  { name: "dry run", counted: 100, repeatable: true, prepare: prepareDryRun },
  ...Object.entries(sizes).flatMap(([size, count]) =>
    listNames.map((name) => ({
      name: `${name} of ${size}`,
      counted: 50,
      repeatable: true,
      prepare: (account, _, share) => prepareList(account, name, { size, stored: Math.max(1_000, count * share) }),
    })),
  ),
];

async function prepareDryRun(account) {
  await account.phone();
  const json = { to: [number], message: "Would it be sent?", dry_run: true };
  return () => account.system.http.expect(200, "POST", "/api/v1/sms/send", { key: account.key, json });
}

/** Reads one list of an account whose history is shared by all lists, because filling it takes longer than reading. */
async function prepareList({ system }, name, { size, stored }) {
  const { account, messageId } = await historyOf(system, size, stored);
  const path = lists[name]({ messageId });
  return () => account.system.http.expect(200, "GET", path, { key: account.key });
}

const histories = new WeakMap();

function historyOf(system, size, stored) {
  const ofSystem = histories.get(system) ?? new Map();
  histories.set(system, ofSystem);
  if (!ofSystem.has(size)) ofSystem.set(size, newHistory(system, stored));
  return ofSystem.get(size);
}

/** Makes an account with as many messages, received SMS, labeled messages, audit entries and opt-outs. */
export async function newHistory(system, stored) {
  const account = await system.newAccount();
  const phone = await account.phone();
  const arrived = phone.messages(1);
  const json = { to: number, message: "An SMS of an ordinary length, as people write them", label: "bench" };
  await system.http.expect(202, "POST", "/api/v1/sms/send", { key: account.key, json });
  const [messageId] = await arrived;
  for (const status of ["sent", "delivered"]) phone.report(messageId, status);
  await waitForState(account, "delivered", 1);
  phone.close();
  const days = Math.min(80, Math.ceil(stored / 500));
  const { d1 } = system;
  const [{ gateway_id: gatewayId }] = (
    await d1.prepare("SELECT gateway_id FROM messages WHERE account_id = ?").bind(account.id).all()
  ).results;
  await multiplyMessage(system, { gatewayId, count: stored - 1, days });
  for (const sql of [
    `INSERT OR IGNORE INTO message_recipients SELECT account_id, '${number}', id FROM messages WHERE account_id = ?`,
    "INSERT OR IGNORE INTO message_labels SELECT account_id, 'bench', id FROM messages WHERE account_id = ?",
  ])
    await d1.prepare(sql).bind(account.id).run();
  await seedReceived(account, { stored, days });
  // A page counts up to a hundred unread SMS of each number, of which a short history has fewer.
  await d1
    .prepare(
      `INSERT INTO conversation_reads
       SELECT account_id, sender, MAX(id) FROM inbound_messages WHERE account_id = ? GROUP BY account_id, sender`,
    )
    .bind(account.id)
    .run();
  await seedAudit(account, stored);
  await importOptOuts(account, Math.min(stored, 10 * numbersPerImport));
  return { account, messageId };
}

async function seedReceived({ id, system: { d1 } }, { stored, days }) {
  const newestMs = Math.floor(Date.now() / dayMs) * dayMs - 1;
  for (let from = 0; from < stored; from += perStatement) {
    await d1
      .prepare(
        `INSERT INTO inbound_messages (account_id, id, gateway_id, sender, body, received_at_ms, created_at_ms)
         WITH RECURSIVE n (i) AS (SELECT ?2 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < ?3),
           timed (i, at_ms) AS (SELECT i, CAST(?4 - i * ?5 AS INTEGER) FROM n)
         SELECT ?1, printf('msg_%012x%020x', at_ms, i), 'seeded', printf('+1202556%04d', i % 10000),
           'An SMS of an ordinary length, as people write them', at_ms, at_ms FROM timed`,
      )
      .bind(id, from, Math.min(stored, from + perStatement), newestMs, (days * dayMs) / stored)
      .run();
  }
}

async function seedAudit({ id, system: { d1 } }, stored) {
  const today = Math.floor(Date.now() / dayMs);
  for (let from = 0; from < stored; from += auditEntriesPerDay) {
    await d1
      .prepare(
        `INSERT INTO audit_entries (scope, id, at_ms, actor_kind, actor_id, method, route, objects, status)
         WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < ?2)
         SELECT ?1, ?3 * 100000 + i, ?3 * ${dayMs}, 'key', 'bench', 'PATCH', '/api/v1/admin/keys/{id}', '{}', 200 FROM n`,
      )
      .bind(id, Math.min(auditEntriesPerDay, stored - from), today - 1 - from / auditEntriesPerDay)
      .run();
  }
}

async function importOptOuts({ key, system }, count) {
  for (let from = 0; from < count; from += numbersPerImport) {
    const numbers = Array.from({ length: Math.min(numbersPerImport, count - from) }, (_, index) =>
      numberOf(from + index),
    );
    await system.http.expect(200, "POST", "/api/v1/admin/opt-outs/import", { key, json: { numbers } });
  }
}

const numberOf = (index) => `+1202${String(5_000_000 + index).padStart(7, "0")}`;

/** Counts the requests of objects that event streams cause, per stream: when it is opened, and while nothing happens. */
export async function countEventStreams(system, { streams: count, holdSecs }) {
  const account = await system.newAccount();
  // A key has no more than 8 streams of an account at once.
  const keys = await Promise.all(Array.from({ length: Math.ceil(count / 8) }, () => newKey(account)));
  // The first reader marks the account as followed.
  const first = await openStream(account);
  await settled(system);
  await system.http.expect(200, "GET", "/__bench/reset");
  const streams = [];
  let opening = 0;
  const open = async () => {
    const key = keys[opening++ % keys.length];
    streams.push(await openStream({ key, system }));
  };
  await runLoad({ count, clients: 4, perform: open });
  await settled(system);
  const opened = await objectRequests(system);
  await system.http.expect(200, "GET", "/__bench/reset");
  await sleep(holdSecs * 1000);
  const idle = await objectRequests(system);
  for (const stream of [first, ...streams]) stream.destroy();
  return {
    streams: count,
    holdSecs,
    opening: opened / count,
    halfHour: opened / count + (idle / count) * ((idleMinutes * 60) / holdSecs),
  };
}

/** Makes another key of the account, which may follow its events. */
async function newKey({ key, system }) {
  const json = { name: "reader", permissions: { manage_gateways: true } };
  const { api_key: made } = await system.http.expect(201, "POST", "/api/v1/admin/keys", { key, json });
  return made;
}

/** Resolves with the open request once the stream's headers are there. */
function openStream({ key, system }) {
  return new Promise((resolve, reject) => {
    const outgoing = request(new URL("/api/v1/admin/events", system.url), {
      agent: false,
      headers: { authorization: `Bearer ${key}` },
    });
    outgoing.on("error", reject);
    outgoing.on("response", (response) => {
      if (response.statusCode !== 200) reject(new Error(`no stream: ${response.statusCode}`));
      response.on("error", () => {}).resume();
      resolve(outgoing);
    });
    outgoing.end();
  });
}

async function objectRequests(system) {
  const { all } = await system.http.expect(200, "GET", "/__bench/counts");
  const charged = ([name]) => name.includes("→") || /\.(alarm|webSocketMessage)$/.test(name);
  return Object.entries(all)
    .filter(charged)
    .reduce((sum, [, calls]) => sum + calls, 0);
}

/** Measures the memory of the runtime while an export of `stored` sent and as many received messages is read. */
export async function measureExport(system, { stored }) {
  const { account } = await newHistory(system, stored);
  // The first, small part loads whatever an export needs.
  await readExport(account, "?limit=1");
  system.forgetPeak();
  const before = system.memory().residentMiB;
  const { bytes, lines, tookMs } = await readExport(account, "?format=jsonl");
  return { lines, mebibytes: bytes / 2 ** 20, tookSecs: tookMs / 1000, peakMiB: system.memory().peakMiB - before };
}

function readExport({ key, system }, query) {
  const begunMs = performance.now();
  return new Promise((resolve, reject) => {
    const outgoing = request(new URL(`/api/v1/admin/messages/export${query}`, system.url), {
      agent: false,
      headers: { authorization: `Bearer ${key}` },
    });
    outgoing.on("error", reject);
    outgoing.on("response", (response) => {
      let [bytes, lines] = [0, 0];
      response.on("data", (chunk) => {
        bytes += chunk.length;
        for (const byte of chunk) if (byte === 10) lines += 1;
      });
      response.on("error", reject);
      response.on("end", () => resolve({ bytes, lines, tookMs: performance.now() - begunMs }));
    });
    outgoing.end();
  });
}

import { administrationOperations } from "./administration.mjs";
import { seedInbound } from "./inbound-seed.mjs";
import { waitForState } from "./life.mjs";
import { seedMessages } from "./messages-seed.mjs";
import { smsGateOperations } from "./smsgate.mjs";

const perDay = 500;

/**
 * The measured operations, each on a separate account. `prepare(account, count, share)` returns the function that
 * performs the Nth operation. `timed` and `counted` are the numbers of operations in a full run; a quick run does a
 * tenth. Sends are timed elsewhere, against their floors. `repeatable` operations change nothing, so they are performed
 * once more just before they are counted.
 */
export const operations = [
  { name: "send", counted: 200, prepare: prepareSend },
  { name: "send, 16 clients", clients: 16, counted: 480, prepare: prepareSend },
  { name: "send, first with its key", counted: 50, prepare: prepareFirstSend },
  { name: "report over HTTP", timed: 1_000, counted: 100, prepare: prepareReport },
  { name: "inbound over HTTP", timed: 1_000, counted: 100, prepare: prepareInbound },
  { name: "heartbeat over HTTP", timed: 1_000, counted: 100, prepare: prepareHeartbeat },
  { name: "status, in flight", timed: 2_000, counted: 100, prepare: prepareStatusInFlight },
  { name: "status, settled", timed: 2_000, counted: 100, prepare: prepareStatusSettled },
  { name: "received, 1,000 stored", timed: 1_000, counted: 50, prepare: (account) => prepareList(account, 1_000) },
  { name: "received, 100,000 stored", timed: 1_000, counted: 50, prepare: (account) => prepareList(account, 100_000) },
  {
    name: "received, 100,000, page 1,500",
    timed: 500,
    counted: 50,
    prepare: (account) => prepareList(account, 100_000, "?page=1500"),
  },
  { name: "code, send", timed: 1_000, counted: 100, prepare: prepareSendCode },
  { name: "code, verify", timed: 500, counted: 100, prepare: prepareVerifyCode },
  {
    name: "statistics, 1,000 stored",
    timed: 500,
    counted: 50,
    prepare: (account) => prepareStatistics(account, 1_000),
  },
  {
    name: "statistics, 100,000 stored",
    timed: 500,
    counted: 50,
    prepare: (account) => prepareStatistics(account, 100_000),
  },
  { name: "connect + subscribe", timed: 400, counted: 50, prepare: prepareConnect },
  ...smsGateOperations,
  ...administrationOperations,
];

async function prepareSend(account) {
  return () => account.send();
}

/**
 * Prepares sends with a key that is in no cache and whose use must be recorded, and an object that is not in memory.
 */
async function prepareFirstSend({ system }, count) {
  const accounts = await Promise.all(Array.from({ length: count }, () => system.newAccount()));
  return (index) => accounts[index].send();
}

/** Prepares messages that a phone has taken without a report: the reports come over HTTP. */
async function prepareReport(account, count) {
  const { key, ids } = await handOver(account, count);
  return (index) => account.asGateway(key, "sms/status", { message_id: ids[index], status: "sent" });
}

async function prepareInbound(account) {
  const key = await account.register("receives");
  return (index) =>
    account.asGateway(key, "sms/received", {
      sender: `+1202555${String(index % 10_000).padStart(4, "0")}`,
      message: "An SMS of an ordinary length, as people write them",
      timestamp: new Date(Date.now() - index * 1000).toISOString(),
    });
}

async function prepareHeartbeat(account) {
  const key = await account.register("beats");
  return () =>
    account.asGateway(key, "heartbeat", {
      status: "online",
      battery_level: 85,
      signal_strength: 4,
      messages_in_queue: 0,
    });
}

async function prepareStatusInFlight(account) {
  const ids = [];
  for (let index = 0; index < 50; index += 1) ids.push(await account.send());
  return (index) => account.status(ids[index % ids.length]);
}

async function prepareStatusSettled(account) {
  const { phone, ids } = await handOver(account, 50);
  for (const status of ["sent", "delivered"]) ids.forEach((id) => phone.report(id, status));
  await waitForState(account, "delivered", ids.length);
  return (index) => account.status(ids[index % ids.length]);
}

async function prepareList({ system }, count, query) {
  const account = await accountWithInbound(system, count);
  return () => account.received(query);
}

/** Returns one account for all pages of the same history, because filling it takes longer than reading it. */
function accountWithInbound(system, count) {
  const accounts = filled.get(system) ?? new Map();
  filled.set(system, accounts);
  if (!accounts.has(count)) accounts.set(count, fill(system, count));
  return accounts.get(count);
}

const filled = new WeakMap();

async function fill(system, count) {
  const account = await system.newAccount();
  await seedInbound(account, { count, days: Math.ceil(count / perDay) });
  return account;
}

/** Prepares codes to different numbers, because a number gets only three an hour. */
async function prepareSendCode(account) {
  return (index) => account.sendCode(numberOf(index));
}

async function prepareVerifyCode(account, count) {
  const phone = await account.phone();
  const arrived = phone.frames(count);
  for (let index = 0; index < count; index += 1) await account.sendCode(numberOf(index));
  const codes = new Map((await arrived).map(({ recipient, message }) => [recipient, /\d{6}/.exec(message)[0]]));
  phone.close();
  return (index) => account.verifyCode(numberOf(index), codes.get(numberOf(index)));
}

const numberOf = (index) => `+120255${String(index).padStart(5, "0")}`;

async function prepareStatistics(account, count) {
  await seedMessages(account, { count, days: Math.ceil(count / perDay) });
  return () => account.statistics();
}

async function prepareConnect(account, count) {
  const keys = await account.seedGateways(count);
  return async (index) => (await account.phone({ key: keys[index] })).close();
}

async function handOver(account, count) {
  const key = await account.register("takes");
  const phone = await account.phone({ key });
  const arrived = phone.messages(count);
  for (let index = 0; index < count; index += 1) await account.send();
  return { key, phone, ids: await arrived };
}

import { setTimeout as sleep } from "node:timers/promises";
import { runLoad } from "./load.mjs";

const connectingAtOnce = 50;
const settleMs = 3_000;

/**
 * Times many connected phones on the product without counting: memory, CPU time, punctual pings, connecting,
 * reconnecting.
 */
export async function timePhones(system, { phones: count, pingSecs, holdSecs }) {
  const account = await system.newAccount();
  const keys = await account.seedGateways(count + 1);
  // The first phone also loads the Dispatcher and the code into memory.
  const first = await account.phone({ key: keys.pop(), pingSecs: 3600 });
  await sleep(settleMs);
  const before = system.memory().residentMiB;
  const connecting = await connectAll(account, keys, pingSecs);
  await sleep(settleMs);

  const cpuBefore = system.cpuMs();
  const pings = await pingsWithin(connecting.phones, holdSecs);
  const cpu = system.cpuMs() - cpuBefore;
  const residentMiB = system.memory().residentMiB - before;

  connecting.phones.forEach((phone) => phone.close());
  const again = await connectAll(account, keys, pingSecs);
  const { peakMiB } = system.memory();
  again.phones.forEach((phone) => phone.close());
  first.close();
  await sleep(settleMs);
  return {
    phones: count,
    pingSecs,
    connectAllSecs: connecting.tookMs / 1000,
    reconnectAllSecs: again.tookMs / 1000,
    kibPerPhone: (residentMiB * 1024) / count,
    peakMiB,
    cpuMsPerPhoneMinute: (cpu * 60) / (count * holdSecs),
    pingsPerPhoneMinute: (pings * 60) / (count * holdSecs),
  };
}

async function connectAll(account, keys, pingSecs) {
  const phones = [];
  const { tookMs } = await runLoad({
    count: keys.length,
    clients: connectingAtOnce,
    perform: async (index) => phones.push(await account.phone({ key: keys[index], pingSecs })),
  });
  return { phones, tookMs };
}

async function pingsWithin(phones, secs) {
  let pings = 0;
  const count = () => (pings += 1);
  phones.forEach((phone) => phone.on("ping", count));
  await sleep(secs * 1000);
  phones.forEach((phone) => phone.off("ping", count));
  return pings;
}

/** Counts the objects' wake-ups and alarms that idle connected phones cause. */
export async function countPhones(system, { phones: count, pingSecs, holdSecs }) {
  const account = await system.newAccount();
  const { phones } = await connectAll(account, await account.seedGateways(count), pingSecs);
  await sleep(settleMs);
  await system.http.expect(200, "GET", "/__bench/reset");
  await sleep(holdSecs * 1000);
  const { all } = await system.http.expect(200, "GET", "/__bench/counts");
  phones.forEach((phone) => phone.close());
  const perPhoneMinute = (name) => ((all[name] ?? 0) * 60) / (count * holdSecs);
  return {
    phones: count,
    pingSecs,
    holdSecs,
    wakeUpsPerPhoneMinute: perPhoneMinute("GatewayConnection.alarm"),
    alarmsSetPerPhoneMinute: perPhoneMinute("GatewayConnection.alarmsSet"),
    rowsWrittenPerPhoneMinute: perPhoneMinute("GatewayConnection.rowsWritten"),
    dispatcherRequestsPerPhoneMinute: perPhoneMinute("Dispatcher.fetch") + perPhoneMinute("Dispatcher.alarm"),
  };
}

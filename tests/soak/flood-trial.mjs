import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { Worker } from "node:worker_threads";
import { builtModules } from "../../scripts/lib/miniflare-options.mjs";
import { percentile } from "../bench/lib/load.mjs";
import { System } from "../bench/lib/system.mjs";
import { Flooder } from "./flooder.mjs";

const mostQuietMiB = 32;
const mostGrowth = 0.05;
const mostSlowdown = 3;
// An idle object is evicted after ten seconds.
const restMs = 15_000;
// A gateway may send 1,000 received SMS at once and ten a second after that, so the next equal flood has to wait.
const refillMs = 100_000;
const settledMs = 5_000;
const sendEveryMs = 50;
const panic = /panicked|RuntimeError|active timeouts/;

/**
 * Floods the product with inbound SMS: `frames` on each of `sockets` phones of one account, twice, while another
 * account sends. Nothing may panic, every send must be accepted, 99 of 100 sends may take at most three times as long
 * as without a flood, and memory at rest may grow by 32 MiB the first time and by 5 % the second. Returns figures, and
 * `faults` as sentences.
 */
export async function floodTrial({ frames, sockets = 4, sends = 600, say = () => {} }) {
  const complaints = [];
  // V8 collects garbage when it likes, which is tens of MiB later. Told to keep its heaps small, what is resident at
  // rest is what is really held.
  process.env.MINIFLARE_WORKERD_V8_FLAGS = "--optimize-for-size --max-semi-space-size=1";
  const system = await System.start(builtModules(), { log: (line) => complaints.push(String(line)) });
  try {
    const attacker = await system.newAccount();
    const other = await system.newAccount();
    const keys = [];
    while (keys.length < sockets) keys.push(await attacker.register(`flooding ${keys.length}`));
    await warmUp({ system, attacker, other });
    const quiet = await timeSends(other, (sent) => sent >= sends);
    await sleep(restMs);
    const quietMiB = system.memory().residentMiB;
    say(`quiet: 99 of 100 sends within ${round(percentile(quiet, 0.99))} ms, ${round(quietMiB)} MiB`);
    const floods = [];
    while (floods.length < 2) {
      if (floods.length > 0) await sleep(refillMs);
      const flood = await oneFlood({ system, keys, frames, other, name: `flood ${floods.length + 1}` });
      floods.push(flood);
      say(
        `flood ${floods.length}: ${flood.taken} of ${frames * sockets} taken in ${round(flood.tookMs / 1000)} s, sockets closed ${flood.closed} times, 99 of 100 of ${flood.latencies.length} sends within ${round(percentile(flood.latencies, 0.99))} ms, ${round(flood.restMiB)} MiB at rest`,
      );
    }
    return verdict({ quiet, quietMiB, floods, complaints, sockets });
  } finally {
    await system.stop();
  }
}

const round = (value) => Math.round(value * 10) / 10;

/**
 * Does everything that the trial does once beforehand, so that memory kept from first use is not attributed to the
 * flood.
 */
async function warmUp({ system, attacker, other }) {
  const phone = await Flooder.connect(system.url, await attacker.register("warm"));
  for (let index = 0; index < 500; index += 1) phone.arrive(`warm ${index}`);
  await timeSends(other, (sent) => sent >= 2_000, { everyMs: 0 });
  phone.close();
}

/**
 * Sends one message after the other until `enough`, at most one in `everyMs`; returns the duration of each send. Sends
 * beside a flood have a pace, so that memory at rest is due to the flood and not to thousands of sends.
 */
async function timeSends(account, enough, { everyMs = sendEveryMs } = {}) {
  const latencies = [];
  while (!enough(latencies.length)) {
    const startedMs = performance.now();
    await account.send();
    const tookMs = performance.now() - startedMs;
    latencies.push(tookMs);
    if (tookMs < everyMs) await sleep(everyMs - tookMs);
  }
  return latencies;
}

async function oneFlood({ system, keys, frames, other, name }) {
  const startedMs = performance.now();
  const before = await arrived(system);
  let over = false;
  // The clients run in a separate thread, so that the figures show the system's time and not the load of its clients.
  const thread = new Worker(new URL("./flood-thread.mjs", import.meta.url), {
    workerData: { url: system.url, keys, frames, name },
  });
  const flooding = once(thread, "message").finally(() => (over = true));
  const latencies = await timeSends(other, (sent) => over && sent >= 200);
  const [closed] = await flooding;
  const tookMs = performance.now() - startedMs;
  await allHandedOn(system);
  await sleep(restMs);
  return { latencies, closed, tookMs, taken: (await arrived(system)) - before, restMiB: system.memory().residentMiB };
}

const arrived = async (system) =>
  (await system.d1.prepare("SELECT COUNT(*) AS count FROM inbound_messages").first()).count;

/** Waits until no further SMS of the flood is stored. */
async function allHandedOn(system) {
  let [known, now] = [-1, await arrived(system)];
  while (now !== known) {
    await sleep(settledMs);
    [known, now] = [now, await arrived(system)];
  }
}

function verdict({ quiet, quietMiB, floods, complaints, sockets }) {
  const quietP99 = percentile(quiet, 0.99);
  const [first, second] = floods;
  const faults = complaints.filter((line) => panic.test(line)).map((line) => `a panic: ${line.slice(0, 200)}`);
  floods.forEach(({ latencies, closed, taken }, at) => {
    const p99 = percentile(latencies, 0.99);
    if (p99 > mostSlowdown * quietP99)
      faults.push(`during flood ${at + 1} 99 of 100 sends took up to ${round(p99)} ms, quiet ${round(quietP99)} ms`);
    if (closed < sockets) faults.push(`flood ${at + 1} had sockets closed only ${closed} times`);
    if (taken < 1_000 * sockets)
      faults.push(`of flood ${at + 1} only ${taken} SMS were stored, though more were taken`);
  });
  if (first.restMiB > quietMiB + mostQuietMiB)
    faults.push(`${round(first.restMiB)} MiB at rest after a flood, quiet ${round(quietMiB)} MiB`);
  if (second.restMiB > first.restMiB * (1 + mostGrowth))
    faults.push(
      `${round(second.restMiB)} MiB at rest after a second flood, ${round(first.restMiB)} MiB after the first`,
    );
  return {
    quietP99Ms: quietP99,
    quietMiB,
    firstFloodP99Ms: percentile(first.latencies, 0.99),
    firstFloodSends: first.latencies.length,
    firstFloodTaken: first.taken,
    firstFloodSocketsClosed: first.closed,
    firstFloodRestMiB: first.restMiB,
    secondFloodP99Ms: percentile(second.latencies, 0.99),
    secondFloodSends: second.latencies.length,
    secondFloodTaken: second.taken,
    secondFloodSocketsClosed: second.closed,
    secondFloodRestMiB: second.restMiB,
    faults,
    lastLines: faults.length > 0 ? complaints.slice(-20).join("\n") : "",
  };
}

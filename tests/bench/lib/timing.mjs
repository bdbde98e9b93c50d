import { setTimeout as sleep } from "node:timers/promises";
import { median, percentile, runLoad } from "./load.mjs";

const restSampleMs = 400;
const longestRestMs = 30_000;

/**
 * Times `perform` on the product without counting: latencies, throughput, peak memory and the runtime's CPU time. An
 * operation's background work is part of its cost, so CPU time is measured until the runtime is at rest.
 */
export async function timeWork(system, { count, clients = 1, perform, latenciesOf = (load) => load.latenciesMs }) {
  await atRest(system);
  system.forgetPeak();
  const cpuBefore = system.cpuMs();
  const load = await runLoad({ count, clients, perform });
  const cpuAtEnd = system.cpuMs();
  await atRest(system);
  return {
    count,
    clients,
    perSecond: (count * 1000) / load.tookMs,
    cpuMsMeanwhile: (cpuAtEnd - cpuBefore) / count,
    cpuMs: (system.cpuMs() - cpuBefore) / count,
    latenciesMs: latenciesOf(load),
    peakMiB: system.memory().peakMiB,
  };
}

/** Combines several rounds of the same work: the median of each figure, and the latencies of all. */
export function combined(rounds) {
  const latencies = rounds.flatMap(({ latenciesMs }) => latenciesMs);
  const middle = (name) => median(rounds.map((round) => round[name]));
  return {
    count: rounds.reduce((sum, { count }) => sum + count, 0),
    clients: rounds[0].clients,
    perSecond: middle("perSecond"),
    cpuMsMeanwhile: middle("cpuMsMeanwhile"),
    cpuMs: middle("cpuMs"),
    p50Ms: percentile(latencies, 0.5),
    p99Ms: percentile(latencies, 0.99),
    peakMiB: Math.max(...rounds.map(({ peakMiB }) => peakMiB)),
  };
}

/** Waits until all started work has ended. The last projections begin a second after their changes. */
async function atRest(system) {
  const deadline = Date.now() + longestRestMs;
  let quiet = 0;
  let last = system.cpuMs();
  while (quiet < 4 && Date.now() < deadline) {
    await sleep(restSampleMs);
    const now = system.cpuMs();
    // CPU time is counted in ticks, usually of 10 ms, so a difference of one tick is no sign of work.
    quiet = now - last <= 10 ? quiet + 1 : 0;
    last = now;
  }
}

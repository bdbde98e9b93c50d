/**
 * Performs `count` operations by this many concurrent clients, each of which starts its next one when the last is done.
 */
export async function runLoad({ count, clients = 1, perform }) {
  const latenciesMs = [];
  let next = 0;
  const startedMs = performance.now();
  const client = async () => {
    while (next < count) {
      const index = next++;
      const begunMs = performance.now();
      await perform(index);
      latenciesMs.push(performance.now() - begunMs);
    }
  };
  await Promise.all(Array.from({ length: Math.min(clients, count) }, client));
  return { count, tookMs: performance.now() - startedMs, latenciesMs };
}

export function percentile(values, share) {
  const sorted = [...values].sort((left, right) => left - right);
  return sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1)];
}

export const median = (values) => percentile(values, 0.5);

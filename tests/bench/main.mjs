import { cpus } from "node:os";
import { writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { parseArgs } from "node:util";
import { PlainError, say, step } from "../../scripts/lib/log.mjs";
import { buildDirectory as ownBuild, fromCallersDirectory } from "../../scripts/lib/paths.mjs";
import { countEventStreams, measureExport } from "./lib/administration.mjs";
import { judge } from "./lib/budgets.mjs";
import { countWork } from "./lib/counting.mjs";
import { timeFrames } from "./lib/frame-latency.mjs";
import { countLives } from "./lib/life.mjs";
import { runLoad } from "./lib/load.mjs";
import { operations } from "./lib/operations.mjs";
import { countPhones, timePhones } from "./lib/phones.mjs";
import { countMasking, timeMasking, withProvider } from "./lib/masking.mjs";
import { countRelay, timeRelay, withRelay } from "./lib/relay.mjs";
import { report } from "./lib/report.mjs";
import { timeEvents } from "./lib/smsgate.mjs";
import { compareSends } from "./lib/send-comparison.mjs";
import { sizes, startUp } from "./lib/start-up.mjs";
import { System } from "./lib/system.mjs";
import { combined, timeWork } from "./lib/timing.mjs";
import { countWebhooks, timeWebhooks, withSink } from "./lib/webhooks.mjs";
import { countedWorker, productWorker } from "./lib/worker-variants.mjs";
import { takes, usage } from "../../scripts/usage/bench.mjs";

/** Measures the built Worker, prints the results, and fails if a counted budget is exceeded. */
export async function main(args) {
  const { quick, json, buildDirectory } = readArguments(args);
  const share = quick ? 0.1 : 1;
  const results = { machine: machine(quick), build: sizes(buildDirectory) };
  results.startUp = await step("start-up", "15 s", () => startUp(buildDirectory, { rounds: quick ? 2 : 5 }));
  const product = await System.start(productWorker(buildDirectory), { log: complain });
  try {
    Object.assign(results, await timeAll(product, { quick, share }));
  } finally {
    await product.stop();
  }
  results.phones = await step("connected phones, timed", quick ? "30 s" : "3 min", () =>
    timeAllPhones(buildDirectory, quick),
  );
  results.exported = await step("an export", quick ? "15 s" : "2 min", () => measureOneExport(buildDirectory, share));
  results.webhooks = await step("webhooks, timed", quick ? "15 s" : "1 min", () =>
    timeAllWebhooks(buildDirectory, share),
  );
  Object.assign(
    results.timed,
    await step("masking, timed", quick ? "15 s" : "30 s", () => timeAllMasking(buildDirectory, share)),
  );
  Object.assign(
    results.timed,
    await step("requests by SMS, timed", quick ? "15 s" : "1 min", () => timeAllRelay(buildDirectory, share)),
  );
  const counted = await System.start(countedWorker(buildDirectory), { log: complain });
  try {
    Object.assign(results, await countAll(counted, { quick, share }));
  } finally {
    await counted.stop();
  }
  results.counted["webhook, one endpoint"] = await step("webhooks, counted", "15 s", () =>
    countAllWebhooks(buildDirectory, share),
  );
  Object.assign(
    results.counted,
    await step("masking, counted", quick ? "30 s" : "1 min", () => countAllMasking(buildDirectory, share)),
  );
  Object.assign(
    results.counted,
    await step("requests by SMS, counted", quick ? "30 s" : "1 min", () => countAllRelay(buildDirectory, share)),
  );
  results.verdicts = judge(results);
  process.stdout.write(report(results));
  if (json) writeFileSync(json, `${JSON.stringify(results, null, 2)}\n`);
  const broken = results.verdicts.filter(({ kind, holds }) => kind === "budget" && !holds);
  if (broken.length > 0) throw new PlainError(`${broken.length} counted budgets are broken`);
}

async function timeAll(system, { quick, share }) {
  const sends = await step("sends, against their floors", quick ? "30 s" : "2 min", () =>
    compareSends(system, { oneClient: 6_000 * share, sixteenClients: 15_000 * share }),
  );
  const frames = await step("from send to frame", quick ? "10 s" : "30 s", async () => ({
    "1 client": await timeFrames(system, { count: 2_000 * share, clients: 1 }),
    "16 clients": await timeFrames(system, { count: 4_000 * share, clients: 16 }),
  }));
  const events = await step("from send to event", quick ? "10 s" : "30 s", () =>
    timeEvents(system, { count: 2_000 * share }),
  );
  const timed = await step("every other operation, timed", quick ? "1 min" : "2 min", () =>
    timeOperations(system, share),
  );
  return { sends, frames, events, timed };
}

/** Times phones, each number of them on a separate runtime, because a process does not return its used memory. */
async function timeAllPhones(buildDirectory, quick) {
  const phones = [];
  for (const pingSecs of [3, 60]) {
    const system = await System.start(productWorker(buildDirectory), { log: complain });
    try {
      phones.push(await timePhones(system, { phones: quick ? 100 : 1_000, pingSecs, holdSecs: quick ? 6 : 60 }));
    } finally {
      await system.stop();
    }
  }
  return phones;
}

/** Exports on a separate runtime, whose memory nothing else has used. */
async function measureOneExport(buildDirectory, share) {
  const system = await System.start(productWorker(buildDirectory), { log: complain });
  try {
    return await measureExport(system, { stored: 50_000 * share });
  } finally {
    await system.stop();
  }
}

function timeAllWebhooks(buildDirectory, share) {
  const start = (vars) => System.start(productWorker(buildDirectory), { log: complain, vars });
  return withSink(start, async (system, sink) => [
    await timeWebhooks(system, sink, { endpoints: 1, events: 3_000 * share }),
    await timeWebhooks(system, sink, { endpoints: 50, events: 200 * share }),
  ]);
}

function countAllWebhooks(buildDirectory, share) {
  const start = (vars) => System.start(countedWorker(buildDirectory), { log: complain, vars });
  return withSink(start, (system, sink) => countWebhooks(system, sink, { endpoints: 1, events: 200 * share }));
}

/** Times masking, each number of sessions on a separate account. */
function timeAllMasking(buildDirectory, share) {
  return withMasking(productWorker(buildDirectory), (system, provider, sessions) =>
    timeMasking(system, provider, { sessions, count: 1_000 * share }),
  );
}

function countAllMasking(buildDirectory, share) {
  return withMasking(countedWorker(buildDirectory), (system, provider, sessions) =>
    countMasking(system, provider, { sessions, count: 100 * share }),
  );
}

function timeAllRelay(buildDirectory, share) {
  const start = (options) => System.start(productWorker(buildDirectory), { log: complain, ...options });
  return withRelay(start, (relay) => timeRelay(relay, { count: 200 * share }));
}

function countAllRelay(buildDirectory, share) {
  const start = (options) => System.start(countedWorker(buildDirectory), { log: complain, ...options });
  return withRelay(start, (relay) => countRelay(relay, { count: 100 * share }));
}

function withMasking(worker, measure) {
  const start = (options) => System.start(worker, { log: complain, ...options });
  return withProvider(start, async (system, provider) => {
    const results = {};
    for (const sessions of [1_000, 100_000]) Object.assign(results, await measure(system, provider, sessions));
    return results;
  });
}

async function timeOperations(system, share) {
  const timed = {};
  for (const { name, timed: full, clients, prepare } of operations.filter((operation) => operation.timed)) {
    const count = full * share;
    const perform = await prepare(await system.newAccount(), count + 1, share);
    // One operation more than is timed bears the cost of a first time.
    await perform(count);
    timed[name] = combined([await timeWork(system, { count, clients, perform })]);
  }
  return timed;
}

async function countAll(system, { quick, share }) {
  // Idle streams and lives are counted first, because other operations leave messages whose alarms would be counted, too.
  const eventStreams = await step("open event streams, counted", quick ? "15 s" : "1 min", () =>
    countEventStreams(system, { streams: 20, holdSecs: quick ? 10 : 60 }),
  );
  const lives = await step("whole lives, counted", quick ? "30 s" : "1 min", () =>
    countLives(system, { batches: quick ? 2 : 5 }),
  );
  const counted = await step("every operation, counted", "1 min", () => countOperations(system, share));
  const phoneCounts = await step("connected phones, counted", quick ? "15 s" : "4 min", async () => {
    const often = await countPhones(system, { phones: 50, pingSecs: 3, holdSecs: quick ? 9 : 60 });
    return quick ? [often] : [often, await countPhones(system, { phones: 50, pingSecs: 60, holdSecs: 120 })];
  });
  return { counted, lives, phoneCounts, eventStreams };
}

async function countOperations(system, share) {
  const counted = {};
  for (const { name, counted: full, clients, prepare, repeatable } of operations) {
    const count = Math.ceil(full * share);
    const perform = await prepare(await system.newAccount(), count + 1, share);
    await perform(count);
    const work = () => runLoad({ count, clients, perform });
    counted[name] = await countWork(system, work, repeatable ? () => perform(count) : undefined);
  }
  return counted;
}

const complain = (level, message) => say(`[${level}] ${message}`);

const machine = (quick) => ({
  processor: `${cpus().length} × ${cpus()[0].model}`,
  node: process.version,
  workerd: createRequire(import.meta.url)("workerd/package.json").version,
  date: new Date().toISOString(),
  run: quick ? "quick" : "full",
});

function readArguments(args) {
  try {
    const { values } = parseArgs({ args, ...takes });
    return {
      quick: values.quick,
      json: values.json && fromCallersDirectory(values.json),
      buildDirectory: values.build ? fromCallersDirectory(values.build) : ownBuild,
    };
  } catch (error) {
    throw new PlainError(`${error.message}\n${usage}`);
  }
}

import { setTimeout as sleep } from "node:timers/promises";
import { Miniflare } from "miniflare";
import { startCron } from "./cron.mjs";
import { PlainError } from "./log.mjs";
import { databaseOptions, guardRuntimes, readWranglerConfig, workerOptions } from "./miniflare-options.mjs";
import { applyMigrations } from "./migrations.mjs";

const ignore = () => {};

/**
 * Runs the built Worker on workerd, without the proxy that `wrangler dev` puts in front of it. Its data is stored
 * under `stateDir` and survives the end of the process, even a kill.
 */
export async function startRuntime({
  port = 0,
  host = "127.0.0.1",
  stateDir,
  vars = {},
  secrets = {},
  log = ignore,
  cron = true,
  assets = false,
  worker,
}) {
  const { miniflare, url } = await listen(workerOptions({ host, port, stateDir, vars, secrets, log, assets, worker }));
  try {
    await applyMigrations(await miniflare.getD1Database("DB"));
    const fire = async (pattern, scheduledTime) =>
      (await miniflare.getWorker()).scheduled({ cron: pattern, scheduledTime });
    const stopCron = cron ? startCron(readWranglerConfig().triggers.crons, fire, log) : ignore;
    return {
      url,
      getD1: () => miniflare.getD1Database("DB"),
      fireCron: (pattern = "* * * * *", scheduledTime = new Date()) => fire(pattern, scheduledTime),
      stop: () => {
        stopCron();
        return miniflare.dispose();
      },
    };
  } catch (error) {
    await miniflare.dispose().catch(ignore);
    throw error;
  }
}

/** Opens the local database without the Worker. A running Worker may use it at the same time. */
export async function openLocalDatabase(stateDir, log = ignore) {
  const miniflare = create(databaseOptions(stateDir, log));
  const database = await miniflare.getD1Database("DB");
  await applyMigrations(database);
  return { database, close: () => miniflare.dispose() };
}

function create(options) {
  guardRuntimes();
  const before = signals.map((signal) => process.listeners(signal));
  const miniflare = new Miniflare(options);
  // Miniflare ends the whole process at a signal. Its handlers are removed, because the calling command decides that,
  // and the guard ends the runtime with the process in any case.
  signals.forEach((signal, index) => {
    for (const listener of process.listeners(signal)) {
      if (!before[index].includes(listener)) process.off(signal, listener);
    }
  });
  return miniflare;
}

// Miniflare also ends the process at the message `shutdown`, but only if the process has a channel to its parent.
const signals = ["SIGINT", "SIGTERM", "SIGHUP", "message"];

/**
 * Starts listening. Retries while the port is in use, because the runtime of a killed predecessor takes a moment to
 * end.
 */
async function listen(options, attempts = 10) {
  const miniflare = create(options);
  try {
    return { miniflare, url: (await miniflare.ready).origin };
  } catch (error) {
    await miniflare.dispose().catch(ignore);
    if (error.code !== "ERR_ADDRESS_IN_USE") throw error;
    if (attempts === 1) throw new PlainError(`port ${options.port} is in use by another program`);
  }
  await sleep(200);
  return listen(options, attempts - 1);
}

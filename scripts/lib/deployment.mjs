import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { readDeployment, readSecrets, workerSecrets } from "./local-state.mjs";
import { withLock } from "./lock.mjs";
import { PlainError } from "./log.mjs";
import { ApiFailure, OperatorApi } from "./operator-api.mjs";
import { defaultStateDirectory } from "./paths.mjs";
import { startRuntime } from "./runtime.mjs";
import { ensureRustTools } from "./rust-tools.mjs";
import { ensureWasmBuild } from "./wasm-build.mjs";

/** File with the URL and the secret of the deployment that `--remote` names: lines such as `WIREROOM_URL=https://…`. */
const remoteFile = join(defaultStateDirectory, "remote.env");

/**
 * Calls `work` with the routes of the system that a command's options name: the deployed one, the running `npm start`,
 * or else the Worker on the stored state, started for the moment.
 */
export async function withDeployment({ remote, stateDir }, work) {
  if (remote) return work(remoteApi());
  const running = await runningApi(stateDir);
  if (running) return work(running);
  await ensureRustTools();
  await ensureWasmBuild();
  return withRuntimeLock(stateDir, async () => {
    // A system that started meanwhile keeps its state for itself.
    const started = await runningApi(stateDir);
    if (started) return work(started);
    const secrets = workerSecrets(readSecrets(stateDir));
    const runtime = await startRuntime({ stateDir, vars: { ENVIRONMENT: "local" }, secrets, cron: false });
    try {
      return await work(new OperatorApi(runtime.url, secrets.SERVER_SECRET));
    } finally {
      await runtime.stop();
    }
  });
}

/** Keeps others from starting a runtime on this state: two of them would overwrite each other's objects. */
export function withRuntimeLock(stateDir, work) {
  return withLock(join(stateDir, "runtime.lock"), work);
}

/** Refuses to go on if an `npm start` runs on this state. */
export async function refuseSecondSystem(stateDir) {
  const running = await runningApi(stateDir);
  if (!running) return;
  throw new PlainError(
    `a system already runs on ${stateDir}, at ${running.url}: stop it, or choose another directory with --state-dir`,
  );
}

/** Returns the routes of the deployed system, from the environment or the file. */
export function remoteApi(environment = process.env, file = remoteFile) {
  const settings = { ...readSettings(file), ...environment };
  const missing = ["WIREROOM_URL", "SERVER_SECRET"].filter((name) => !settings[name]);
  if (missing.length > 0) {
    throw new PlainError(
      `--remote needs ${missing.join(" and ")}: set the environment variable, or write a line NAME=VALUE into ${file}. ` +
        "WIREROOM_URL is the deployment's address, such as https://wireroom.example.workers.dev; SERVER_SECRET is the " +
        "value that you gave `wrangler secret put SERVER_SECRET`, which cannot be read back from Cloudflare",
    );
  }
  return new OperatorApi(checkedUrl(settings.WIREROOM_URL), settings.SERVER_SECRET);
}

function readSettings(file) {
  if (!existsSync(file)) return {};
  const lines = readFileSync(file, "utf8").split(/\r?\n/);
  const settings = lines.map((line) => /^\s*([A-Z_]+)\s*=\s*(.*?)\s*$/.exec(line)).filter(Boolean);
  return Object.fromEntries(settings.map(([, name, value]) => [name, value]));
}

function checkedUrl(text) {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isLoopback = ["localhost", "127.0.0.1", "[::1]"].includes(url?.hostname);
  // The token that the requests carry must not travel in clear text.
  if (url?.protocol === "https:" || (url?.protocol === "http:" && isLoopback)) return url.href;
  throw new PlainError(`WIREROOM_URL must be an https URL, not ${text}`);
}

/** Returns the routes of the `npm start` that runs on this state, if there is one. */
async function runningApi(stateDir) {
  const { url, process_id: processId } = readDeployment(stateDir);
  if (!url || !isAlive(processId)) return undefined;
  const api = new OperatorApi(url, readSecrets(stateDir).SERVER_SECRET);
  try {
    await api.call("GET", "/api/v1/operator/accounts?limit=1");
    return api;
  } catch (error) {
    if (error instanceof ApiFailure && error.code === "invalid_credentials") {
      throw new PlainError(
        `the system that runs at ${url} was started with another SERVER_SECRET than that of ${stateDir}; stop it first`,
      );
    }
    // Another process has the id of one that was killed.
    if (!(error instanceof ApiFailure)) return undefined;
    throw error;
  }
}

function isAlive(processId) {
  try {
    return Number.isInteger(processId) && process.kill(processId, 0);
  } catch (error) {
    return error.code === "EPERM";
  }
}

import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { convertV4MiniflareOptions, Log, LogLevel } from "miniflare";
import { unstable_getMiniflareWorkerOptions, unstable_readConfig } from "wrangler";
import { buildDirectory, wranglerConfigPath } from "./paths.mjs";

const guard = fileURLToPath(new URL("workerd-guard.sh", import.meta.url));

/** Reads wrangler.toml with wrangler's own parser. */
export const readWranglerConfig = () => unstable_readConfig({ config: wranglerConfigPath });

/** Makes every runtime that this process starts end with it, even if this process is killed. */
export function guardRuntimes() {
  process.env.WIREROOM_WORKERD ??= createRequire(import.meta.url)("workerd").default;
  process.env.MINIFLARE_WORKERD_PATH = guard;
}

/** Options shared by local runs of the Worker and of its database alone. */
function sharedOptions(stateDir, log) {
  return {
    // Without this option Miniflare requests the data from a web site at every start.
    cf: false,
    handleStructuredLogs: ({ level, message }) => log(level, message),
    log: new RuntimeLog(log),
    resourcePersistencePath: join(stateDir, "storage"),
    telemetry: { enabled: false },
  };
}

/**
 * Modules of a built Worker. WIREROOM_BUILD can name a copy of the build, so that a rebuild does not disturb a long
 * trial.
 */
export function builtModules(directory = process.env.WIREROOM_BUILD ?? buildDirectory) {
  return {
    modules: [
      { type: "ESModule", path: join(directory, "index.js") },
      { type: "CompiledWasm", path: join(directory, "index_bg.wasm") },
    ],
    modulesRoot: directory,
  };
}

/**
 * Options for the built Worker, read from wrangler.toml by the code that `wrangler dev` uses. The options in `worker`
 * override them: the benchmark runs other modules with the same bindings. Without `assets` no request is looked up
 * among the static files first, which takes locally as long as a short request to the Worker.
 */
export function workerOptions({ host, port, stateDir, vars, secrets, log, assets, worker = builtModules() }) {
  const { workerOptions: converted } = unstable_getMiniflareWorkerOptions(readWranglerConfig(), undefined, {
    // A .dev.vars file would be another place for settings; local settings are given on the command line.
    envFiles: [],
  });
  // The rules say how to find the modules of an unbundled Worker, but worker-build produces exactly two.
  const { modulesRules: _, assets: siteAssets, ...fromConfig } = converted;
  if (assets) fromConfig.assets = siteAssets;
  return convertV4MiniflareOptions({
    ...sharedOptions(stateDir, log),
    host,
    port,
    workers: [
      {
        ...fromConfig,
        // The files of all objects are stored under this name, so another one would lose them.
        name: "wireroom",
        bindings: { ...fromConfig.bindings, ...vars, ...secrets },
        ...worker,
      },
    ],
  });
}

/** Options for the same database without the Worker. */
export function databaseOptions(stateDir, log) {
  const [database] = readWranglerConfig().d1_databases;
  return convertV4MiniflareOptions({
    ...sharedOptions(stateDir, log),
    compatibilityDate: readWranglerConfig().compatibility_date,
    // The database's file is named after its id, so this is chosen as wrangler chooses it for the Worker.
    d1Databases: { DB: database.preview_database_id ?? database.database_id ?? database.binding },
    modules: true,
    script: "export default { fetch: () => new Response() };",
  });
}

class RuntimeLog extends Log {
  #write;

  constructor(write) {
    super(LogLevel.WARN);
    this.#write = write;
  }

  logWithLevel(level, message) {
    if (level <= this.level) this.#write(LogLevel[level].toLowerCase(), message);
  }
}

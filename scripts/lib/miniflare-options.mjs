import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { convertV4MiniflareOptions, Log, LogLevel } from "miniflare";
import { unstable_getMiniflareWorkerOptions, unstable_readConfig } from "wrangler";
import { buildDirectory, wranglerConfigPath } from "./paths.mjs";

const guard = fileURLToPath(new URL("workerd-guard.sh", import.meta.url));

/** wrangler.toml as wrangler itself reads it. */
export const readWranglerConfig = () => unstable_readConfig({ config: wranglerConfigPath });

/** Makes every runtime that this process starts end with it, also when it is killed. */
export function guardRuntimes() {
  process.env.WIREROOM_WORKERD ??= createRequire(import.meta.url)("workerd").default;
  process.env.MINIFLARE_WORKERD_PATH = guard;
}

/** What local runs of the Worker and of its database alone have in common. */
function sharedOptions(stateDir, log) {
  return {
    // Where this is absent Miniflare asks a web site for it at every start.
    cf: false,
    handleStructuredLogs: ({ level, message }) => log(level, message),
    log: new RuntimeLog(log),
    resourcePersistencePath: join(stateDir, "storage"),
    telemetry: { enabled: false },
  };
}

/** The modules of a built Worker. A long trial runs a copy, which WIREROOM_BUILD names, so that a rebuild does not disturb it. */
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
 * Options for the built Worker, taken from wrangler.toml by the code that `wrangler dev` uses for it. What `worker`
 * holds replaces that: the benchmark puts other modules in the same surroundings.
 */
export function workerOptions({ host, port, stateDir, vars, secrets, log, worker = builtModules() }) {
  const { workerOptions: converted } = unstable_getMiniflareWorkerOptions(readWranglerConfig(), undefined, {
    // A .dev.vars file would be one more place for settings; local ones are given on the command line.
    envFiles: [],
  });
  // The rules say how to find the modules of an unbundled Worker; worker-build leaves exactly two.
  const { modulesRules: _, ...fromConfig } = converted;
  return convertV4MiniflareOptions({
    ...sharedOptions(stateDir, log),
    host,
    port,
    workers: [
      {
        ...fromConfig,
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

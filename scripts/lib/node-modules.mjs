import { existsSync } from "node:fs";
import { join } from "node:path";
import { step } from "./log.mjs";
import { localBinary, nodeModules } from "./paths.mjs";
import { runQuietly } from "./run.mjs";
import { digestOf, isStamped, writeStamp } from "./stamp.mjs";

const stampFile = join(nodeModules, ".wireroom-stamp");

/** Installs the npm packages, the Node that runs everything else among them, when the lock file changed. */
export async function ensureNodeModules() {
  const digest = digestOf(["package.json", "package-lock.json"]);
  if (isStamped(stampFile, digest) && existsSync(localBinary("node"))) return;
  await step("npm packages", "20 s", () =>
    // npm warns about the Node it runs on here; what needs the newer one runs on the one it installs.
    runQuietly("npm", ["ci", "--no-audit", "--no-fund", "--loglevel=error"]),
  );
  writeStamp(stampFile, digest);
}

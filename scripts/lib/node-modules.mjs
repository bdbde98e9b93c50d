import { existsSync } from "node:fs";
import { join } from "node:path";
import { step } from "./log.mjs";
import { localBinary, nodeModules } from "./paths.mjs";
import { runQuietly } from "./run.mjs";
import { digestOf, isStamped, writeStamp } from "./stamp.mjs";

const stampFile = join(nodeModules, ".wireroom-stamp");

/** Installs the npm packages when the lock file has changed. One of them is the Node that runs everything else. */
export async function ensureNodeModules() {
  const digest = digestOf(["package.json", "package-lock.json"]);
  if (isStamped(stampFile, digest) && existsSync(localBinary("node"))) return;
  await step("npm packages", "20 s", () =>
    // npm warns about the older Node that it runs on here; packages that need the newer one run on the installed Node.
    runQuietly("npm", ["ci", "--no-audit", "--no-fund", "--loglevel=error"]),
  );
  writeStamp(stampFile, digest);
}

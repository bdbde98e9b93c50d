import { existsSync } from "node:fs";
import { join } from "node:path";
import { withLock } from "./lock.mjs";
import { step } from "./log.mjs";
import { toolDirectory } from "./paths.mjs";
import { runQuietly } from "./run.mjs";
import { digestOf, isStamped, writeStamp } from "./stamp.mjs";

/** Packages of the tests' clients. */
const testRequirements = "tests/requirements.txt";

/** Generator of the Python client, and the fuzzer of the API. */
export const contractRequirements = "tests/contract/requirements.txt";

/** Returns a Python with the packages of a list; installs them when the list has changed. */
export async function ensurePythonPackages(requirements = testRequirements) {
  const digest = digestOf([requirements]);
  const directory = toolDirectory("python", digest.slice(0, 16));
  const python = join(directory, "bin", "python");
  const stamp = join(directory, ".wireroom-stamp");
  if (isStamped(stamp, digest) && existsSync(python)) return python;
  await withLock(`${directory}.lock`, async () => {
    if (isStamped(stamp, digest) && existsSync(python)) return;
    await install(requirements, directory, python);
    writeStamp(stamp, digest);
  });
  return python;
}

async function install(requirements, directory, python) {
  await step(`Python packages of ${requirements}`, "10 to 40 s", async () => {
    // An interrupted installation may have left an incomplete environment, which `--clear` removes.
    await runQuietly("python3", ["-m", "venv", "--clear", directory]);
    const options = [
      "-m",
      "pip",
      "install",
      "--quiet",
      "--disable-pip-version-check",
      "--require-hashes",
      "--requirement",
      requirements,
    ];
    await runQuietly(python, options);
  });
}

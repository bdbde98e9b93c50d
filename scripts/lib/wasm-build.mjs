import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { withLock } from "./lock.mjs";
import { step } from "./log.mjs";
import { buildDirectory, localBinary, nodeModules, repositoryRoot } from "./paths.mjs";
import { runQuietly } from "./run.mjs";
import { wasmBindgenPath, workerBuildPath } from "./rust-tools.mjs";
import { digestOf, isStamped, writeStamp } from "./stamp.mjs";
import { wasmBindgenVersion, workerBuildVersion } from "./versions.mjs";

const stampFile = join(buildDirectory, ".wireroom-stamp");
// Whole folders and not only .rs files, because include_str! may name any file.
const sources = [
  "Cargo.toml",
  "Cargo.lock",
  "rust-toolchain.toml",
  ".cargo/",
  "src/",
  "crates/",
  "functions/",
  "durable-objects/",
  // Answers announce the bindings' limits, which the build reads from this file.
  "wrangler.toml",
];

export const sourceDigest = () => digestOf(sources, workerBuildVersion, wasmBindgenVersion());

const isCurrent = (digest) => isStamped(stampFile, digest) && existsSync(join(buildDirectory, "index.js"));

/** Compiles the Worker to build/ unless build/ was made from the current sources. */
export async function ensureWasmBuild() {
  if (isCurrent(sourceDigest())) return;
  await withLock(join(repositoryRoot, "target/wasm-build.lock"), async () => {
    // The digest is taken before the build, so that an edit during the build causes another build.
    const digest = sourceDigest();
    // Another command may have made the same build while this one waited for the lock.
    if (isCurrent(digest)) return;
    // A build that fails half-way must not count as the previous build.
    rmSync(stampFile, { force: true });
    await step("the Worker, from Rust to wasm", "4 min the first time, 30 s after a change", () =>
      runQuietly(workerBuildPath(), ["--release"], { env: buildEnvironment() }),
    );
    writeStamp(stampFile, digest);
  });
}

/** Environment of worker-build. Without the three paths it would download the tools in every build. */
const buildEnvironment = () => ({
  // worker-build's own stack would be printed after the compiler's error and hide it.
  RUST_BACKTRACE: "0",
  ESBUILD_BIN: localBinary("esbuild"),
  WASM_BINDGEN_BIN: wasmBindgenPath(),
  WASM_OPT_BIN: join(nodeModules, "binaryen/bin/wasm-opt"),
});

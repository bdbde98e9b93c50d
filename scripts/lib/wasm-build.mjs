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
  // The limits that answers announce are those of the bindings.
  "wrangler.toml",
];

export const sourceDigest = () => digestOf(sources, workerBuildVersion, wasmBindgenVersion());

const isCurrent = (digest) => isStamped(stampFile, digest) && existsSync(join(buildDirectory, "index.js"));

/** Compiles the Worker to build/ unless its sources are those that build/ was made from. */
export async function ensureWasmBuild() {
  if (isCurrent(sourceDigest())) return;
  await withLock(join(repositoryRoot, "target/wasm-build.lock"), async () => {
    // Taken before the build: an edit made while it runs must cause another.
    const digest = sourceDigest();
    if (isCurrent(digest)) return;
    // A build that fails half-way must not pass for the one before it.
    rmSync(stampFile, { force: true });
    await step("the Worker, from Rust to wasm", "4 min the first time, 30 s after a change", () =>
      runQuietly(workerBuildPath(), ["--release"], { env: buildEnvironment() }),
    );
    writeStamp(stampFile, digest);
  });
}

/** Without the three paths worker-build would download the tools, which ties every build to download sites. */
const buildEnvironment = () => ({
  // A compiler's error is what matters; worker-build's own stack would be printed after it.
  RUST_BACKTRACE: "0",
  ESBUILD_BIN: localBinary("esbuild"),
  WASM_BINDGEN_BIN: wasmBindgenPath(),
  WASM_OPT_BIN: join(nodeModules, "binaryen/bin/wasm-opt"),
});

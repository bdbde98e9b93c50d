import { existsSync } from "node:fs";
import { join } from "node:path";
import { PlainError, step } from "./log.mjs";
import { repositoryRoot, toolDirectory } from "./paths.mjs";
import { capture, exists, runQuietly } from "./run.mjs";
import { cargoDenyVersion, minimumRust, wasmBindgenVersion, wasmTarget, workerBuildVersion } from "./versions.mjs";

const workerBuildDirectory = () => toolDirectory("worker-build", workerBuildVersion);
const cargoDenyDirectory = () => toolDirectory("cargo-deny", cargoDenyVersion);
const wasmBindgenDirectory = () => toolDirectory("wasm-bindgen", wasmBindgenVersion());

export const workerBuildPath = () => join(workerBuildDirectory(), "bin/worker-build");
export const cargoDenyPath = () => join(cargoDenyDirectory(), "bin/cargo-deny");
export const wasmBindgenPath = () => join(wasmBindgenDirectory(), "bin/wasm-bindgen");

export async function ensureRustTools() {
  await ensureRust();
  await ensureWasmTarget();
  await ensureWorkerBuild();
  await ensureWasmBindgen();
}

/** Installs cargo-deny, which checks the dependencies. Only the gate and `npm run setup` need it. */
export async function ensureCargoDeny() {
  if (existsSync(cargoDenyPath())) return;
  await step(`cargo-deny ${cargoDenyVersion}`, "3 to 5 min, once", () =>
    cargoInstall("cargo-deny", cargoDenyVersion, cargoDenyDirectory(), ["--locked"]),
  );
}

// Each tool runs for a few seconds, so a fast build saves more time than optimization would. In one folder they share
// the dependencies that they have in common.
const buildEnvironment = {
  CARGO_PROFILE_RELEASE_CODEGEN_UNITS: "16",
  CARGO_PROFILE_RELEASE_LTO: "off",
  CARGO_PROFILE_RELEASE_OPT_LEVEL: "1",
  CARGO_TARGET_DIR: join(repositoryRoot, "target/tools"),
};

async function ensureRust() {
  const wanted = minimumRust.join(".");
  if (!(await exists("rustc")) || !(await exists("cargo"))) {
    throw new PlainError(
      `Rust ${wanted} or newer (rustc and cargo) is required. Install it with rustup: https://rustup.rs`,
    );
  }
  const { stdout } = await capture("rustc", ["--version"]);
  const [, major, minor] = /(\d+)\.(\d+)/.exec(stdout)?.map(Number) ?? [];
  if (major < minimumRust[0] || (major === minimumRust[0] && minor < minimumRust[1])) {
    throw new PlainError(
      `Rust ${wanted} or newer is required, but this is ${stdout.trim()}. Update it with \`rustup update stable\`.`,
    );
  }
}

async function hasWasmTarget() {
  const { code, stdout } = await capture("rustc", ["--target", wasmTarget, "--print", "target-libdir"]);
  return code === 0 && existsSync(stdout.trim());
}

async function ensureWasmTarget() {
  if (await hasWasmTarget()) return;
  await step(`Rust standard library for ${wasmTarget}`, "5 s", async () => {
    if (!(await exists("rustup"))) {
      throw new PlainError(
        `this Rust has no ${wasmTarget} target, and rustup is not installed to add it. Install Rust with rustup ` +
          "(https://rustup.rs), or install your distribution's package of Rust's wasm32 standard library.",
      );
    }
    await runQuietly("rustup", ["target", "add", wasmTarget]);
    if (!(await hasWasmTarget())) {
      throw new PlainError(
        `rustup added ${wasmTarget}, but the rustc on PATH is not rustup's. Put ~/.cargo/bin first on PATH.`,
      );
    }
  });
}

async function ensureWorkerBuild() {
  if (existsSync(workerBuildPath())) return;
  await step(`worker-build ${workerBuildVersion}`, "2 to 3 min, once", () =>
    cargoInstall("worker-build", workerBuildVersion, workerBuildDirectory(), ["--locked"]),
  );
}

async function ensureWasmBindgen() {
  if (existsSync(wasmBindgenPath())) return;
  const version = wasmBindgenVersion();
  // Not --locked: the lock file published with 0.2.130 names a crate that has been yanked.
  await step(`wasm-bindgen ${version}`, "2 to 3 min, once", () =>
    cargoInstall("wasm-bindgen-cli", version, wasmBindgenDirectory(), []),
  );
}

const cargoInstall = (crate, version, root, options) =>
  runQuietly("cargo", ["install", crate, "--version", version, "--root", root, ...options], { env: buildEnvironment });

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { repositoryRoot } from "./paths.mjs";

// Versions of the tools that do not come from npm. Node, wrangler, workerd, wasm-opt and esbuild are pinned in
// package.json. worker-build 0.8.7 asks for Rust 1.91 and expects the wasm-opt of binaryen 132.
export const workerBuildVersion = "0.8.7";
export const cargoDenyVersion = "0.20.2";
export const minimumRust = [1, 91];
export const wasmTarget = "wasm32-unknown-unknown";

/** Version of the wasm-bindgen command. It can read only output of the library of exactly its own version. */
export function wasmBindgenVersion() {
  const lock = readFileSync(join(repositoryRoot, "Cargo.lock"), "utf8");
  const found = /name = "wasm-bindgen"\nversion = "([^"]+)"/.exec(lock);
  if (!found) throw new Error("Cargo.lock has no wasm-bindgen");
  return found[1];
}

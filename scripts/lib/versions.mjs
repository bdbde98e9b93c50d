import { readFileSync } from "node:fs";
import { join } from "node:path";
import { repositoryRoot } from "./paths.mjs";

// The npm tools (Node, wrangler, workerd, wasm-opt, esbuild) are pinned in package.json, and these are
// the others. worker-build 0.8.7 asks for Rust 1.91 and expects the wasm-opt of binaryen 132.
export const workerBuildVersion = "0.8.7";
export const cargoDenyVersion = "0.20.2";
export const minimumRust = [1, 91];
export const wasmTarget = "wasm32-unknown-unknown";

/** The wasm-bindgen command only reads what the library of exactly its own version wrote. */
export function wasmBindgenVersion() {
  const lock = readFileSync(join(repositoryRoot, "Cargo.lock"), "utf8");
  const found = /name = "wasm-bindgen"\nversion = "([^"]+)"/.exec(lock);
  if (!found) throw new Error("Cargo.lock names no wasm-bindgen");
  return found[1];
}

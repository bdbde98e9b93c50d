import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { repositoryRoot } from "../../scripts/lib/paths.mjs";
import { rustFilesIn, workspaceCrates } from "../support/workspace.mjs";

/** Dependencies that no source names, with the reason for which they stay. */
const unnamed = {
  "gateway-connection-object -> wasm-bindgen": "the attribute `durable_object` expands to code that names it",
  "sync-session-object -> wasm-bindgen": "the attribute `durable_object` expands to code that names it",
  "wireroom -> wasm-bindgen": "the attribute `event` expands to code that names it",
  "runtime -> getrandom": "its feature `js` gives the other users of the crate the platform's randomness",
};

/** Names of libraries that differ from their packages'. */
const libraries = { "md-5": "md5" };

/** The folders of a crate whose sources may use a dependency of each kind. */
const foldersOf = { null: ["src"], dev: ["src", "tests", "benches", "examples"], build: [] };

test("every dependency of every crate is used by its sources", () => {
  const unused = [];
  for (const { name, folder, dependencies } of workspaceCrates()) {
    for (const { name: dependency, kind } of dependencies) {
      const files = foldersOf[kind].flatMap((part) => rustFilesIn(join(folder, part)));
      if (kind === "build") files.push(join(repositoryRoot, folder, "build.rs"));
      const texts = files.map((file) => readFileSync(file, "utf8"));
      const identifier = libraries[dependency] ?? dependency.replaceAll("-", "_");
      const use = new RegExp(String.raw`(?<![\w.])${identifier}::|\buse (::)?${identifier}\b|#\[${identifier}\b`);
      if (!texts.some((text) => use.test(text))) unused.push(`${name} -> ${dependency}${kind ? ` (${kind})` : ""}`);
    }
  }
  assert.deepEqual(
    unused.filter((edge) => !(edge in unnamed)),
    [],
  );
  assert.deepEqual(
    Object.keys(unnamed).filter((edge) => !unused.includes(edge)),
    [],
    "exceptions that are used after all",
  );
});

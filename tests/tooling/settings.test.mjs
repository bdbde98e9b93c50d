import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { test } from "node:test";
import { repositoryRoot } from "../../scripts/lib/paths.mjs";

/** The only source that looks settings up, so that every setting is in the table of `crates/domain/settings`. */
const reader = "crates/adapters/runtime/src/settings.rs";

function sourcesIn(folder) {
  const files = readdirSync(join(repositoryRoot, folder), { recursive: true, withFileTypes: true });
  return files
    .filter((file) => file.isFile() && file.name.endsWith(".rs"))
    .map((file) => join(file.parentPath, file.name));
}

test("only the runtime's settings read variables and secrets of the environment", () => {
  const sources = ["crates", "durable-objects", "functions", "src"].flatMap(sourcesIn);
  const readers = sources.filter((file) => /\benv\s*\.(var|secret)\(/.test(readFileSync(file, "utf8")));
  assert.deepEqual(
    readers.map((file) => relative(repositoryRoot, file)),
    [reader],
  );
});

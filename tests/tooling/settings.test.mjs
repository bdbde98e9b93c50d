import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { relative } from "node:path";
import { test } from "node:test";
import { repositoryRoot } from "../../scripts/lib/paths.mjs";
import { rustFilesIn } from "../support/workspace.mjs";

/** The only source that looks settings up, so that every setting is in the table of `crates/domain/settings`. */
const reader = "crates/adapters/runtime/src/settings.rs";

test("only the runtime's settings read variables and secrets of the environment", () => {
  const sources = ["crates", "durable-objects", "functions", "src"].flatMap(rustFilesIn);
  const readers = sources.filter((file) => /\benv\s*\.(var|secret)\(/.test(readFileSync(file, "utf8")));
  assert.deepEqual(
    readers.map((file) => relative(repositoryRoot, file)),
    [reader],
  );
});

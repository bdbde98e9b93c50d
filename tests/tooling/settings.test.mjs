import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { relative } from "node:path";
import { test } from "node:test";
import { repositoryRoot } from "../../scripts/lib/paths.mjs";
import { readSecretSettings } from "../../scripts/lib/settings.mjs";
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

test("a deployment's secrets are those of every settings table, and only SERVER_SECRET is required", () => {
  const secrets = readSecretSettings();
  const names = secrets.map(({ name }) => name);
  const ofSeveralTables = ["SEALING_KEYS", "FCM_CREDENTIALS_JSON", "METRICS_TOKEN", "JWT_SECRET", "RELAY_SERVER_KEYS"];
  const ofOneRow = ["FLOWROUTE_ACCESS_KEY", "FLOWROUTE_SECRET_KEY"];
  for (const name of [...ofSeveralTables, ...ofOneRow]) assert.ok(names.includes(name), name);
  assert.ok(names.every((name) => /^[A-Z][A-Z0-9_]+$/.test(name)));
  assert.ok(!names.includes("ENVIRONMENT"), "a variable is no secret");
  const required = secrets.filter(({ isRequired }) => isRequired).map(({ name }) => name);
  assert.deepEqual(required, ["SERVER_SECRET"]);
});

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { distDirectory, wranglerConfigPath } from "../../scripts/lib/paths.mjs";

/** Returns the names that a bundled module exports, whatever their local names. */
function exportedNames(source) {
  const lists = [...source.matchAll(/\bexport\s*\{([^}]*)\}/g)].flatMap(([, names]) => names.split(","));
  const declared = [...source.matchAll(/^export\s+(?:class|function|const|let|var)\s+(\w+)/gm)].map(([, name]) => name);
  const hasDefault = /^export\s+default\b/m.test(source) ? ["default"] : [];
  return new Set(
    [
      ...lists.map((name) =>
        name
          .trim()
          .split(/\s+as\s+/)
          .at(-1),
      ),
      ...declared,
      ...hasDefault,
    ].filter(Boolean),
  );
}

test("every object class that wrangler.toml names is exported by the built module", async () => {
  const config = await readFile(wranglerConfigPath, "utf8");
  const bound = [...config.matchAll(/^class_name\s*=\s*"(\w+)"/gm)].map(([, name]) => name);
  const migrated = [...config.matchAll(/^new_sqlite_classes\s*=\s*\[([^\]]*)\]/gm)].flatMap(([, names]) =>
    names.match(/\w+/g),
  );
  assert.ok(bound.length > 0);
  // A class without a migration cannot be deployed, and a class without a binding cannot be called.
  assert.deepEqual(new Set(migrated), new Set(bound));
  const directory = process.env.WIREROOM_DIST ?? distDirectory;
  const exported = exportedNames(await readFile(join(directory, "index.js"), "utf8"));
  assert.ok(exported.has("default"));
  for (const name of bound) assert.ok(exported.has(name), `${name} is not among ${[...exported].join(", ")}`);
});

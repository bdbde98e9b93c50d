import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { repositoryRoot } from "../../scripts/lib/paths.mjs";

const read = (path) => readFileSync(join(repositoryRoot, path), "utf8");

/** Faces whose contracts write every route with its method and its whole path. */
for (const face of ["gateway-api", "number-proxy", "providers"]) {
  test(`every route of ${face} is named in its contract`, () => {
    const routes = JSON.parse(read(`functions/${face}/routes.json`)).map(
      ({ method, path }) => `${method} ${path.replace(/\{(\w+)\}/g, ":$1")}`,
    );
    assert.ok(routes.length > 0);
    // A route may be followed by a query or parameters, but not by more of a path.
    const named = new Set(
      [...read(`docs/contracts/${face}.md`).matchAll(/`([A-Z]+ \/[^`?\s]*)/g)].map(([, route]) => route),
    );
    assert.deepEqual(
      routes.filter((route) => !named.has(route)),
      [],
      `docs/contracts/${face}.md does not name them`,
    );
  });
}

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { repositoryRoot } from "../../scripts/lib/paths.mjs";

const read = (path) => readFileSync(join(repositoryRoot, path), "utf8");

/** Faces with their contracts. `root` is a part of the contract's paths that the route table lacks. */
const faces = [
  { face: "gateway-api" },
  { face: "number-proxy" },
  { face: "providers" },
  { face: "relay", contract: "relaysms" },
  { face: "smsgate", root: "/api" },
];

/**
 * Returns the routes that a contract names, as "METHOD /path". A section that says "Paths are below `/base`" names the
 * rest of its paths only.
 */
function routesNamed(contract, root) {
  const withParameters = (path) => path.replace(/:(\w+)/g, "{$1}");
  const sections = contract.split(/^## /m);
  return sections.flatMap((section) => {
    const base = section.match(/^Paths are below `([^`]+)`/m)?.[1] ?? "";
    // A route may be followed by a query or parameters, but not by more of a path.
    return [...section.matchAll(/`([A-Z]+) (\/[^`?\s]*)/g)].map(([, method, path]) => {
      const whole = withParameters(base + path);
      return `${method} ${whole.startsWith(`${root}/`) ? whole.slice(root.length) : whole}`;
    });
  });
}

for (const { face, contract = face, root = "" } of faces) {
  test(`every route of ${face} is named in its contract`, () => {
    const routes = JSON.parse(read(`functions/${face}/routes.json`)).map(({ method, path }) => `${method} ${path}`);
    assert.ok(routes.length > 0);
    const named = new Set(routesNamed(read(`docs/contracts/${contract}.md`), root));
    assert.deepEqual(
      routes.filter((route) => !named.has(route)),
      [],
      `docs/contracts/${contract}.md does not name them`,
    );
  });
}

test("a section's base is put before its paths, and more of a path is another route", () => {
  const contract =
    "## 1\n`GET /api/health`\n## 2\nPaths are below `/api/v1`.\n`POST /things?all` `PUT /things/:id {a}`";
  assert.deepEqual(routesNamed(contract, "/api"), ["GET /health", "POST /v1/things", "PUT /v1/things/{id}"]);
});

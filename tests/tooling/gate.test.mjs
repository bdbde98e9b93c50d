import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { repositoryRoot } from "../../scripts/lib/paths.mjs";

/** Runs the gate with stubs for its commands, which fail only if their arguments contain one of these words. */
function gateWhere(context, ...failing) {
  const directory = mkdtempSync(join(tmpdir(), "wireroom-gate-"));
  context.after(() => rmSync(directory, { recursive: true }));
  mkdirSync(join(directory, "bin"));
  cpSync(join(repositoryRoot, ".ci/run"), join(directory, ".ci/run"));
  const script = `#!/bin/sh\ncase "$(basename "$0") $*" in ${failing.map((word) => `*"${word}"*) exit 1;;`).join(" ")} esac\n`;
  for (const command of ["node", "npm", "cargo", "rustup"])
    writeFileSync(join(directory, "bin", command), script, { mode: 0o755 });
  const env = { ...process.env, PATH: `${join(directory, "bin")}:${process.env.PATH}` };
  const { status, stderr } = spawnSync(join(directory, ".ci/run"), { env, encoding: "utf8" });
  return { status, lines: stderr.trimEnd().split("\n") };
}

test("the gate's last line says that nothing failed", (context) => {
  const { status, lines } = gateWhere(context);
  assert.equal(status, 0);
  assert.match(lines.at(-1), /^\d+ checks passed, 0 failed$/);
  assert.ok(lines.every((line) => !line.startsWith("failed")));
  assert.ok(lines.includes("» node scripts/deny.mjs bans licenses sources"));
});

test("a failed check does not hide later ones, and all failures are in the last lines", (context) => {
  const { status, lines } = gateWhere(context, "cargo fmt --all", "npm test");
  assert.equal(status, 1);
  assert.ok(lines.some((line) => line.includes("wasm32-unknown-unknown")));
  assert.deepEqual(lines.slice(-3, -1), ["failed: cargo fmt --all --check", "failed: npm test"]);
  assert.match(lines.at(-1), /^\d+ checks passed, 2 failed$/);
});

test("no check runs after a failed set-up, and the last lines say so", (context) => {
  const { status, lines } = gateWhere(context, "scripts/setup.mjs");
  assert.deepEqual([status, lines.slice(1)], [1, ["failed: node scripts/setup.mjs", "0 checks passed, 1 failed"]]);
});

test("every exception for the dependencies has a reason", () => {
  const exceptions = readFileSync(join(repositoryRoot, "deny.toml"), "utf8").match(/\{ (id|crate|name) = .*\}/g);
  assert.ok(exceptions.length > 0);
  for (const exception of exceptions) assert.match(exception, /reason = ".{10,}"/);
});

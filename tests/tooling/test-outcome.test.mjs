import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { cargoOutcome, nodeOutcome, Outcome } from "../../scripts/lib/test-outcome.mjs";

const reporter = new URL("../../scripts/lib/test-reporter.mjs", import.meta.url).href;

/** Runs Node's test runner on these files, by their names; returns its outcome. */
function outcomeOf(context, files) {
  const directory = mkdtempSync(join(tmpdir(), "wireroom-tests-"));
  context.after(() => rmSync(directory, { recursive: true }));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(directory, name), text);
  const results = join(directory, "results");
  const { NODE_TEST_CONTEXT: _, ...env } = process.env;
  const { status } = spawnSync(
    process.execPath,
    ["--test", `--test-reporter=${reporter}`, `--test-reporter-destination=${results}`, ...Object.keys(files)],
    { cwd: directory, env },
  );
  const { passed, failed } = nodeOutcome(readFileSync(results, "utf8"));
  return { status, passed, failed: failed.map((one) => one.replace(/^\S*\//, "")).sort() };
}

test("failed tests are listed with their file, each once, and so are files that could not start", (context) => {
  const outcome = outcomeOf(context, {
    "a.test.mjs": `import { describe, test } from "node:test";
      test("is right", () => {});
      test("is wrong: badly", () => { throw new Error("no"); });
      test("is skipped", { skip: true }, () => { throw new Error("no"); });
      describe("a suite", () => { test("fails inside", () => { throw new Error("no"); }); test("passes inside", () => {}); });`,
    "b.test.mjs": "import './missing.mjs';",
    "c.test.mjs": `import { before, test } from "node:test";
      before(() => { throw new Error("no runtime"); });
      test("never ran", () => {});`,
  });
  assert.equal(outcome.status, 1);
  assert.equal(outcome.passed, 2);
  assert.deepEqual(outcome.failed.slice(0, 3), [
    "a.test.mjs: fails inside",
    "a.test.mjs: is wrong: badly",
    "b.test.mjs",
  ]);
  assert.ok(
    outcome.failed.length > 3 && outcome.failed.slice(3).every((one) => one.startsWith("c.test.mjs")),
    String(outcome.failed),
  );
});

test("no test is listed if all passed", (context) => {
  const files = { "a.test.mjs": `import { test } from "node:test"; test("is right", () => {});` };
  assert.deepEqual(outcomeOf(context, files), { status: 0, passed: 1, failed: [] });
});

test("failed Rust tests are listed with their target, whatever they print", () => {
  const stdout = `
running 3 tests
. 1/3
two --- FAILED
one --- FAILED

failures:

---- two stdout ----
failures:
    printed by the test

failures:
    tests::one
    tests::two

test result: FAILED. 1 passed; 2 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.32s

running 1 test
.
test result: ok. 1 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.02s

running 1 test

running 1 test
a/src/lib.rs - x (line 1) --- FAILED

failures:
    a/src/lib.rs - x (line 1)

test result: FAILED. 0 passed; 1 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.59s
`;
  const stderr = `error: test failed, to rerun pass \`-p a --lib\`
error: test failed, to rerun pass \`-p b --test crash\`

Caused by:
  process didn't exit successfully: \`/target/debug/deps/crash-8d3f5b302eaad4a8 --quiet\` (signal: 6, SIGABRT: process abort signal)
error: doctest failed, to rerun pass \`-p a --doc\`
error: 3 targets failed:
    \`-p a --lib\`
    \`-p b --test crash\`
    \`-p a --doc\`
`;
  assert.deepEqual(
    { ...cargoOutcome({ stdout, stderr }) },
    {
      passed: 2,
      failed: [
        "Rust, -p a --lib: tests::one",
        "Rust, -p a --lib: tests::two",
        "Rust, -p b --test crash: ended before its tests did",
        "Rust, -p a --doc: a/src/lib.rs - x (line 1)",
      ],
    },
  );
});

test("a compile error is listed", () => {
  const stderr =
    "error[E0308]: mismatched types\nerror: could not compile `dispatch` (lib test) due to 1 previous error\n";
  assert.deepEqual(cargoOutcome({ stdout: "", stderr }).failed, ["Rust, dispatch: does not compile"]);
});

test("the last lines list the failed tests and then the numbers", () => {
  const outcome = new Outcome();
  outcome.add({ passed: 3, failed: ["tests/a.test.mjs: one"] });
  outcome.add({ passed: 4, failed: ["Rust, -p a --lib: two"] });
  assert.deepEqual(outcome.lines(), [
    "failed:",
    "  tests/a.test.mjs: one",
    "  Rust, -p a --lib: two",
    "7 passed, 2 failed",
  ]);
  assert.deepEqual(new Outcome().lines(), ["0 passed, 0 failed"]);
});

import { spawn } from "node:child_process";
import { existsSync, globSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { PlainError, say, seconds, step } from "../lib/log.mjs";
import { distDirectory, localBinary, repositoryRoot } from "../lib/paths.mjs";
import { contractRequirements, ensurePythonPackages } from "../lib/python-packages.mjs";
import { runQuietly, watch } from "../lib/run.mjs";
import { ensureSite } from "../lib/site.mjs";
import { isStamped, writeStamp } from "../lib/stamp.mjs";
import { cargoOutcome, nodeOutcome, Outcome } from "../lib/test-outcome.mjs";
import { ensureWasmBuild, sourceDigest } from "../lib/wasm-build.mjs";
import { takes, usage } from "../usage/test.mjs";

const timeoutMs = 180_000;
const testReporter = new URL("../lib/test-reporter.mjs", import.meta.url).href;

export async function main(args) {
  const startedMs = performance.now();
  const { only, skipRust } = readArguments(args);
  const files = selectFiles(
    only.filter((word) => word !== "rust"),
    only,
  );
  const withRust = only.length === 0 ? !skipRust : only.includes("rust");
  const outcome = new Outcome();
  if (withRust) {
    outcome.add(await step("Rust tests", "3 min the first time, 30 s after a change", runRustTests));
  }
  if (files.length > 0) {
    await ensureWasmBuild();
    await ensureSite();
    await ensureDist();
    await ensurePythonPackages();
    await ensurePythonPackages(contractRequirements);
    outcome.add(await runNodeTests(files));
  }
  const report = process.env.CONTRACT_REPORT;
  if (report && existsSync(report)) outcome.failed.push(`${report} has differences from the document of the API`);
  // The failures come last, so that they need not be searched for in the output.
  const lines = outcome.lines();
  if (outcome.failed.length > 0) throw new PlainError(`tests failed (${seconds(startedMs)}), ${lines.join("\n")}`);
  say(`${lines.join("\n")}\nall passed (${seconds(startedMs)})`);
}

/** Runs the tests of all Rust targets, even after one has failed. */
async function runRustTests() {
  const result = await watch("cargo", ["test", "--workspace", "--quiet", "--no-fail-fast"]);
  return failedSomehow(cargoOutcome(result), result.code, "Rust: cargo test");
}

/** Records a failure for a run that exited with an error but named no failed test. */
function failedSomehow(outcome, code, what) {
  if (code !== 0 && outcome.failed.length === 0) outcome.failed.push(`${what} ended with ${code}`);
  return outcome;
}

function selectFiles(words, only) {
  const all = globSync("tests/**/*.test.mjs", { cwd: repositoryRoot }).sort();
  if (only.length === 0) return all;
  const chosen = all.filter((file) => words.some((word) => file.includes(word)));
  if (words.length > 0 && chosen.length === 0)
    throw new PlainError(`no test file's path contains ${words.join(" or ")}:\n${all.join("\n")}`);
  return chosen;
}

/** Builds dist/, the Worker as an upload would contain it, from which wrangler's test harness starts. */
async function ensureDist() {
  const stamp = join(distDirectory, ".wireroom-stamp");
  if (isStamped(stamp, sourceDigest())) return;
  await step("the upload's contents, for the test harness", "3 s", () =>
    runQuietly(localBinary("wrangler"), ["deploy", "--dry-run", "--outdir", distDirectory], {
      env: { CI: "1", WRANGLER_SEND_METRICS: "false" },
    }),
  );
  writeStamp(stamp, sourceDigest());
}

async function runNodeTests(files) {
  say(`» ${files.length} test files in the real runtime (${files.join(", ")})`);
  const directory = mkdtempSync(join(tmpdir(), "wireroom-tests-"));
  try {
    const results = join(directory, "results");
    const code = await runNode(files, results);
    return failedSomehow(nodeOutcome(readFileSync(results, "utf8")), code, "Node's test runner");
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

/** Runs the test files, shows their output, and writes each test's result to `results`; returns the exit code. */
function runNode(files, results) {
  const options = [
    // A file may start a runtime and wait for its processes, so running two files at a time keeps two cores busy.
    "--test",
    "--test-concurrency=2",
    `--test-timeout=${timeoutMs}`,
    "--test-reporter=spec",
    "--test-reporter-destination=stdout",
    `--test-reporter=${testReporter}`,
    `--test-reporter-destination=${results}`,
  ];
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [...options, ...files], { cwd: repositoryRoot, stdio: "inherit" });
    child.on("error", reject);
    child.on("exit", (code) => resolve(code ?? 1));
  });
}

function readArguments(args) {
  try {
    const { values } = parseArgs({ args, ...takes });
    return { only: values.only, skipRust: values["skip-rust"] };
  } catch (error) {
    throw new PlainError(`${error.message}\n${usage}`);
  }
}

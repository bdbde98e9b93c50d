import { spawn } from "node:child_process";
import { globSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { PlainError, say, seconds, step } from "../lib/log.mjs";
import { distDirectory, localBinary, repositoryRoot } from "../lib/paths.mjs";
import { ensurePythonPackages } from "../lib/python-packages.mjs";
import { runQuietly, runVisibly } from "../lib/run.mjs";
import { isStamped, writeStamp } from "../lib/stamp.mjs";
import { ensureWasmBuild, sourceDigest } from "../lib/wasm-build.mjs";

const usage = `npm test -- [--only WORD]... [--skip-rust]
  --only WORD   only test files whose path contains WORD; \`--only rust\` is cargo's tests alone
  --skip-rust   without cargo's tests`;
const timeoutMs = 180_000;

export async function main(args) {
  const startedMs = performance.now();
  const { only, skipRust } = readArguments(args);
  const files = selectFiles(only.filter((word) => word !== "rust"), only);
  const withRust = only.length === 0 ? !skipRust : only.includes("rust");
  if (withRust) {
    await step("Rust tests", "3 min the first time, 30 s after a change", () =>
      runVisibly("cargo", ["test", "--workspace", "--quiet"]),
    );
  }
  if (files.length > 0) {
    await ensureWasmBuild();
    await ensureDist();
    await ensurePythonPackages();
    await runNodeTests(files);
  }
  say(`all passed (${seconds(startedMs)})`);
}

function selectFiles(words, only) {
  const all = globSync("tests/**/*.test.mjs", { cwd: repositoryRoot }).sort();
  if (only.length === 0) return all;
  const chosen = all.filter((file) => words.some((word) => file.includes(word)));
  if (words.length > 0 && chosen.length === 0) throw new PlainError(`no test file's path contains ${words.join(" or ")}:\n${all.join("\n")}`);
  return chosen;
}

/** What wrangler's test harness starts from: the Worker as an upload would contain it. */
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

function runNodeTests(files) {
  say(`» ${files.length} test files in the real runtime (${files.join(", ")})`);
  // Each file may start a runtime and has processes of its own to wait for: two at a time keep two cores busy.
  const options = ["--test", "--test-concurrency=2", `--test-timeout=${timeoutMs}`, "--test-reporter=spec"];
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [...options, ...files], { cwd: repositoryRoot, stdio: "inherit" });
    child.on("error", reject);
    child.on("exit", (code) => (code === 0 ? resolve() : reject(new PlainError("there are failing tests"))));
  });
}

function readArguments(args) {
  try {
    const { values } = parseArgs({
      args,
      options: {
        only: { type: "string", multiple: true, default: [] },
        "skip-rust": { type: "boolean", default: false },
      },
    });
    return { only: values.only, skipRust: values["skip-rust"] };
  } catch (error) {
    throw new PlainError(`${error.message}\n${usage}`);
  }
}

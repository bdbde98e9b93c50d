import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { documentFolder } from "../../../scripts/lib/openapi/documents.mjs";
import { repositoryRoot } from "../../../scripts/lib/paths.mjs";
import { contractRequirements, ensurePythonPackages } from "../../../scripts/lib/python-packages.mjs";

const hooks = fileURLToPath(new URL("hooks.py", import.meta.url));

/** Checks that contradict the lenient reading of this API, which ignores what it does not know. */
const contradictedChecks = ["negative_data_rejection", "positive_data_acceptance", "unsupported_method"];

/**
 * Runs Schemathesis on operations of a document. Returns its exit code and output, and how often each operation
 * answered with each status, as `[operationId, status, count]`.
 */
export async function runSchemathesis({ url, document, operations, expected, credential, effort }) {
  // Without an operation it would fuzz the whole face.
  if (operations.length === 0) throw new Error(`no operation of ${document} is to be fuzzed`);
  const python = await ensurePythonPackages(contractRequirements);
  // Everything that Schemathesis writes goes here, so that one run does not influence another.
  const directory = mkdtempSync(join(tmpdir(), "wireroom-fuzz-"));
  try {
    const answers = join(directory, "answers.json");
    const config = join(directory, "schemathesis.toml");
    writeFileSync(config, toml(configuration({ ...credential, expected }, effort)));
    const args = ["-m", "schemathesis.cli", "--config-file", config, "--no-color", "run"];
    args.push(join(repositoryRoot, documentFolder, `${document}.json`), "--url", url);
    for (const operation of operations) args.push("--include-operation-id", operation);
    const env = { WIREROOM_FUZZ: JSON.stringify({ ...credential.hooks, answers }), NO_PROXY: "*" };
    const result = await finished(python, args, { cwd: directory, env, timeoutMs: effort.timeoutMs });
    return { ...result, answers: existsSync(answers) ? JSON.parse(readFileSync(answers, "utf8")) : [] };
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

function configuration({ auth, headers = {}, values = {}, valuesOf = {}, expected }, effort) {
  const { seed, maxExamples, phases, maxTime } = effort;
  const dictionaries = {};
  const drawn = (valuesByParameter) =>
    Object.fromEntries(
      Object.entries(valuesByParameter).map(([parameter, chosen]) => {
        if (!Array.isArray(chosen)) return [parameter, chosen];
        const dictionary = `values ${Object.keys(dictionaries).length}`;
        dictionaries[dictionary] = { values: chosen };
        return [parameter, { dictionary, probability: 0.8 }];
      }),
    );
  const parameters = drawn(values);
  const operations = [...new Set([...Object.keys(valuesOf), ...Object.keys(expected)])].map((operation) => ({
    "include-operation-id": operation,
    parameters: drawn(valuesOf[operation] ?? {}),
    ...(expected[operation] ? { checks: { not_a_server_error: statusesOf(expected[operation]) } } : {}),
  }));
  return {
    seed,
    ...(maxTime ? { "max-time": maxTime } : {}),
    hooks,
    headers,
    workers: 1,
    "continue-on-failure": true,
    "request-timeout": 30,
    "max-redirects": 0,
    cache: { enabled: false },
    warnings: false,
    ...(auth ? { auth: { openapi: auth } } : {}),
    dictionaries,
    parameters,
    operations,
    generation: { "max-examples": maxExamples, database: "none", "no-shrink": true },
    phases: {
      examples: { enabled: phases.includes("examples") },
      // Requests with other methods serve a check that is switched off.
      coverage: { enabled: phases.includes("coverage"), "unexpected-methods": [] },
      fuzzing: { enabled: phases.includes("fuzzing") },
      stateful: { enabled: phases.includes("stateful") },
    },
    checks: Object.fromEntries(contradictedChecks.map((name) => [name, { enabled: false }])),
  };
}

/** The expected statuses take the place of those that are no server errors. */
const statusesOf = (expected) => ({ "expected-statuses": ["2xx", "3xx", "4xx", ...expected] });

/** Renders settings as TOML, one line for each. A JSON text or number is the same in TOML. */
const toml = (settings) =>
  Object.entries(settings)
    .map(([name, value]) => `${name} = ${inline(value)}\n`)
    .join("");

function inline(value) {
  if (Array.isArray(value)) return `[${value.map(inline).join(", ")}]`;
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  return `{ ${Object.entries(value).map(([name, it]) => `${JSON.stringify(name)} = ${inline(it)}`)} }`;
}

/** Runs a process to its end, or kills it after a time; then its code is null. */
function finished(command, args, { cwd, env, timeoutMs }) {
  return new Promise((resolve, reject) => {
    const options = { cwd, env: { ...process.env, ...env }, stdio: ["ignore", "pipe", "pipe"] };
    const child = spawn(command, args, { ...options, timeout: timeoutMs, killSignal: "SIGKILL" });
    let output = "";
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding("utf8").on("data", (chunk) => (output += chunk));
    child.on("error", reject);
    child.on("close", (code) => resolve({ code, output }));
  });
}

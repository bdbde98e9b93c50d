import { spawn } from "node:child_process";
import { PlainError } from "./log.mjs";
import { repositoryRoot } from "./paths.mjs";

function collect(command, args, { env, stdio, input, show = () => {} }) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: repositoryRoot,
      env: { ...process.env, ...env },
      stdio,
    });
    const output = { stdout: "", stderr: "", all: "" };
    for (const name of ["stdout", "stderr"]) {
      child[name]?.setEncoding("utf8").on("data", (chunk) => {
        output[name] += chunk;
        output.all += chunk;
        show(chunk);
      });
    }
    child.on("error", reject);
    // Unlike `exit`, `close` comes after all output has been read.
    child.on("close", (code, signal) => resolve({ code: code ?? 1, signal, ...output }));
    child.stdin?.end(input);
  });
}

const describe = (command, args) => [command, ...args].join(" ");

/** Runs a command without showing its output; returns its exit code and output. */
export const capture = (command, args, { env, input } = {}) =>
  collect(command, args, { env, input, stdio: ["pipe", "pipe", "pipe"] });

/** Runs a command without showing its output; throws an error with the output if it fails. */
export async function runQuietly(command, args, options) {
  const result = await capture(command, args, options);
  if (result.code !== 0) {
    throw new PlainError(`${describe(command, args)} failed (${result.signal ?? result.code}):\n${result.all}`);
  }
  return result;
}

/** Runs a command and shows its output on standard error; returns its exit code and output. */
export const watch = (command, args, { env } = {}) =>
  collect(command, args, { env, stdio: ["ignore", "pipe", "pipe"], show: (chunk) => process.stderr.write(chunk) });

/** Runs a command and shows its output on standard error; throws if it fails. */
export async function runVisibly(command, args, { env, stdin = "ignore" } = {}) {
  const result = await collect(command, args, { env, stdio: [stdin, 2, 2] });
  if (result.code !== 0) {
    throw new PlainError(`${describe(command, args)} failed (${result.signal ?? `exit code ${result.code}`})`);
  }
}

/** Whether a command exists and `--version` succeeds. */
export async function exists(command) {
  try {
    return (await capture(command, ["--version"])).code === 0;
  } catch {
    return false;
  }
}

import { spawn } from "node:child_process";
import { realpathSync } from "node:fs";
import { delimiter, dirname } from "node:path";
import { parseArgs } from "node:util";
import { PlainError, reportFailure, say, seconds } from "./log.mjs";
import { ensureNodeModules } from "./node-modules.mjs";
import { localBinary } from "./paths.mjs";
import { ensureRustTools } from "./rust-tools.mjs";
import { ensureSite } from "./site.mjs";
import { exitWhenStarterDies } from "./starter.mjs";
import { ensureWasmBuild } from "./wasm-build.mjs";

const alreadySetUp = "WIREROOM_SET_UP";

/**
 * Entry point of every command: installs and builds its prerequisites, then runs the command that `load` imports
 * on the Node that package.json pins. Until then the code runs on the machine's own Node, version 20 or newer,
 * and may import only Node's own modules. `--help` prints `help` without setting anything up. So do arguments that do
 * not fit `takes`, the options and `allowPositionals` of `parseArgs`, but with an error; without `takes` the command
 * checks its own arguments.
 */
export async function enter({ rust = false, build = false, help, takes }, load) {
  const args = process.argv.slice(2);
  if (asksForHelp(args)) {
    process.stdout.write(`${help}\n`);
    return;
  }
  try {
    if (takes) readArguments(args, takes, help);
  } catch (error) {
    return reportFailure(error);
  }
  exitWhenStarterDies();
  try {
    // wrangler and wasm-opt are scripts that run on the first `node` in the path. npm sets the path the same way.
    process.env.PATH = `${dirname(localBinary("node"))}${delimiter}${process.env.PATH}`;
    if (process.env[alreadySetUp] !== "1") await setUp({ rust: rust || build, build });
    if (!runsOnPinnedNode()) return await continueOnPinnedNode();
    // Otherwise a script that the command starts would skip its own setup, too.
    delete process.env[alreadySetUp];
    const { main } = await load();
    await main(process.argv.slice(2));
  } catch (error) {
    reportFailure(error);
    // Work that the command has already started would keep the process alive.
    process.exit();
  }
}

/** Reads a command's arguments. An error ends with `help`. */
export function readArguments(args, takes, help) {
  try {
    return parseArgs({ args, ...takes });
  } catch (error) {
    throw new PlainError(`${error.message}\n${help}`);
  }
}

/** Refuses words beyond those that an action takes, such as the second word of a name without quotes. */
export function refuseMoreWords(positionals, { [positionals[0]]: expected }, help) {
  const surplus = positionals[expected];
  if (surplus !== undefined)
    throw new PlainError(`${surplus} is one word too many; a name with spaces needs quotes\n${help}`);
}

/** Whether `--help` or `-h` is among the arguments, before a `--` that ends the options. */
export function asksForHelp(args) {
  const end = args.indexOf("--");
  return (end < 0 ? args : args.slice(0, end)).some((argument) => argument === "--help" || argument === "-h");
}

async function setUp({ rust, build }) {
  const startedMs = performance.now();
  await ensureNodeModules();
  if (rust) await ensureRustTools();
  if (build) {
    await ensureWasmBuild();
    await ensureSite();
  }
  say(`setup done (${seconds(startedMs)})`);
}

const runsOnPinnedNode = () => realpathSync(process.execPath) === realpathSync(localBinary("node"));

function continueOnPinnedNode() {
  const child = spawn(localBinary("node"), process.argv.slice(1), {
    env: { ...process.env, [alreadySetUp]: "1" },
    // The channel carries no messages: its end tells the child that this process has ended, even if it was killed.
    stdio: ["inherit", "inherit", "inherit", "ipc"],
  });
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("exit", (code, signal) => {
      process.exitCode = code ?? 1;
      if (signal) say(`ended by ${signal}`);
      resolve();
    });
  });
}

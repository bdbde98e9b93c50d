import { spawn } from "node:child_process";
import { join } from "node:path";
import { repositoryRoot } from "./paths.mjs";

const commandFile = join(repositoryRoot, "tests/phone-simulator/cli.mjs");
const patienceMs = 15_000;

/** Starts the simulated phone as a separate process. `ready` resolves to whether it has connected. */
export function startPhone({ url, stateDir, registrationToken }) {
  const args = [
    ["--url", url],
    ["--memory", join(stateDir, "phone.json")],
    ["--registration-token", registrationToken],
  ].flat();
  const child = spawn(process.execPath, [commandFile, ...args], {
    // Its standard output must not mix with the output that programs read from this process. The channel's end stops
    // it.
    stdio: [process.stdin.isTTY ? "inherit" : "ignore", 2, 2, "ipc"],
  });
  const ready = new Promise((resolve) => {
    child.on("message", () => resolve(true));
    child.on("exit", () => resolve(false));
    child.on("error", () => resolve(false));
    setTimeout(() => resolve(false), patienceMs).unref();
  });
  return { ready, stop: () => child.kill("SIGTERM") };
}

import { say } from "./log.mjs";

const forcedAfterMs = 5000;

/**
 * Runs `stop` once and ends the process at whatever asks for its end: a signal, the end of the process that
 * started it on another Node, or the end of the npm that ran it.
 */
export function onEnd(stop) {
  let ending = false;
  const end = async (reason) => {
    if (ending) return;
    ending = true;
    say(`stopping (${reason})`);
    setTimeout(() => process.exit(1), forcedAfterMs).unref();
    try {
      await stop();
    } catch (error) {
      say(`while stopping: ${error.message}`);
      process.exit(1);
    }
    process.exit(0);
  };
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => end(signal));
  process.on("disconnect", () => end("the command that started this is gone"));
  if (process.env.npm_lifecycle_event) watchParent(() => end("npm is gone"));
}

// A killed npm passes nothing on. Only npm is watched so: a server begun from a shell may outlive the shell.
function watchParent(whenGone) {
  const parent = process.ppid;
  setInterval(() => process.ppid !== parent && whenGone(), 500).unref();
}

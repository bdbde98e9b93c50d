import { say } from "./log.mjs";

const forcedAfterMs = 5000;

/** Runs `stop` at the first termination signal, then ends the process. */
export function onTermination(stop) {
  let ending = false;
  const end = async (reason) => {
    // Ctrl-C in a terminal arrives twice: directly, and forwarded by the process that started this one.
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
}

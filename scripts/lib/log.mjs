/** A failure whose message tells the user enough; any other error is a defect and is printed with its stack. */
export class PlainError extends Error {}

/** Prints progress to standard error, because standard output is for a command's result. */
export const say = (text) => process.stderr.write(`${text}\n`);

export const seconds = (sinceMs) => `${((performance.now() - sinceMs) / 1000).toFixed(1)} s`;

/** Runs one named piece of work and prints its name, its usual duration and its actual duration. */
export async function step(name, usually, work) {
  const startedMs = performance.now();
  say(`» ${name} (usually ${usually}) …`);
  const reminder = setInterval(() => say(`  ${name}: still running after ${seconds(startedMs)}`), 30_000);
  try {
    return await work();
  } catch (error) {
    failedSteps.push(name);
    throw error;
  } finally {
    clearInterval(reminder);
    say(`  ${name}: ${seconds(startedMs)}`);
  }
}

const failedSteps = [];

/** Prints a failure, ends with the names of the failed steps, and sets a failing exit code. */
export function reportFailure(error) {
  say(error instanceof PlainError ? `error: ${error.message}` : (error?.stack ?? String(error)));
  // A tool's own output may be long, so the step's name is repeated after it.
  if (failedSteps.length > 0) say(`${failedSteps.length} failed: ${failedSteps.join(", ")}`);
  process.exitCode = 1;
}

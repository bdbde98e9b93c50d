/** A failure whose message is all that a person needs; anything else is a defect and shows its stack. */
export class PlainError extends Error {}

/** Progress goes to standard error: standard output belongs to what a command was asked for. */
export const say = (text) => process.stderr.write(`${text}\n`);

export const seconds = (sinceMs) => `${((performance.now() - sinceMs) / 1000).toFixed(1)} s`;

/** Runs one named piece of work and says what it is, how long it usually takes and how long it took. */
export async function step(name, usually, work) {
  const startedMs = performance.now();
  say(`» ${name} (usually ${usually}) …`);
  const reminder = setInterval(() => say(`  ${name}: still at it after ${seconds(startedMs)}`), 30_000);
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

/** Prints a failure in the fitting form, last of all which step it was, and leaves a failing exit code. */
export function reportFailure(error) {
  say(error instanceof PlainError ? `error: ${error.message}` : (error?.stack ?? String(error)));
  // A tool's own output may be long, and what was to be done stands far above it.
  if (failedSteps.length > 0) say(`${failedSteps.length} failed: ${failedSteps.join(", ")}`);
  process.exitCode = 1;
}

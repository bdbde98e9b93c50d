import { runSchemathesis } from "./schemathesis.mjs";

const gate = { seed: 20_261, timeoutMs: 170_000 };

/** Returns the effort of the gate: a sample with a fixed seed, larger for one credential of each kind. */
const sample = ({ thorough }) =>
  thorough
    ? { ...gate, phases: ["coverage", "fuzzing", "stateful"], maxExamples: 3 }
    : { ...gate, phases: ["fuzzing"], maxExamples: 3 };

/** Returns the effort of the soak: as many random requests as there is time for. */
export const longRun = ({ seed, seconds }) => ({
  seed,
  maxTime: seconds,
  phases: ["fuzzing", "stateful"],
  maxExamples: 100,
  timeoutMs: (seconds + 120) * 1_000,
});

/**
 * Fuzzes the operations of a run with its credential. Returns the faults as sentences, or an empty list, the number of
 * requests, and the output of Schemathesis.
 */
export async function fuzz(world, run, effort = sample(run)) {
  const credential = await run.make(world);
  const { face: document, operations, expected } = run;
  const { url } = world;
  const { code, output, answers } = await runSchemathesis({ url, document, operations, expected, credential, effort });
  const requests = answers.reduce((sum, [, , count]) => sum + count, 0);
  // A run that is ended by the clock need not reach every operation.
  const unreached = effort.maxTime ? [] : reachFaults(run, answers);
  return { faults: [...outcomeFaults(code), ...grantFaults(run, answers), ...unreached], requests, output };
}

function outcomeFaults(code) {
  if (code === 0) return [];
  return [code === null ? "Schemathesis was ended, as it is after its time" : `Schemathesis ended with ${code}`];
}

/** Finds operations that were granted to a credential without the right to them. */
function grantFaults({ refused, holder }, answers) {
  const granted = refused ? answers.filter(([, status]) => status < 300) : [];
  return granted.map(([operation]) => `${operation} was granted to ${holder}`);
}

/** Finds operations that the run did not reach, or not with a credential that was accepted. */
function reachFaults({ operations, anonymous, forbidden = [], holder, refused }, answers) {
  return operations.flatMap((operation) => {
    const statuses = answers.filter(([name]) => name === operation).map(([, status]) => status);
    if (statuses.length === 0) return [`${operation} was not requested`];
    const refusals = forbidden.includes(operation) ? [401] : [401, 403];
    const admitted = anonymous || refused || statuses.some((status) => !refusals.includes(status));
    return admitted ? [] : [`${operation} never admitted ${holder}`];
  });
}

import { parseArgs } from "node:util";
import { PlainError, say, step } from "../../scripts/lib/log.mjs";
import { fromCallersDirectory } from "../../scripts/lib/paths.mjs";
import { floodTrial } from "./flood-trial.mjs";
import { fuzzTrial } from "./fuzz-trial.mjs";
import { acceptedTrial, killTrial } from "./kill-trial.mjs";
import { maskingTrial } from "./masking-trial.mjs";
import { nodesTrial } from "./nodes-trial.mjs";
import { propertyRuns, runProperty } from "./properties.mjs";
import { takes, usage } from "../../scripts/usage/soak.mjs";

/**
 * Runs the long trials. Fails if a message was lost, duplicated or left unfinished, a property does not hold, or an
 * answer to a random request is not as documented.
 */
export async function main(args) {
  const { kills, accepted, flood, onlyFlood, fuzz, onlyFuzz, seed, properties, build } = readArguments(args);
  // The runtimes that the trials start as separate processes inherit this, so that they run the same copy.
  if (build) process.env.WIREROOM_BUILD = build;
  const everything = !onlyFlood && !onlyFuzz;
  const trials = [];
  if (!onlyFuzz)
    trials.push(await step(`two floods of ${flood * 4} frames`, "5 min", () => floodTrial({ frames: flood, say })));
  if (everything)
    trials.push(
      await step(`${accepted} kills right after a 202`, `${accepted * 4} s`, () =>
        acceptedTrial({ rounds: accepted, say }),
      ),
      await step(`${kills} kills under load, seed ${seed}`, `${kills * 4 + 30} s`, () =>
        killTrial({ kills, seed, say }),
      ),
      await step(`${kills} kills with a phone that fetches, seed ${seed}`, `${kills * 4 + 30} s`, () =>
        killTrial({ kills, seed, fetches: true, say }),
      ),
      await step(`${kills} kills while a provider calls back, seed ${seed}`, `${kills * 4 + 30} s`, () =>
        maskingTrial({ kills, seed, say }),
      ),
      await step("10,000 strangers in the registry of relay nodes", "60 s", () => nodesTrial({ say })),
    );
  if (!onlyFlood)
    trials.push(
      await step(`random requests with every kind of credential, seed ${seed}`, `${fuzz / 2} min`, () =>
        fuzzTrial({ seconds: fuzz, seed, say }),
      ),
    );
  trials.forEach(printFigures);
  if (properties && everything) {
    for (const run of propertyRuns) {
      await step(`properties of ${run.crate}, ${run.cases.toLocaleString("en")} cases`, "10 min", () =>
        runProperty(run),
      );
    }
  }
  const faults = trials.flatMap((trial) => trial.faults);
  if (faults.length > 0) throw new PlainError(`${faults.length} faults:\n${faults.slice(0, 50).join("\n")}`);
  say(`${trials.length} trials found nothing lost, duplicated, left unfinished or undocumented`);
  // Pending work of the phone's client must not keep the process alive.
  process.exit(0);
}

function printFigures({ faults, lastLines, ...figures }) {
  process.stdout.write(
    `\n${Object.entries(figures)
      .map(([name, value]) => `${name}: ${round(value)}`)
      .join("\n")}\nfaults: ${faults.length}\n`,
  );
  if (lastLines) say(`the runtime's last lines:\n${lastLines}`);
}

const round = (value) => Math.round(value * 10) / 10;

function readArguments(args) {
  try {
    const { values } = parseArgs({ args, ...takes });
    if (values["only-flood"] && values["only-fuzz"]) throw new RangeError("--only-flood and --only-fuzz leave nothing");
    return {
      accepted: countOf("--accepted", values.accepted),
      build: values.build && fromCallersDirectory(values.build),
      flood: countOf("--flood", values.flood),
      fuzz: countOf("--fuzz", values.fuzz),
      onlyFlood: values["only-flood"],
      onlyFuzz: values["only-fuzz"],
      kills: countOf("--kills", values.kills),
      properties: !values["skip-properties"],
      seed: countOf("--seed", values.seed),
    };
  } catch (error) {
    throw new PlainError(`${error.message}\n${usage}`);
  }
}

function countOf(option, text) {
  const count = Number(text);
  if (!Number.isInteger(count) || count < 1 || count > 100_000)
    throw new RangeError(`${option} takes a whole number of at least 1, not ${text}`);
  return count;
}

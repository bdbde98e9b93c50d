import { parseArgs } from "node:util";

/** Options of both simulated phones that are numbers, with the names of the phones' own options. */
export const commonNumbers = {
  seed: "seed",
  "delay-sent-ms": "delaySentMs",
  "delay-delivered-ms": "delayDeliveredMs",
  "failure-rate": "failureRate",
  "drop-rate": "dropRate",
  "duplicate-rate": "duplicateRate",
  "reorder-rate": "reorderRate",
  "die-before-send": "dieBeforeSend",
  "die-after-send": "dieAfterSend",
};

/** Reads a simulated phone's arguments. Prints `usage` and ends the process on `--help` and on an error. */
export function readArguments(args, takes, usage) {
  try {
    const { values } = parseArgs({ args, ...takes });
    if (!values.help) return values;
  } catch (error) {
    process.stderr.write(`error: ${error.message}\n`);
    process.exitCode = 1;
  }
  process.stderr.write(`${usage}\n`);
  process.exit();
}

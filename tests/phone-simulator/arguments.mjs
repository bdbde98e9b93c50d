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

const bounds = {
  count: { least: 1, words: "a number from 1 on" },
  rate: { least: 0, most: 1, words: "a number from 0 to 1" },
  above0: { words: "a number above 0" },
  number: { least: 0, words: "a number from 0 on" },
};
const boundsOf = {
  "failure-rate": bounds.rate,
  "drop-rate": bounds.rate,
  "duplicate-rate": bounds.rate,
  "reorder-rate": bounds.rate,
  "die-before-send": bounds.count,
  "die-after-send": bounds.count,
  "report-batch": bounds.count,
  "heartbeat-secs": bounds.above0,
  "inbound-every": bounds.above0,
  "pull-secs": bounds.above0,
  speed: bounds.above0,
};

/** Reads the value of an option that is a number. Throws if the option cannot have that value. */
export function numberOf(option, text) {
  const { least, most = Number.MAX_VALUE, words } = boundsOf[option] ?? bounds.number;
  const number = text.trim() === "" ? Number.NaN : Number(text);
  const fits = number <= most && (least === undefined ? number > 0 : number >= least);
  if (!fits) throw new Error(`--${option} takes ${words}, not ${text}`);
  return number;
}

const protocols = ["cable", "smsgate"];

/** Returns the protocol, which determines the set of options, and the other arguments. Throws if it is unknown. */
export function protocolOf(args) {
  const at = args.findIndex((argument) => /^--protocol(=|$)/.test(argument));
  if (at < 0) return { protocol: "cable", rest: args };
  const [, given] = args[at].split("=");
  const protocol = given ?? args[at + 1];
  if (!protocols.includes(protocol))
    throw new Error(`--protocol takes ${protocols.join(" or ")}, not ${protocol ?? "nothing"}`);
  return { protocol, rest: args.toSpliced(at, given === undefined ? 2 : 1) };
}

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

import { enter } from "./lib/entry.mjs";
import { takes, usage } from "./usage/bench.mjs";

// With --build the benchmark measures a given build and makes none, so that edits to the sources do not disturb it.
const hasBuild = process.argv.some((argument) => /^--build(=|$)/.test(argument));

await enter({ build: !hasBuild, help: `usage: ${usage}`, takes }, () => import("../tests/bench/main.mjs"));

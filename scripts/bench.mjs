import { enter } from "./lib/entry.mjs";
import { usage } from "./usage/bench.mjs";

// With a build of its own the benchmark needs none of ours, which somebody may be changing meanwhile.
const hasBuild = process.argv.some((argument) => /^--build(=|$)/.test(argument));

await enter({ build: !hasBuild, help: `usage: ${usage}` }, () => import("../tests/bench/main.mjs"));

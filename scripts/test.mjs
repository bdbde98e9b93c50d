import { enter } from "./lib/entry.mjs";
import { takes, usage } from "./usage/test.mjs";

await enter({ rust: true, help: `usage: ${usage}`, takes }, () => import("./commands/test.mjs"));

import { enter } from "./lib/entry.mjs";
import { usage } from "./usage/test.mjs";

await enter({ rust: true, help: `usage: ${usage}` }, () => import("./commands/test.mjs"));

import { enter } from "./lib/entry.mjs";
import { takes, usage } from "./usage/deny.mjs";

await enter({ rust: true, help: `usage: ${usage}`, takes }, () => import("./commands/deny.mjs"));

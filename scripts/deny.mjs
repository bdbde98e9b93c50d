import { enter } from "./lib/entry.mjs";
import { usage } from "./usage/deny.mjs";

await enter({ rust: true, help: `usage: ${usage}` }, () => import("./commands/deny.mjs"));

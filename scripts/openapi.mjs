import { enter } from "./lib/entry.mjs";
import { takes, usage } from "./usage/openapi.mjs";

await enter({ rust: true, help: `usage: ${usage}`, takes }, () => import("./commands/openapi.mjs"));

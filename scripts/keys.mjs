import { enter } from "./lib/entry.mjs";
import { takes, usage } from "./usage/keys.mjs";

await enter({ help: `usage: ${usage}`, takes }, () => import("./commands/keys.mjs"));

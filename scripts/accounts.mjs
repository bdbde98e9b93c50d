import { enter } from "./lib/entry.mjs";
import { takes, usage } from "./usage/accounts.mjs";

await enter({ help: `usage: ${usage}`, takes }, () => import("./commands/accounts.mjs"));

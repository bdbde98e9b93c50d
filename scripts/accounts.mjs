import { enter } from "./lib/entry.mjs";
import { usage } from "./usage/accounts.mjs";

await enter({ help: `usage: ${usage}` }, () => import("./commands/accounts.mjs"));

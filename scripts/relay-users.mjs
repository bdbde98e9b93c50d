import { enter } from "./lib/entry.mjs";
import { takes, usage } from "./usage/relay-users.mjs";

await enter({ help: `usage: ${usage}`, takes }, () => import("./commands/relay-users.mjs"));

import { enter } from "./lib/entry.mjs";
import { usage } from "./usage/relay-users.mjs";

await enter({ help: `usage: ${usage}` }, () => import("./commands/relay-users.mjs"));

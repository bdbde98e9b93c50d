import { enter } from "./lib/entry.mjs";
import { help } from "./usage/relay-key.mjs";

await enter({ help }, () => import("./commands/relay-key.mjs"));

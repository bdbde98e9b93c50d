import { enter } from "./lib/entry.mjs";
import { help, takes } from "./usage/relay-key.mjs";

await enter({ help, takes }, () => import("./commands/relay-key.mjs"));

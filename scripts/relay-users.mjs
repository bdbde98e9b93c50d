import { enter } from "./lib/entry.mjs";

await enter({}, () => import("./commands/relay-users.mjs"));

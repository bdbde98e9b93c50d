import { enter } from "./lib/entry.mjs";

await enter({}, () => import("../tests/phone-simulator/cli.mjs"));

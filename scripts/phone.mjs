import { takes, usage } from "../tests/phone-simulator/usage.mjs";
import { takes as smsGateTakes, usage as smsGateUsage } from "../tests/phone-simulator/smsgate/usage.mjs";
import { enter } from "./lib/entry.mjs";

// The set of options depends on the protocol.
const isSmsGate = process.argv.some((argument, at, all) => argument === "--protocol=smsgate" || (argument === "--protocol" && all[at + 1] === "smsgate"));

await enter({ help: `usage: ${isSmsGate ? smsGateUsage : usage}`, takes: isSmsGate ? smsGateTakes : takes }, () => import("../tests/phone-simulator/cli.mjs"));

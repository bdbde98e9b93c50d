import { protocolOf } from "../tests/phone-simulator/arguments.mjs";
import { takes, usage } from "../tests/phone-simulator/usage.mjs";
import { takes as smsGateTakes, usage as smsGateUsage } from "../tests/phone-simulator/smsgate/usage.mjs";
import { enter } from "./lib/entry.mjs";
import { PlainError, reportFailure } from "./lib/log.mjs";

// The set of options depends on the protocol, so a wrong one is refused even beside `--help`.
try {
  const isSmsGate = protocolOf(process.argv.slice(2)).protocol === "smsgate";
  await enter(
    { help: `usage: ${isSmsGate ? smsGateUsage : usage}`, takes: isSmsGate ? smsGateTakes : takes },
    () => import("../tests/phone-simulator/cli.mjs"),
  );
} catch (error) {
  reportFailure(new PlainError(error.message));
}

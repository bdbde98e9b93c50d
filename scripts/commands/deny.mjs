import { PlainError, say, seconds } from "../lib/log.mjs";
import { runVisibly } from "../lib/run.mjs";
import { cargoDenyPath, ensureCargoDeny } from "../lib/rust-tools.mjs";
import { checks, usage } from "../usage/deny.mjs";

/** Checks the dependencies against deny.toml. */
export async function main(args) {
  const startedMs = performance.now();
  if (args.length === 0 || !args.every((arg) => checks.includes(arg))) throw new PlainError(usage);
  await ensureCargoDeny();
  say(`» checking dependencies against deny.toml: ${args.join(", ")} (usually 2 s)`);
  await runVisibly(cargoDenyPath(), ["--workspace", "--locked", "check", ...args]);
  say(`dependencies comply with deny.toml: ${args.join(", ")} (${seconds(startedMs)})`);
}

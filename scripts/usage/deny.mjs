export const checks = ["advisories", "bans", "licenses", "sources"];

export const usage = `node scripts/deny.mjs CHECK...
  CHECK   ${checks.join(", ")}; advisories fetches a database from GitHub`;

/** Arguments that the command takes, for `parseArgs`. */
export const takes = { allowPositionals: true, options: {} };

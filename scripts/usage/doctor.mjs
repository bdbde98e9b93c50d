export const usage = `npm run doctor -- [options]
  shows how each phone is notified of a message: by an open event stream, by push, or not at all, in which
  case the SMSGate app fetches every 15 minutes; and how to make slow phones faster
  --account NAME-or-ID  shows only the phones of this account
  --json                prints one line of JSON on standard output, for programs
  --remote              inspects the deployment instead of the local system
  --state-dir DIR       directory of the local system's data (.wireroom)`;

/** Arguments that the command takes, for `parseArgs`. */
export const takes = {
  options: {
    account: { type: "string" },
    json: { type: "boolean" },
    remote: { type: "boolean" },
    "state-dir": { type: "string" },
  },
};

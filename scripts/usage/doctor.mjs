export const usage = `npm run doctor -- [options]
  says of every phone how it learns that there is a message for it: by an open event stream, by push, or by
  its own visits alone, which the SMSGate app makes every 15 minutes; and what to do about that
  --account NAME-or-ID  the phones of this account alone
  --json                one line of JSON on standard output, for programs
  --remote              looks at the deployment instead of the local system
  --state-dir DIR       where the local system keeps everything (.wireroom)`;

/** Arguments that the command takes, for `parseArgs`. */
export const takes = {
  options: {
    account: { type: "string" },
    json: { type: "boolean" },
    remote: { type: "boolean" },
    "state-dir": { type: "string" },
  },
};

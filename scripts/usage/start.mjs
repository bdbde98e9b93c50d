export const usage = `npm start -- [options]
  --port N           port to listen on (8787)
  --state-dir DIR    directory of the local system's data (.wireroom)
  --no-phone         starts no simulated phone
  --set NAME=VALUE   sets a variable or secret of the Worker, repeatable
  --json             prints one line of JSON on standard output when ready, for programs`;

/** Arguments that the command takes, for `parseArgs`. */
export const takes = {
  options: {
    json: { type: "boolean", default: false },
    "no-phone": { type: "boolean", default: false },
    port: { type: "string", default: "8787" },
    set: { type: "string", multiple: true, default: [] },
    "state-dir": { type: "string" },
  },
};

export const usage = `npm start -- [options]
  --port N           (8787)
  --state-dir DIR    where everything is kept (.wireroom)
  --no-phone         without the simulated phone
  --set NAME=VALUE   a variable or secret of the Worker, repeatable
  --json             one line of JSON on standard output when ready, for programs`;

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

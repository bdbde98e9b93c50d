export const usage = `npm run soak -- [options]
  --kills N          number of kills of the runtime under load (50)
  --accepted N       number of kills right after a single 202 (10)
  --flood N          number of frames that each of four phones sends in the flood (15000)
  --only-flood       runs only the flood
  --fuzz N           seconds of random requests to each face with each kind of credential (40)
  --only-fuzz        runs only these requests
  --seed N           the same seed repeats the same moments, as far as the machine allows (1)
  --skip-properties  skips the long native property tests
  --build DIR        tests this copy of build/ instead of building`;

/** Arguments that the command takes, for `parseArgs`. */
export const takes = {
  options: {
    accepted: { type: "string", default: "10" },
    build: { type: "string" },
    flood: { type: "string", default: "15000" },
    fuzz: { type: "string", default: "40" },
    kills: { type: "string", default: "50" },
    "only-flood": { type: "boolean", default: false },
    "only-fuzz": { type: "boolean", default: false },
    seed: { type: "string", default: "1" },
    "skip-properties": { type: "boolean", default: false },
  },
};

export const usage = `npm run soak -- [options]
  --kills N          how often the runtime is killed under load (50)
  --accepted N       how often it is killed right after a single 202 (10)
  --flood N          how many frames each of four phones floods the product with (15000)
  --only-flood       the flood alone
  --seed N           the same seed, the same moments, as far as the machine repeats itself (1)
  --skip-properties  without the long native property tests
  --build DIR        tries this copy of build/ and builds nothing`;

/** Arguments that the command takes, for `parseArgs`. */
export const takes = {
  options: {
    accepted: { type: "string", default: "10" },
    build: { type: "string" },
    flood: { type: "string", default: "15000" },
    kills: { type: "string", default: "50" },
    "only-flood": { type: "boolean", default: false },
    seed: { type: "string", default: "1" },
    "skip-properties": { type: "boolean", default: false },
  },
};

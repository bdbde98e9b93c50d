export const usage = `npm run bench -- [options]
  --quick       runs a tenth of everything, for a first impression
  --json FILE   writes all results to FILE, with the rows of each statement
  --build DIR   measures this copy of build/ instead of building`;

/** Arguments that the command takes, for `parseArgs`. */
export const takes = {
  options: {
    build: { type: "string" },
    json: { type: "string" },
    quick: { type: "boolean", default: false },
  },
};

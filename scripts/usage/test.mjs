export const usage = `npm test -- [--only WORD]... [--skip-rust]
  --only WORD   runs only test files whose path contains WORD; \`--only rust\` runs only cargo's tests
  --skip-rust   skips cargo's tests`;

/** Arguments that the command takes, for `parseArgs`. */
export const takes = {
  options: {
    only: { type: "string", multiple: true, default: [] },
    "skip-rust": { type: "boolean", default: false },
  },
};

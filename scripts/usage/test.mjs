export const usage = `npm test -- [--only WORD]... [--skip-rust]
  --only WORD   only test files whose path contains WORD; \`--only rust\` is cargo's tests alone
  --skip-rust   without cargo's tests`;

/** Arguments that the command takes, for `parseArgs`. */
export const takes = {
  options: {
    only: { type: "string", multiple: true, default: [] },
    "skip-rust": { type: "boolean", default: false },
  },
};

export const usage = `npm run openapi [-- --check]
  writes docs/openapi/ from the types and route tables in the code
  --check   compare instead, and fail if a file differs`;

/** Arguments that the command takes, for `parseArgs`. */
export const takes = { options: { check: { type: "boolean", default: false } } };

export const usage = `npm test -- [--only WORD]... [--skip-rust]
  --only WORD   only test files whose path contains WORD; \`--only rust\` is cargo's tests alone
  --skip-rust   without cargo's tests`;

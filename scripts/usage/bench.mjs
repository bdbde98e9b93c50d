export const usage = `npm run bench -- [options]
  --quick       a tenth of everything, for a first impression
  --json FILE   writes all results there, with the rows of each statement
  --build DIR   measures this copy of build/ and builds nothing`;

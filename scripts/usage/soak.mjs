export const usage = `npm run soak -- [options]
  --kills N          how often the runtime is killed under load (50)
  --accepted N       how often it is killed right after a single 202 (10)
  --flood N          how many frames each of four phones floods the product with (15000)
  --only-flood       the flood alone
  --seed N           the same seed, the same moments, as far as the machine repeats itself (1)
  --skip-properties  without the long native property tests
  --build DIR        tries this copy of build/ and builds nothing`;

import { runVisibly } from "../../scripts/lib/run.mjs";

/** The natively tested properties, over far more random histories and worlds than `npm test` has time for. */
export const propertyRuns = [
  { crate: "messaging", cases: 1_000_000 },
  { crate: "dispatch", cases: 20_000 },
  { crate: "store-d1", cases: 100_000 },
  { crate: "sms-providers", cases: 100_000 },
];

export const runProperty = ({ crate, cases }) =>
  runVisibly("cargo", ["test", "--release", "-p", crate], { env: { PROPTEST_CASES: String(cases) } });

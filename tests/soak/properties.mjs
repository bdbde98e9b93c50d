import { runVisibly } from "../../scripts/lib/run.mjs";

/** The natively tested properties, with far more random histories and worlds than `npm test` has time for. */
export const propertyRuns = [
  { crate: "messaging", cases: 1_000_000 },
  { crate: "dispatcher", cases: 20_000 },
  { crate: "store-d1", cases: 100_000 },
  { crate: "sms-providers", cases: 100_000 },
  { crate: "relay-crypto", cases: 100_000 },
  { crate: "relay-requests", cases: 1_000_000, altered: 10_000_000 },
];

/** `altered`: number of randomly altered SMS, of each of two kinds, that go through all of the relay's parsers. */
export const runProperty = ({ crate, cases, altered }) =>
  runVisibly("cargo", ["test", "--release", "-p", crate], {
    env: { PROPTEST_CASES: String(cases), ...(altered && { RELAY_FUZZ_ITERATIONS: String(altered) }) },
  });

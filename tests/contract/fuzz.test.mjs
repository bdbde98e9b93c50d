import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { runs, uncoveredSchemes, unknownOperations } from "./fuzz/runs.mjs";
import { fuzz } from "./fuzz/fuzz.mjs";
import { FuzzWorld } from "./fuzz/world.mjs";

let world;
before(async () => (world = await FuzzWorld.start()));
after(() => world.stop());

test("every security scheme of the documents has a credential with which its operations are fuzzed", () => {
  assert.deepEqual(uncoveredSchemes(), []);
});

test("every operation that is left out, or may fail, is in its document", () => {
  assert.deepEqual(unknownOperations(), []);
});

// Each run has the usual time; all of them together need more on a slow machine.
describe("Schemathesis finds no failure", { concurrency: 2, timeout: 900_000 }, () => {
  for (const run of runs) {
    test(`in ${run.face} with ${run.holder}`, async () => {
      const { faults, output } = await fuzz(world, run);
      assert.deepEqual(faults, [], output);
    });
  }
});

test("the Worker logged no error while it was fuzzed", () => {
  assert.deepEqual(world.errors(), []);
});

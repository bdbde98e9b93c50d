import assert from "node:assert/strict";
import { test } from "node:test";
import { acceptedTrial, killTrial } from "./kill-trial.mjs";
import { maskingTrial } from "./masking-trial.mjs";

test("what was answered with 202 is transmitted though the runtime is killed at once", async () => {
  const { accepted, faults, lastLines } = await acceptedTrial({ rounds: 1 });
  assert.equal(accepted, 1);
  assert.deepEqual(faults, [], lastLines);
});

test("nothing is lost or doubled over three kills under load", async () => {
  const { accepted, faults, lastLines } = await killTrial({ kills: 3, seed: 3 });
  assert.ok(accepted > 50, `only ${accepted} messages were accepted`);
  assert.deepEqual(faults, [], lastLines);
});

test("nothing is lost or doubled over two kills under load with a phone that fetches", async () => {
  const { accepted, faults, lastLines } = await killTrial({ kills: 2, seed: 4, fetches: true });
  assert.ok(accepted > 30, `only ${accepted} messages were accepted`);
  assert.deepEqual(faults, [], lastLines);
});

test("nothing is relayed twice or to somebody else over two kills while a provider calls back", async () => {
  const { answered, relayed, faults, lastLines } = await maskingTrial({ kills: 2, seed: 5 });
  assert.ok(relayed > 30, `only ${relayed} of ${answered} were relayed`);
  assert.deepEqual(faults, [], lastLines);
});

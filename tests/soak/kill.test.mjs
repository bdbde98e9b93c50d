import assert from "node:assert/strict";
import { test } from "node:test";
import { acceptedTrial, killTrial } from "./kill-trial.mjs";
import { maskingTrial } from "./masking-trial.mjs";

test("a message answered with 202 is transmitted even if the runtime is killed at once", async () => {
  const { accepted, faults, lastLines } = await acceptedTrial({ rounds: 1 });
  assert.equal(accepted, 1);
  assert.deepEqual(faults, [], lastLines);
});

test("three kills under load lose and duplicate nothing", async () => {
  const { accepted, faults, lastLines } = await killTrial({ kills: 3, seed: 3 });
  assert.ok(accepted > 50, `only ${accepted} messages were accepted`);
  assert.deepEqual(faults, [], lastLines);
});

test("two kills under load lose and duplicate nothing with a phone that fetches", async () => {
  const { accepted, faults, lastLines } = await killTrial({ kills: 2, seed: 4, fetches: true });
  assert.ok(accepted > 30, `only ${accepted} messages were accepted`);
  assert.deepEqual(faults, [], lastLines);
});

test("two kills during provider callbacks relay nothing twice and nothing to a wrong person", async () => {
  const { answered, relayed, faults, lastLines } = await maskingTrial({ kills: 2, seed: 5 });
  assert.ok(relayed > 30, `only ${relayed} of ${answered} were relayed`);
  assert.deepEqual(faults, [], lastLines);
});

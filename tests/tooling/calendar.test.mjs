import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { repositoryRoot } from "../../scripts/lib/paths.mjs";
import { dayMs, hourMs, untilClear } from "../support/clock.mjs";

/**
 * Any earlier day was long past when it was written, so the product's behavior does not change with the current day.
 */
const firstDayNotToName = "2026-02-01";

test("no test or script names a fixed day near the present", () => {
  const found = [];
  for (const file of globSync("{tests,scripts}/**/*.{mjs,py}", { cwd: repositoryRoot })) {
    if (file.endsWith("tooling/calendar.test.mjs")) continue;
    readFileSync(join(repositoryRoot, file), "utf8")
      .split("\n")
      .forEach((line, index) => {
        for (const day of namedDays(line))
          if (day >= firstDayNotToName) found.push(`${file}:${index + 1} names ${day}`);
      });
  }
  assert.deepEqual(found, [], "derive times from the clock that the test sees");
});

/**
 * Extracts days written as ISO dates and as arguments of `Date.UTC`; nonexistent dates are skipped, as invalid test
 * input.
 */
function namedDays(line) {
  const written = [...line.matchAll(/\b(20\d\d-\d\d-\d\d)T?/g)].map(([, day]) => day);
  const built = [...line.matchAll(/Date\.UTC\((20\d\d), (\d+), (\d+)/g)].map(([, ...parts]) =>
    new Date(Date.UTC(...parts.map(Number))).toISOString().slice(0, 10),
  );
  return [...written, ...built].filter((day) => new Date(`${day}T00:00:00Z`).toJSON()?.startsWith(day) ?? false);
}

test("a test that counts within an hour or a day waits only when that period is about to end", () => {
  const midnight = 20_000 * dayMs;
  assert.equal(untilClear(hourMs, midnight), 0);
  assert.equal(untilClear(hourMs, midnight + 30 * 60_000), 0);
  assert.equal(untilClear(hourMs, midnight - 10_000), 10_100);
  assert.equal(untilClear(dayMs, midnight - hourMs), 0);
  assert.equal(untilClear(dayMs, midnight - 1), 101);
});

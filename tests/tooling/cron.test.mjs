import assert from "node:assert/strict";
import { test } from "node:test";
import { matches } from "../../scripts/lib/cron.mjs";

const time = new Date("2020-11-22T10:30:00Z"); // a Sunday

test("patterns match the minutes at which Cloudflare would fire them", () => {
  for (const pattern of ["* * * * *", "*/15 * * * *", "30 10 22 11 *", "0-45 * * * 1", "0,30 8-18/2 * * *"]) {
    assert.ok(matches(pattern, time), pattern);
  }
  for (const pattern of ["31 * * * *", "*/7 * * * *", "* * * * 2", "* 11 * * *", "bad"]) {
    assert.ok(!matches(pattern, time), pattern);
  }
});

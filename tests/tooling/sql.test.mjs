import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { test } from "node:test";
import { sql } from "../../scripts/lib/sql.mjs";

const database = new DatabaseSync(":memory:");
const roundTrip = (value) => database.prepare(sql`SELECT ${value} AS value`).get().value;

test("hostile text stays a value", () => {
  for (const text of ["it's", "'; DROP TABLE accounts; --", "\\'", '"', "a\nb", "$1 ? :name", "ﬁ𝒳", ""]) {
    assert.equal(roundTrip(text), text);
  }
});

test("numbers and absent values are written as literals", () => {
  assert.equal(roundTrip(1795243145229), 1795243145229);
  assert.equal(roundTrip(null), null);
  assert.equal(roundTrip(undefined), null);
});

test("a value that SQLite could not read back is refused", () => {
  for (const value of ["a\0b", 1.5, NaN, {}, 2 ** 60]) assert.throws(() => sql`SELECT ${value}`, TypeError);
});

/** A value as an SQLite literal. */
function literal(value) {
  if (value === null || value === undefined) return "NULL";
  if (Number.isSafeInteger(value)) return String(value);
  // SQLite knows no escape in a string but the doubled quote, and reads a NUL as the end of the statement.
  if (typeof value === "string" && !value.includes("\0")) return `'${value.replaceAll("'", "''")}'`;
  throw new TypeError(`cannot be written in SQL: ${String(value)}`);
}

/** Composes one statement whose every `${value}` becomes a literal: `wrangler d1 execute` takes no parameters. */
export const sql = (strings, ...values) => String.raw({ raw: strings }, ...values.map(literal));

/** Renders a value as an SQLite literal. */
function literal(value) {
  if (value === null || value === undefined) return "NULL";
  if (Number.isSafeInteger(value)) return String(value);
  // The doubled quote is SQLite's only escape in a string, and a NUL ends the statement.
  if (typeof value === "string" && !value.includes("\0")) return `'${value.replaceAll("'", "''")}'`;
  throw new TypeError(`value cannot be written in SQL: ${String(value)}`);
}

/**
 * Composes a statement in which every `${value}` becomes a literal, because `wrangler d1 execute` takes no parameters.
 */
export const sql = (strings, ...values) => String.raw({ raw: strings }, ...values.map(literal));

/** Formats rows as aligned columns under their names. Times, which the database holds in milliseconds, become dates. */
export function formatTable(rows, columns) {
  const shown = rows.map((row) => columns.map((column) => cell(column, row[column])));
  const titles = columns.map((column) => column.replace(/_ms$/, ""));
  const widths = titles.map((title, index) => Math.max(title.length, ...shown.map((row) => row[index].length)));
  return [titles, ...shown]
    .map((row) =>
      row
        .map((text, index) => text.padEnd(widths[index]))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

function cell(column, value) {
  if (value === null || value === undefined) return "-";
  return column.endsWith("_ms") ? `${new Date(value).toISOString().slice(0, 19)}Z` : String(value);
}

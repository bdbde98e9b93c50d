/** Formats rows of cells as text: the first column aligned left, the others, which are figures, aligned right. */
export function columns(titles, rows) {
  const shown = [titles, ...rows].map((row) => row.map(cell));
  const widths = titles.map((_, index) => Math.max(...shown.map((row) => row[index].length)));
  const align = (text, index) => (index === 0 ? text.padEnd(widths[index]) : text.padStart(widths[index]));
  return shown.map((row) => row.map(align).join("  ").trimEnd()).join("\n");
}

function cell(value) {
  if (value === undefined || value === null || Number.isNaN(value)) return "-";
  if (typeof value !== "number") return String(value);
  if (Number.isInteger(value)) return value.toLocaleString("en");
  return value.toLocaleString(
    "en",
    value >= 100 ? { maximumFractionDigits: 0 } : { maximumFractionDigits: value >= 10 ? 1 : 2 },
  );
}

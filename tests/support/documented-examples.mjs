/**
 * The examples of a page in Markdown. A fenced block `sh` is a script. A block `json` or `text` shows what the script
 * before it prints; a script without one prints nothing. Blocks in other languages are ignored.
 */
export function examplesOf(markdown) {
  const examples = [];
  for (const { language, text, line } of blocksOf(markdown)) {
    if (language === "sh") {
      examples.push({ script: text, line, output: undefined });
    } else if (language === "json" || language === "text") {
      const example = examples.at(-1);
      if (example === undefined || example.output !== undefined)
        throw new Error(`line ${line}: the block shows the output of no script`);
      example.output = { language, text };
    }
  }
  return examples;
}

/** Fenced blocks of a page, in their order, with the number of the line that opens them. */
function blocksOf(markdown) {
  return [...markdown.matchAll(/^```(\w*)\n(.*?)^```$/gms)].map(({ 1: language, 2: text, index }) => ({
    language,
    text,
    line: markdown.slice(0, index).split("\n").length,
  }));
}

/**
 * Puts the reader's values into a script: each line `NAME=…` whose name is known. A value may be a function, which is
 * called when the script needs it.
 */
export async function withReadersValues(script, values) {
  const lines = [];
  for (const line of script.split("\n")) {
    const [, name] = /^([A-Z_]+)=/.exec(line) ?? [];
    const value = Object.hasOwn(values, name ?? "") ? values[name] : undefined;
    if (value === undefined) lines.push(line);
    else lines.push(`${name}='${typeof value === "function" ? await value() : value}'`);
  }
  return lines.join("\n");
}

/**
 * Returns the differences between what an example shows and what its script printed.
 *
 * - JSON has the same members, lists of the same length, and values of the same type. Values are equal, except:
 *   - a time stands for any time with the same precision,
 *   - `…` in a text stands for one or more characters that the system made up, such as the rest of an id or of a key,
 *   - a number whose name ends with `_ms` is a measured duration, and may be any number from 0 on.
 * - Text has the same lines, in which times and `…` count as in JSON.
 */
export function differencesOfOutput(shown, printed) {
  if (shown === undefined) return printed === "" ? [] : ["the page shows no output"];
  if (shown.language === "text") return textDifferences(shown.text, printed);
  let actual;
  try {
    actual = JSON.parse(printed);
  } catch {
    return ["the output is not JSON"];
  }
  return jsonDifferences(JSON.parse(shown.text), actual, "");
}

function textDifferences(shown, printed) {
  const [wanted, actual] = [shown, printed].map((text) => text.trimEnd().split("\n"));
  if (wanted.length !== actual.length) return [`${actual.length} lines instead of ${wanted.length}`];
  return wanted.flatMap((line, index) => (patternOf(line).test(actual[index]) ? [] : [`line: ${line}`]));
}

const typeOf = (value) => (value === null ? "null" : Array.isArray(value) ? "list" : typeof value);

function jsonDifferences(shown, actual, at) {
  if (typeOf(shown) !== typeOf(actual)) return [`${at}: ${typeOf(actual)} instead of ${typeOf(shown)}`];
  if (typeof shown === "string") return patternOf(shown).test(actual) ? [] : [`${at}: ${actual} instead of ${shown}`];
  if (typeof shown === "number" && at.endsWith("_ms")) return actual >= 0 ? [] : [`${at}: ${actual}`];
  if (shown === null || typeof shown !== "object")
    return shown === actual ? [] : [`${at}: ${actual} instead of ${shown}`];
  // The members of an object, and the places of a list.
  return [...new Set([...Object.keys(shown), ...Object.keys(actual)])].flatMap((name) => {
    if (!Object.hasOwn(actual, name)) return [`${at}.${name} is missing`];
    if (!Object.hasOwn(shown, name)) return [`${at}.${name} is not shown`];
    return jsonDifferences(shown[name], actual[name], `${at}.${name}`);
  });
}

/** Pattern of a text in which a time and `…` stand for others. */
function patternOf(text) {
  const pattern = text
    .replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&")
    .replaceAll(
      /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\\\.\d{3})?Z/g,
      (_, fraction) => String.raw`\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d${fraction ? String.raw`\.\d{3}` : ""}Z`,
    )
    .replaceAll("…", "\\S+");
  return new RegExp(`^${pattern}$`);
}

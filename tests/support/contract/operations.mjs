import { readDocument } from "../../../scripts/lib/openapi/documents.mjs";

const document = readDocument("wireroom");

/** Prefixes and words by which SMSGate's paths are also served (smsgate contract 1.1). */
const smsgatePrefix = /^\/api(?=\/(3rdparty|mobile|upstream|docs|health|metrics|\.well-known)(\/|$))/;
const synonyms = new Map([
  ["message", "messages"],
  ["device", "devices"],
]);

const templates = Object.keys(document.paths).map((path) => ({
  path,
  item: document.paths[path],
  segments: path.split("/"),
  literals: path.split("/").filter((segment) => !segment.startsWith("{")).length,
}));
// A fixed segment goes before a parameter, as in the router.
templates.sort((a, b) => b.literals - a.literals);

/** Returns the description of a path's methods, and its template; undefined for a path that no route has. */
export function describedPath(pathname) {
  const path = pathname.replace(/\/+/g, "/").replace(/(?<=.)\/$/, "");
  const unprefixed = path.replace(smsgatePrefix, "");
  const respelled = unprefixed
    .split("/")
    .map((segment) => synonyms.get(segment) ?? segment)
    .join("/");
  for (const spelling of [path, unprefixed, respelled]) {
    const segments = spelling.split("/");
    const found = templates.find((template) => fits(template.segments, segments));
    if (found) return found;
  }
  return undefined;
}

const fits = (template, segments) =>
  template.length === segments.length &&
  template.every((part, index) => (part.startsWith("{") ? segments[index] !== "" : part === segments[index]));

/** Returns what a reference of the document leads to. */
export function resolved(value) {
  if (typeof value?.$ref !== "string") return value;
  return value.$ref
    .slice(2)
    .split("/")
    .reduce((part, name) => part?.[name], document);
}

export { document };

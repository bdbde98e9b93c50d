import { describedPath, resolved } from "./operations.mjs";
import { requestDefectsOf, spelledDefectsOf } from "./schemas.mjs";

let areLenient = false;

/** From now on accepts every request of this process. */
export function takeLenientRequests() {
  areLenient = true;
}

/**
 * Compares a request that succeeded with the document. JSON is compared strictly, unless the caller says by
 * `init.lenient`, or for a whole test file by importing `lenient.mjs`, that only the lenient reading takes the request. In a query and a form, where
 * every value is a text, a number may be written in digits. Members that the document does not name are ignored by
 * the system, and here.
 */
export function requestDifferences({ method, url, init }) {
  const { pathname, searchParams } = new URL(url);
  const operation = describedPath(pathname)?.item[method.toLowerCase()];
  if (operation === undefined || areLenient || init?.lenient) return [];
  const line = `${method} ${describedPath(pathname).path} accepted`;
  return [...queryDefects(operation, searchParams), ...bodyDefects(operation, init)].map((it) => `${line} ${it}`);
}

function queryDefects(operation, searchParams) {
  const parameters = (operation.parameters ?? []).map(resolved).filter((parameter) => parameter.in === "query");
  return parameters.flatMap(({ name, required, schema }) => {
    // An empty value counts as absent.
    const values = searchParams.getAll(name).filter((value) => value !== "");
    if (values.length === 0) return required ? [`a query without ${name}`] : [];
    return spelledDefectsOf(values.at(-1), schema).map((defect) => `a query whose ${name}: ${defect}`);
  });
}

function bodyDefects(operation, init) {
  const { body } = init ?? {};
  if (typeof body !== "string") return [];
  const type = new Headers(init.headers).get("content-type")?.split(";")[0] ?? "text/plain";
  const schema = operation.requestBody?.content[type]?.schema;
  if (schema === undefined) return [];
  if (type === "application/x-www-form-urlencoded")
    return spelledDefectsOf(Object.fromEntries(new URLSearchParams(body)), schema).map((it) => `a form: ${it}`);
  if (type !== "application/json") return [];
  try {
    return requestDefectsOf(JSON.parse(body), schema).map((it) => `a body: ${it} (${body.slice(0, 200)})`);
  } catch {
    return [`a body that is no JSON (${body.slice(0, 200)})`];
  }
}

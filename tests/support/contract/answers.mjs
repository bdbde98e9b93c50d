import { codeDifferences } from "./codes.mjs";
import { describedPath, resolved } from "./operations.mjs";
import { defectsOf } from "./schemas.mjs";

/** Headers that the platform or CORS adds; the document names all others. */
const platformHeaders =
  /^(access-control-.*|connection|content-encoding|content-length|content-type|date|keep-alive|transfer-encoding|vary|x-mf-.*|mf-.*|cf-.*|allow)$/;

/** Statuses of failures of paths or methods that no route has. */
const statusesOfNoRoute = [400, 401, 404, 405, 429, 503];

/** Paths that answer without a route: the static assets, and the redirect of SMSGate's `/api`. */
const withoutRoute = /^\/(openapi(\.json$|\/)|reference(\/|$)|errors\/|api\/?$)/;

/** Answer of a deployment without settings to any request, in the form of no face. */
const notConfigured = '"error":"This deployment is not configured: see docs/OPERATIONS.md"';

/**
 * Compares an answer with the document: status, content type, headers, code and, if its text is given, body. Returns a
 * line for each difference.
 * Answers to preflights and redirects that `fetch` has followed are not compared.
 */
export function differences({ method, url, status, headers, text }) {
  const { pathname } = new URL(url);
  if (method === "OPTIONS") return [];
  const described = describedPath(pathname);
  const name = (method === "HEAD" ? "GET" : method).toLowerCase();
  const operation = described?.item[name];
  const line = `${method} ${described?.path ?? pathname} answered ${status}`;
  const answer = { status, headers, text };
  if (text?.includes(notConfigured)) return codeDifferences(line, undefined, answer);
  if (operation === undefined) {
    if (withoutRoute.test(pathname) && status < 400) return [];
    return statusesOfNoRoute.includes(status)
      ? codeDifferences(line, undefined, answer)
      : [`${line}, but no document has the route`];
  }
  const response = resolved(operation.responses[status]);
  if (response === undefined) return [`${line}, which is not documented (${text?.slice(0, 200)})`];
  return [
    ...headerDifferences(line, response, headers),
    ...codeDifferences(line, response, answer),
    ...(text === undefined ? [] : bodyDifferences(line, response, headers, text, method)),
  ];
}

function headerDifferences(line, response, headers) {
  const known = Object.keys(response.headers ?? {}).map((name) => name.toLowerCase());
  return [...headers.keys()]
    .filter((name) => !platformHeaders.test(name) && !known.includes(name))
    .map((name) => `${line} with the header ${name}, which is not documented`);
}

function bodyDifferences(line, response, headers, text, method) {
  const type = headers.get("content-type");
  const content = response.content;
  if (method === "HEAD") return [];
  if (content === undefined)
    return text === "" ? [] : [`${line} with a body, but none is documented (${text.slice(0, 200)})`];
  if (type === null && text === "" && response["x-body-optional"]) return [];
  // An attachment has the type that its sender stated.
  const media = content[type] ?? content["*/*"];
  if (media === undefined) return [`${line} with the content type ${type}, documented: ${Object.keys(content)}`];
  if (!/^application\/([a-z.-]+\+)?json\b/.test(type)) return [];
  let body;
  try {
    body = JSON.parse(text);
  } catch {
    return [`${line} with a body that is no JSON (${text.slice(0, 200)})`];
  }
  return defectsOf(body, media.schema).map((defect) => `${line}: ${defect} (${text.slice(0, 300)})`);
}

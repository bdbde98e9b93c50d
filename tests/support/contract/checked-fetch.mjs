import { differences } from "./answers.mjs";
import { report } from "./report.mjs";
import { requestDifferences } from "./requests.mjs";

const origins = new Set();
const checkedFetches = new WeakSet();

/**
 * From now on compares every answer of this server that `fetch` receives with the document of the API. A difference
 * fails the request. With CONTRACT_REPORT, differences are written to that file instead, all of them in one run.
 */
export function checkAnswersOf(url) {
  origins.add(new URL(url).origin);
  // A test may have put its own `fetch` in place, which stands for the outside world: it stays underneath.
  if (checkedFetches.has(globalThis.fetch)) return;
  const inner = globalThis.fetch;
  globalThis.fetch = async (resource, init) => checked(await inner(resource, init), resource, init);
  checkedFetches.add(globalThis.fetch);
}

async function checked(response, resource, init) {
  const url = String(resource?.url ?? resource);
  if (!origins.has(new URL(url).origin) || response.redirected || isStream(response)) return response;
  const text = await response.clone().text();
  const method = (init?.method ?? resource?.method ?? "GET").toUpperCase();
  const found = differences({ method, url, status: response.status, headers: response.headers, text });
  if (response.ok) found.push(...requestDifferences({ method, url, init }));
  if (found.length > 0) report(found);
  return response;
}

const isStream = ({ headers, status }) =>
  status === 101 || /^(text\/event-stream|application\/octet-stream|image\/)/.test(headers.get("content-type") ?? "");

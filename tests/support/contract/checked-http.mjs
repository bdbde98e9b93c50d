import { subscribe } from "node:diagnostics_channel";
import { differences } from "./answers.mjs";
import { report } from "./report.mjs";

const origins = new Set();

/**
 * From now on compares every answer of this server that `node:http` receives, as SDKs and raw tests use it, with the
 * document of the API: status, headers and code, but not the body, which only its reader can read.
 */
export function checkHttpAnswersOf(url) {
  if (origins.size === 0) subscribe("http.client.response.finish", check);
  origins.add(new URL(url).host);
}

function check({ request, response }) {
  const host = request.getHeader("host");
  if (!origins.has(host)) return;
  const headers = new Headers();
  for (const [name, value] of Object.entries(response.headers)) headers.set(name, String(value));
  const url = `http://${host}${request.path}`;
  const found = differences({ method: request.method, url, status: response.statusCode, headers });
  if (found.length > 0) report(found);
}

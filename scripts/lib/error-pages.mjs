import { readFileSync } from "node:fs";
import { join } from "node:path";
import { documentNames, readDocument } from "./openapi/documents.mjs";
import { repositoryRoot } from "./paths.mjs";

/** File with the codes of failures and their explanations, which the code has written; relative to the repository. */
export const errorsFile = "docs/errors.json";

/** Returns the codes with their explanations. */
export const readErrors = () => JSON.parse(readFileSync(join(repositoryRoot, errorsFile), "utf8"));

/** Returns the pages below `/errors/` as a map from file name to text: one per code, and their index. */
export function errorPages() {
  const errors = readErrors();
  const places = placesByCode();
  const pages = errors.map((error) => [`${error.code}.html`, page(error, places.get(error.code) ?? [])]);
  return new Map([["index.html", index(errors)], ...pages]);
}

/** Returns where each code may occur by the documents, as `{face, line, status}`. */
function placesByCode() {
  const places = new Map();
  for (const face of documentNames.filter((name) => name !== "wireroom")) {
    const { paths, components } = readDocument(face);
    for (const [path, item] of Object.entries(paths)) {
      for (const [method, { responses }] of Object.entries(item)) {
        for (const [status, given] of Object.entries(responses ?? {})) {
          const response = given.$ref ? components.responses[given.$ref.split("/").at(-1)] : given;
          for (const code of response["x-error-codes"] ?? []) {
            if (!places.has(code)) places.set(code, []);
            places.get(code).push({ face, line: `${method.toUpperCase()} ${path}`, status });
          }
        }
      }
    }
  }
  return places;
}

function page({ code, status, title, meaning, causes, remedies }, places) {
  const statuses = [...new Set([String(status), ...places.map((place) => place.status)])].sort();
  const rows = places.map(
    ({ face, line, status }) =>
      `<tr><td><a href="../reference/?face=${face}">${face}</a></td><td><code>${escaped(line)}</code></td><td>${status}</td></tr>`,
  );
  const table =
    rows.length === 0
      ? ""
      : `<h2>Where it occurs</h2>
      <details><summary>${rows.length === 1 ? "1 answer" : `${rows.length} answers`} of the API</summary>
      <table><thead><tr><th scope="col">API</th><th scope="col">Route</th><th scope="col">Status</th></tr></thead>
      <tbody>${rows.join("\n")}</tbody></table></details>`;
  return html(
    `${escaped(title)} (${code})`,
    `<h1>${escaped(title)}</h1>
      <p class="status"><code>${code}</code> · HTTP ${statuses.join(", ")}</p>
      <p>${prose(meaning)}</p>
      <h2>What may have led to it</h2>
      ${list(causes)}
      <h2>What to do</h2>
      ${list(remedies)}
      ${table}`,
  );
}

function index(errors) {
  const rows = errors.map(
    ({ code, status, title }) =>
      `<tr><td><a href="${code}"><code>${code}</code></a></td><td>${escaped(title)}</td><td>${status}</td></tr>`,
  );
  return html(
    "Errors",
    `<h1>Errors</h1>
      <p>Every failure of the API has a code. It is in the header <code>Link</code> of the answer, which leads to one of
      these pages. Routes that only Wireroom has also say it in the body. Codes are stable; texts may change.</p>
      <table><thead><tr><th scope="col">Code</th><th scope="col">Meaning</th><th scope="col">Usual status</th></tr></thead>
      <tbody>${rows.join("\n")}</tbody></table>`,
  );
}

const html = (title, content) => `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>${title} · Wireroom</title>
    <link rel="icon" href="data:,">
    <link rel="stylesheet" href="errors.css">
  </head>
  <body>
    <nav aria-label="Site"><a href="./">All errors</a><a href="../reference/">API reference</a></nav>
    <main>
      ${content}
    </main>
  </body>
</html>
`;

const list = (sentences) => `<ul>${sentences.map((sentence) => `<li>${prose(sentence)}</li>`).join("")}</ul>`;

const escaped = (text) =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");

/** Escapes a sentence, and marks what stands in backquotes as code. */
const prose = (text) => escaped(text).replaceAll(/`([^`]+)`/g, "<code>$1</code>");

import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { readErrors } from "../../scripts/lib/error-pages.mjs";
import { documentNames, readDocument } from "../../scripts/lib/openapi/documents.mjs";
import { repositoryRoot } from "../../scripts/lib/paths.mjs";

const errors = readErrors();
const sentences = errors.flatMap(({ code, meaning, causes, remedies }) =>
  [meaning, ...causes, ...remedies].map((sentence) => ({ code, sentence })),
);
const textOf = (path) => readFileSync(join(repositoryRoot, path), "utf8");
const { paths } = readDocument("wireroom");

/** Inline code of all explanations that fits a pattern, with the code whose explanation has it. */
const quoted = (pattern) =>
  sentences.flatMap(({ code, sentence }) =>
    [...sentence.matchAll(/`([^`]+)`/g)].map(([, text]) => ({ code, text })).filter(({ text }) => pattern.test(text)),
  );

test("every route that an explanation names exists", () => {
  const routes = quoted(/^(GET|POST|PUT|PATCH|DELETE) \//);
  assert.ok(routes.length > 10);
  for (const { code, text } of routes) {
    const [method, path] = text.split(" ");
    assert.ok(paths[path]?.[method.toLowerCase()], `${code}: ${text}`);
  }
});

test("every command that an explanation names exists", () => {
  const { scripts } = JSON.parse(textOf("package.json"));
  const commands = quoted(/^npm run /);
  assert.ok(commands.length > 1);
  for (const { code, text } of commands) {
    const name = /^npm run ([\w-]+)/.exec(text)[1];
    assert.ok(Object.hasOwn(scripts, name), `${code}: ${text}`);
    const subcommand = / -- ([\w-]+)/.exec(text)?.[1];
    if (subcommand) assert.ok(textOf(`scripts/usage/${name}.mjs`).includes(subcommand), `${code}: ${text}`);
  }
});

test("every setting and page that an explanation names exists", () => {
  const operations = textOf("docs/OPERATIONS.md");
  const settings = quoted(/^[A-Z]+_[A-Z_]+$/);
  assert.ok(settings.length > 3);
  for (const { code, text } of settings) assert.ok(operations.includes(`\`${text}\``), `${code}: ${text}`);
  for (const { code, sentence } of sentences) {
    for (const [path] of sentence.matchAll(/docs\/[\w/-]+\.md/g))
      assert.ok(existsSync(join(repositoryRoot, path)), `${code}: ${path}`);
  }
});

test("every code is among the failures of a route, but for those without a route or without settings", () => {
  const named = new Set();
  for (const name of documentNames) {
    const document = JSON.stringify(readDocument(name));
    for (const [, list] of document.matchAll(/"x-error-codes":\[([^\]]*)\]/g))
      for (const code of JSON.parse(`[${list}]`)) named.add(code);
  }
  const unnamed = errors.map(({ code }) => code).filter((code) => !named.has(code));
  assert.deepEqual(unnamed, ["method_not_allowed", "deployment_not_configured"]);
  const unknown = [...named].filter((code) => !errors.some((error) => error.code === code));
  assert.deepEqual(unknown, []);
});

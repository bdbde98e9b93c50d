import assert from "node:assert/strict";
import { existsSync, globSync, readFileSync } from "node:fs";
import { basename, dirname, join, normalize } from "node:path";
import { test } from "node:test";
import { repositoryRoot } from "../../scripts/lib/paths.mjs";

const folders = [
  "crates",
  "d1-migrations",
  "docs",
  "durable-objects",
  "functions",
  "scripts",
  "src",
  "tests",
  ".ci",
  ".github",
];
/** Files that the documentation names because they do not exist. */
const absent = new Set(["rust-toolchain.toml"]);

const documents = globSync(["*.md", "docs/**/*.md", "d1-migrations/*.md", ".github/*.md"], { cwd: repositoryRoot });
const files = globSync(
  folders.map((folder) => `${folder}/**/*.*`),
  { cwd: repositoryRoot, exclude: ["**/node_modules/**"] },
);
const names = new Set(files.map((file) => basename(file)));
const textOf = (path) => readFileSync(join(repositoryRoot, path), "utf8");
const exists = (path) => existsSync(join(repositoryRoot, path));
const withoutBlocks = (text) => text.replaceAll(/^```.*?^```/gms, "");

/** Anchors of a document's headings, as GitHub makes them. */
const anchorsOf = (path) =>
  [...textOf(path).matchAll(/^#+ (.*)$/gm)].map(([, heading]) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\w\- ]/g, "")
      .replaceAll(" ", "-"),
  );

/** Whether inline code that looks like a path of this repository names something. Other code counts as found. */
function isFound(code) {
  // Placeholders, commands, code.
  if (/[<>{}()=:|,…\s]|NAME|NNNN|GROUP/.test(code) || absent.has(code)) return true;
  const isOwn = folders.some((folder) => code.startsWith(`${folder}/`));
  // A path may be cut before its file's ending, and may have wildcards.
  if (isOwn) return exists(code) || globSync([code, `${code}*`], { cwd: repositoryRoot }).length > 0;
  if (!/^[\w./*-]+\.(rs|mjs|sql|toml)$/.test(code) || code.includes("*")) return true;
  return code.includes("/")
    ? exists(code) || files.some((file) => file.endsWith(`/${code}`))
    : exists(code) || names.has(code);
}

/** The contracts describe other systems, and name files of theirs. */
const ownDocuments = documents.filter((document) => !/^docs\/contracts\/(?!README)/.test(document));

test("every file and folder that the documentation names exists", () => {
  const missing = [];
  for (const document of ownDocuments) {
    for (const [, code] of withoutBlocks(textOf(document)).matchAll(/`([^`\n]+)`/g)) {
      if (!isFound(code)) missing.push(`${document}: ${code}`);
    }
  }
  assert.deepEqual([...new Set(missing)], []);
});

test("every link of the documentation to another page leads to a file and a heading", () => {
  const broken = [];
  for (const document of documents) {
    for (const [, target] of withoutBlocks(textOf(document)).matchAll(/\]\(([^)\s]+)\)/g)) {
      if (/^[a-z]+:/.test(target)) continue;
      const [path, anchor] = target.split("#");
      const page = path === "" ? document : normalize(join(dirname(document), path));
      const leads = exists(page) && (anchor === undefined || anchorsOf(page).includes(anchor));
      if (!leads) broken.push(`${document}: ${target}`);
    }
  }
  assert.deepEqual(broken, []);
});

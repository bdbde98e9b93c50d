import { appendFileSync } from "node:fs";
import { relative } from "node:path";
import { repositoryRoot } from "../../../scripts/lib/paths.mjs";

/** Fails the request, or with CONTRACT_REPORT adds the differences to that file, so that one run collects all. */
export function report(found) {
  const file = process.env.CONTRACT_REPORT;
  if (!file) throw new Error(`the system differs from the document of the API:\n${found.join("\n")}`);
  const test = relative(repositoryRoot, process.argv[1] ?? "");
  appendFileSync(file, found.map((line) => `${test}: ${line}\n`).join(""));
}

import { appendFileSync } from "node:fs";

/** Fails the request, or with CONTRACT_REPORT adds the differences to that file, so that one run collects all. */
export function report(found) {
  const file = process.env.CONTRACT_REPORT;
  if (file) appendFileSync(file, `${found.join("\n")}\n`);
  else throw new Error(`the system differs from the document of the API:\n${found.join("\n")}`);
}

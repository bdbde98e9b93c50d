import { readFileSync } from "node:fs";
import { join } from "node:path";
import { repositoryRoot } from "./paths.mjs";

/**
 * Returns the secrets that the Worker reads, from the tables of docs/OPERATIONS.md, which are generated from the
 * settings themselves. The credentials of online platforms are not in these tables.
 */
export function readSecretSettings() {
  const page = readFileSync(join(repositoryRoot, "docs/OPERATIONS.md"), "utf8");
  const tables = page.matchAll(/<!-- settings: [^>]* -->(.*?)<!-- end of settings -->/gs);
  const rows = [...tables].flatMap(([, table]) => [...table.matchAll(/^\| (`.*?`) \| secret(, required)? \|/gm)]);
  return rows.flatMap(([, names, required]) =>
    names.split(", ").map((name) => ({ name: name.slice(1, -1), isRequired: required !== undefined })),
  );
}

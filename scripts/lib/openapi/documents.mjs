import { readFileSync } from "node:fs";
import { join } from "node:path";
import { repositoryRoot } from "../paths.mjs";

/** Folder of the documents, relative to the repository. */
export const documentFolder = "docs/openapi";

/** Names of the documents: the one of all faces, and one per face. */
export const documentNames = ["wireroom", "gateway-api", "smsgate", "number-proxy", "providers", "relay"];

/** Reads a document that the code has written. */
export const readDocument = (name) =>
  JSON.parse(readFileSync(join(repositoryRoot, documentFolder, `${name}.json`), "utf8"));

import { parseArgs } from "node:util";
import { PlainError, say, seconds, step } from "../lib/log.mjs";
import { clientErrorCodes } from "../lib/openapi/client-error-codes.mjs";
import { olderCopies } from "../lib/openapi/copies.mjs";
import { documentNames } from "../lib/openapi/documents.mjs";
import { compareFiles, writeFiles } from "../lib/openapi/files.mjs";
import { pythonClient, pythonFolder } from "../lib/openapi/python-client.mjs";
import { typescriptClient } from "../lib/openapi/typescript-client.mjs";
import { asyncapiDefects, defectsOf } from "../lib/openapi/validity.mjs";
import { localBinary } from "../lib/paths.mjs";
import { runQuietly } from "../lib/run.mjs";
import { takes } from "../usage/openapi.mjs";

/** Writes the documents of the API and what is made from them, or compares them with the code. */
export async function main(args) {
  const startedMs = performance.now();
  const { check } = parseArgs({ args, ...takes }).values;
  await step("documents from the types in the code", "3 min the first time, 10 s after a change", () =>
    // The same command as in `npm test`, so that nothing is compiled twice: one package alone has other features.
    runQuietly("cargo", ["test", "--workspace", "--quiet", "--test", "documents"], {
      env: check ? {} : { WRITE_OPENAPI: "1" },
    }),
  );
  const defects = [...(await defectsOf(documentNames)), ...asyncapiDefects()];
  if (defects.length > 0) throw new PlainError(defects.join("\n"));
  const files = await step("copies and clients from the documents", "20 s", derivedFiles);
  if (check) {
    const stale = compareFiles(files, pythonFolder);
    if (stale.length > 0) throw new PlainError(stale.join("\n"));
  } else writeFiles(files, pythonFolder);
  await step("types of the TypeScript client and its example", "5 s", () =>
    runQuietly(localBinary("tsc"), ["--project", "clients/typescript"]),
  );
  say(`${documentNames.length} documents and ${files.size} files made from them are current (${seconds(startedMs)})`);
}

/** Returns all files that are made from the documents, as a map from path to text. */
async function derivedFiles() {
  return new Map([...olderCopies(), ...clientErrorCodes(), ...(await typescriptClient()), ...(await pythonClient())]);
}

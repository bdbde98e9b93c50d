import { downConvert } from "./down-convert.mjs";
import { documentFolder, documentNames, readDocument } from "./documents.mjs";

/** Returns the copies of all documents in OpenAPI 3.0, as a map from path to text. */
export const olderCopies = () =>
  new Map(
    documentNames.map((name) => [
      `${documentFolder}/3.0/${name}.json`,
      `${JSON.stringify(downConvert(readDocument(name)), null, 2)}\n`,
    ]),
  );

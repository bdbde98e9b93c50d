import { createRequire } from "node:module";
import { Ajv } from "ajv";
import { Validator } from "@seriousme/openapi-schema-validator";
import { downConvert } from "./down-convert.mjs";
import { readDocument } from "./documents.mjs";

/** Returns the defects of documents and of their copies in OpenAPI 3.0, one line each. */
export async function defectsOf(names) {
  const defects = [];
  for (const name of names) {
    const document = readDocument(name);
    for (const [version, copy] of [
      ["3.1", document],
      ["3.0", downConvert(document)],
    ]) {
      const { valid, errors } = await new Validator().validate(structuredClone(copy));
      if (!valid) defects.push(`${name} is no valid OpenAPI ${version}: ${JSON.stringify(errors)}`);
    }
    defects.push(
      ...danglingReferences(document).map((reference) => `${name} refers to ${reference}, which is missing`),
    );
  }
  return defects;
}

/** Returns the defects of the AsyncAPI document, one line each. */
export function asyncapiDefects() {
  const document = readDocument("asyncapi");
  const schema = createRequire(import.meta.url)("@asyncapi/specs/schemas/3.0.0-without-$id.json");
  const validate = new Ajv({ strict: false, validateFormats: false }).compile(schema);
  const defects = validate(document) ? [] : [`asyncapi is no valid AsyncAPI 3.0: ${JSON.stringify(validate.errors)}`];
  return [...defects, ...danglingReferences(document).map((it) => `asyncapi refers to ${it}, which is missing`)];
}

/** Returns the references of a document that lead nowhere. */
function danglingReferences(document) {
  const missing = new Set();
  const visit = (value) => {
    if (value === null || typeof value !== "object") return;
    if (typeof value.$ref === "string" && !isThere(document, value.$ref)) missing.add(value.$ref);
    for (const member of Object.values(value)) visit(member);
  };
  visit(document);
  return [...missing];
}

function isThere(document, reference) {
  let value = document;
  for (const name of reference.replace(/^#\//, "").split("/")) value = value?.[name];
  return value !== undefined;
}

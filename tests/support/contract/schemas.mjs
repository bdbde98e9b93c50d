import { Ajv2020 } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import { document } from "./operations.mjs";
import { absolute } from "./references.mjs";

const base = "https://contract.invalid/openapi.json";

/** Returns a copy of a schema in which an object has no members but those that are named. */
function closed(schema, { inner = false } = {}) {
  if (schema === null || typeof schema !== "object") return schema;
  if (Array.isArray(schema)) return schema.map((it) => closed(it));
  const copy = {};
  for (const [name, value] of Object.entries(schema)) {
    if (name === "allOf") copy[name] = value.map((it) => closed(it, { inner: true }));
    else if (name === "properties")
      copy[name] = Object.fromEntries(Object.entries(value).map(([key, it]) => [key, closed(it)]));
    else if (["examples", "enum", "const", "default", "required"].includes(name)) copy[name] = value;
    else copy[name] = closed(value);
  }
  const isObject = copy.properties !== undefined || copy.allOf !== undefined;
  if (isObject && !inner && copy.additionalProperties === undefined && copy.patternProperties === undefined)
    copy.unevaluatedProperties = false;
  return copy;
}

/** Returns a function that finds the defects of a value by a schema of the document, each schema compiled once. */
function finder(prepared, options) {
  const ajv = new Ajv2020({ allErrors: true, strict: "log", logger: false, ...options });
  addFormats.default(ajv);
  for (const format of ["int32", "int64", "double", "float", "e164"]) ajv.addFormat(format, true);
  ajv.addSchema({ $id: base, components: { schemas: prepared(document.components.schemas) } });
  const compiled = new Map();
  return (value, schema) => {
    const key = JSON.stringify(schema);
    if (!compiled.has(key)) compiled.set(key, ajv.compile(absolute(prepared(schema), base)));
    const validate = compiled.get(key);
    if (validate(value)) return [];
    return validate.errors.map(({ instancePath, message, params }) => {
      const extra = params.unevaluatedProperty ?? params.additionalProperty ?? "";
      return `${instancePath || "the value"} ${message} ${extra}`.trim();
    });
  };
}

const unchanged = (schema) => schema;

/** Returns the defects of an answer; members that the schema does not name are defects. */
export const defectsOf = finder(closed);

/** Returns the defects of a request in JSON; it may have more members than the schema names. */
export const requestDefectsOf = finder(unchanged);

/** Returns the defects of a request in which every value is a text. */
export const spelledDefectsOf = finder(unchanged, { coerceTypes: "array" });

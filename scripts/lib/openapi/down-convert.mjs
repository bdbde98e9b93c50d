/**
 * Returns a copy of a document in OpenAPI 3.0, for generators that do not know 3.1: `null` becomes `nullable`, `const`
 * becomes `enum`, and what 3.0 has no word for (webhooks, a license's identifier) is left out.
 */
export function downConvert(document) {
  const { webhooks: _, ...copy } = structuredClone(document);
  copy.openapi = "3.0.3";
  delete copy.info.license?.identifier;
  delete copy.info.summary;
  eachSchema(copy);
  return copy;
}

/** Names of members whose values are schemas, lists of schemas, or maps of schemas. */
const schemaMembers = ["schema", "items", "additionalProperties", "not"];
const schemaLists = ["allOf", "anyOf", "oneOf"];

/** Converts all schemas below a part of the document in place. */
function eachSchema(part) {
  if (part === null || typeof part !== "object") return;
  for (const [name, value] of Object.entries(part)) {
    if (name === "schemas") for (const key of Object.keys(value)) value[key] = converted(value[key]);
    else if (name === "schema") part[name] = converted(value);
    else if (name !== "example" && name !== "examples") eachSchema(value);
  }
}

/** Returns a schema in the dialect of OpenAPI 3.0. */
function converted(schema) {
  // In 3.0 a schema is always an object: `true` accepts anything, `false` nothing.
  if (schema === true) return {};
  if (schema === false) return { not: {} };
  if (schema === null || typeof schema !== "object") return schema;
  const { $schema: _, examples, const: constant, patternProperties, propertyNames, ...rest } = schema;
  const result = rest;
  if (examples?.length > 0 && result.example === undefined) [result.example] = examples;
  if (constant !== undefined) result.enum = [constant];
  if (patternProperties !== undefined && result.additionalProperties === undefined)
    result.additionalProperties = Object.values(patternProperties)[0];
  void propertyNames;
  for (const name of schemaMembers)
    if (result[name] !== undefined && typeof result[name] === "object") result[name] = converted(result[name]);
  for (const name of schemaLists) if (result[name]) result[name] = result[name].map(converted);
  for (const [name, property] of Object.entries(result.properties ?? {})) result.properties[name] = converted(property);
  return withoutSiblings(withBounds(withNullable(result)));
}

/** Replaces the type `null` by `nullable`, and several types by alternatives. */
function withNullable(schema) {
  if (schema.type === "null") return { nullable: true, enum: [null] };
  if (Array.isArray(schema.type)) {
    const types = schema.type.filter((type) => type !== "null");
    if (types.length < schema.type.length) schema.nullable = true;
    if (types.length === 1) [schema.type] = types;
    else {
      delete schema.type;
      schema.anyOf = types.map((type) => ({ type }));
    }
  }
  for (const name of ["anyOf", "oneOf"]) {
    const alternatives = schema[name]?.filter((it) => !isNull(it));
    if (alternatives === undefined || alternatives.length === schema[name].length) continue;
    schema.nullable = true;
    delete schema[name];
    if (alternatives.length === 1) schema.allOf = [...(schema.allOf ?? []), alternatives[0]];
    else schema[name] = alternatives;
  }
  return schema;
}

const isNull = (schema) => schema.nullable === true && schema.enum?.length === 1 && schema.enum[0] === null;

/** Replaces numeric exclusive bounds by the flags of 3.0. */
function withBounds(schema) {
  for (const [exclusive, bound] of [
    ["exclusiveMinimum", "minimum"],
    ["exclusiveMaximum", "maximum"],
  ]) {
    if (typeof schema[exclusive] !== "number") continue;
    schema[bound] = schema[exclusive];
    schema[exclusive] = true;
  }
  return schema;
}

/** Moves a reference with other members into `allOf`, since 3.0 ignores what stands beside a reference. */
function withoutSiblings(schema) {
  if (schema.$ref === undefined || Object.keys(schema).length === 1) return schema;
  const { $ref, ...rest } = schema;
  return { ...rest, allOf: [...(rest.allOf ?? []), { $ref }] };
}

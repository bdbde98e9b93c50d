/** Returns a copy of a schema whose references to components name their document, so that it compiles outside it. */
export const absolute = (schema, base) =>
  JSON.parse(JSON.stringify(schema).replaceAll('"#/components/', `"${base}#/components/`));

/** A reporter for Node's test runner that keeps one line of JSON for each test: what the summary at the end is made of. */
export default async function* report(source) {
  for await (const { type, data } of source) {
    const outcome = outcomeOf(type, data);
    if (outcome) yield `${JSON.stringify({ outcome, file: data.file, name: data.name })}\n`;
  }
}

function outcomeOf(type, data) {
  if (type !== "test:pass" && type !== "test:fail") return undefined;
  if (data.skip !== undefined || data.todo !== undefined) return undefined;
  // A suite, and a file, fails with its tests, which have told already.
  if (data.details?.type === "suite" || data.details?.error?.failureType === "subtestsFailed") return undefined;
  return type === "test:pass" ? "passed" : "failed";
}

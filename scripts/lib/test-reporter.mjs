/** Reporter for Node's test runner that writes one line of JSON for each test, from which the final summary is made. */
export default async function* report(source) {
  for await (const { type, data } of source) {
    const outcome = outcomeOf(type, data);
    if (outcome) yield `${JSON.stringify({ outcome, file: data.file, name: data.name })}\n`;
  }
}

function outcomeOf(type, data) {
  if (type !== "test:pass" && type !== "test:fail") return undefined;
  if (data.skip !== undefined || data.todo !== undefined) return undefined;
  // A suite or file that fails because of its tests is skipped, since the tests have been reported already.
  if (data.details?.type === "suite" || data.details?.error?.failureType === "subtestsFailed") return undefined;
  return type === "test:pass" ? "passed" : "failed";
}

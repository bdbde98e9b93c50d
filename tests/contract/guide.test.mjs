import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { after, before, test } from "node:test";
import { repositoryRoot } from "../../scripts/lib/paths.mjs";
import { KillableRuntime } from "../soak/killable-runtime.mjs";
import { differencesOfOutput, examplesOf, withReadersValues } from "../support/documented-examples.mjs";
import { ShellSession } from "../support/shell-session.mjs";
import { eventually } from "../support/wireroom.mjs";

// The guide as a newcomer follows it: against `npm start` with its simulated phone, from top to bottom in one shell.
// `tests/support/documented-examples.mjs` says what an example may print.

const guide = readFileSync(join(repositoryRoot, "docs/API.md"), "utf8");
/**
 * Port of the webhook receiver: the guide's, and the test's in its place, which is below the range from which the system
 * takes ports for connections.
 */
const [, guidesPort] = /^PORT=(\d+)$/m.exec(guide);
const port = "21875";

let directory, runtime, shell;
before(async () => {
  directory = mkdtempSync(join(tmpdir(), "wireroom-guide-"));
  runtime = new KillableRuntime({ stateDir: join(directory, "state"), phone: true, settings: settingsOfTheGuide() });
  await runtime.start();
  const readersDirectory = join(directory, "reader");
  mkdirSync(readersDirectory);
  const env = { PATH: [dirname(process.execPath), process.env.PATH].join(delimiter) };
  shell = new ShellSession({ directory: readersDirectory, env });
});
after(async () => {
  shell?.end();
  await runtime?.kill();
  if (directory) rmSync(directory, { recursive: true, force: true });
});

/** Settings in the command with which the guide starts the system. */
function settingsOfTheGuide() {
  const [, options] = /^npm start -- (.*)$/m.exec(guide);
  const settings = [...options.matchAll(/--set (\w+)=(\S+)/g)];
  return Object.fromEntries(settings.map(([, name, value]) => [name, value.replaceAll(guidesPort, port)]));
}

/** The newest one-time code that the simulated phone has sent, from the terminal of `npm start`. */
function newestCode() {
  const find = () => [...runtime.lastLines().matchAll(/code is: (\d{6})/g)].at(-1)?.[1];
  return eventually(find, { what: "the phone shows a code" });
}

test("every example of the guide runs as written and prints what the guide shows", async () => {
  const readersValues = { URL: runtime.announced.url, KEY: runtime.announced.client_key, PORT: port, CODE: newestCode };
  for (const { script, line, output } of examplesOf(guide)) {
    const result = await shell.run(await withReadersValues(script, readersValues)).catch((error) => {
      throw new Error(`docs/API.md, line ${line}: ${error.message}`);
    });
    const printed = result.replaceAll(`localhost:${port}`, `localhost:${guidesPort}`);
    const differences = differencesOfOutput(output, printed);
    assert.deepEqual(differences, [], `docs/API.md, line ${line}: the example printed\n${printed}`);
  }
});

test("every route that the guide names is in the document of the API", () => {
  const { paths } = JSON.parse(readFileSync(join(repositoryRoot, "docs/openapi/wireroom.json"), "utf8"));
  const named = [...guide.matchAll(/\b(GET|POST|PUT|PATCH|DELETE) (\/[\w/{}-]*)/g)];
  const unknown = named.filter(([, method, path]) => paths[path]?.[method.toLowerCase()] === undefined);
  assert.ok(named.length > 0);
  assert.deepEqual(
    unknown.map(([route]) => route),
    [],
  );
});

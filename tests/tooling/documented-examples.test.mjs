import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { differencesOfOutput, examplesOf, withReadersValues } from "../support/documented-examples.mjs";
import { ShellSession } from "../support/shell-session.mjs";
import { eventually } from "../support/wireroom.mjs";

const json = (text) => ({ language: "json", text });
const page = ["```console", "npm start", "```", "```sh", "echo 1", "```", "Prints", "```json", "1", "```"].join("\n");

test("a shell block has the block that follows as its output, and other blocks are ignored", () => {
  assert.deepEqual(examplesOf(page), [{ script: "echo 1\n", line: 4, output: json("1\n") }]);
});

test("a block that shows the output of no script is refused", () => {
  assert.throws(
    () => examplesOf(page.replace("```sh", "```console")),
    /line 8: the block shows the output of no script/,
  );
});

test("an id, a time and a duration may differ from what the page shows", () => {
  const shown = json('{ "id": "msg_…", "at": "2026-01-01T00:00:00Z", "duration_ms": 1 }');
  assert.deepEqual(differencesOfOutput(shown, '{"duration_ms":20,"at":"2001-02-03T04:05:06Z","id":"msg_1a"}'), []);
});

test("every other value, member, type and length has to be what the page shows", () => {
  const shown = json('{ "id": "msg_…", "count": 1, "list": [1], "at": "2026-01-01T00:00:00Z", "none": null }');
  const printed = '{"id":"key_1a","count":2,"list":[1,2],"at":"2026-01-01T00:00:00.000Z","more":true}';
  assert.deepEqual(differencesOfOutput(shown, printed).length, 6);
  assert.deepEqual(differencesOfOutput(shown, "none"), ["the output is not JSON"]);
  assert.deepEqual(differencesOfOutput({ language: "text", text: "one …\n" }, "one 1\n"), []);
  assert.deepEqual(differencesOfOutput({ language: "text", text: "one …\n" }, "two 1\n"), ["line: one …"]);
  assert.deepEqual(differencesOfOutput({ language: "text", text: "one\n" }, "one\ntwo\n"), ["2 lines instead of 1"]);
  assert.deepEqual(differencesOfOutput(undefined, "one\n"), ["the page shows no output"]);
});

test("a script gets the reader's values in place of the page's", async () => {
  const values = { KEY: "abc", CODE: async () => "123" };
  assert.equal(await withReadersValues("KEY=…\nCODE=1\nOTHER=2\n", values), "KEY='abc'\nCODE='123'\nOTHER=2\n");
});

test("a shell keeps its variables, and takes its background processes along when it ends", async () => {
  const directory = mkdtempSync(join(tmpdir(), "wireroom-shell-"));
  const shell = new ShellSession({ directory });
  try {
    await shell.run("A=1\ncat\nsleep 600 &\nBACKGROUND=$!\n");
    const background = Number(await shell.run('echo "$BACKGROUND"\n'));
    await assert.rejects(shell.run("sleep 60\n", { timeoutMs: 100 }), /did not end within 0.1 s/);
    shell.end();
    await assert.rejects(shell.run("echo\n"), /the shell ended with SIGKILL/);
    await eventually(() => !isRunning(background), { what: "the background process has ended" });
  } finally {
    shell.end();
    rmSync(directory, { recursive: true, force: true });
  }
});

test("a script that fails ends the shell at once, and the error has the output until then", async () => {
  const directory = mkdtempSync(join(tmpdir(), "wireroom-shell-"));
  const shell = new ShellSession({ directory });
  try {
    const run = shell.run("echo shown\nfalse\necho hidden\n");
    await assert.rejects(run, /the shell ended with 1\nstandard output:\nshown\n\n/);
  } finally {
    shell.end();
    rmSync(directory, { recursive: true, force: true });
  }
});

function isRunning(pid) {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

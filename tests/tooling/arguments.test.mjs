import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, globSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { repositoryRoot } from "../../scripts/lib/paths.mjs";
import { readJson, writeJson } from "../phone-simulator/json-file.mjs";

let directory;
before(() => (directory = mkdtempSync(join(tmpdir(), "wireroom-arguments-"))));
after(() => rmSync(directory, { recursive: true }));

/** Runs a script as npm does, called from the test's directory; returns its exit code and output. */
async function run(script, args, env = {}) {
  const child = spawn(process.execPath, [join(repositoryRoot, script), ...args], {
    cwd: repositoryRoot,
    env: { ...process.env, INIT_CWD: directory, ...env },
  });
  const output = { stdout: "", stderr: "" };
  for (const name of Object.keys(output))
    child[name].setEncoding("utf8").on("data", (chunk) => (output[name] += chunk));
  const [code] = await once(child, "close");
  return { code, ...output };
}

// Options of a deployment go on to wrangler, which knows them.
for (const script of globSync("scripts/*.mjs", { cwd: repositoryRoot })
  .sort()
  .filter((script) => !script.endsWith("deploy.mjs"))) {
  test(`${script} rejects an unknown option before it sets anything up`, async () => {
    const { code, stdout, stderr } = await run(script, ["--bogus"]);
    assert.deepEqual([code, stdout], [1, ""]);
    assert.match(stderr, /^error: Unknown option '--bogus'[\s\S]*\nusage: /);
  });
}

test("the simulated SMSGate phone rejects an unknown option before anything is set up", async () => {
  const { code, stderr } = await run("scripts/phone.mjs", ["--protocol", "smsgate", "--heartbeat-secs", "1"]);
  assert.equal(code, 1);
  assert.match(stderr, /^error: Unknown option '--heartbeat-secs'[\s\S]*--push-token/);
});

for (const [script, ...args] of [
  ["doctor"],
  ["accounts", "list"],
  ["keys", "list", "--account", "mine"],
  ["relay-users", "list"],
]) {
  test(`${script} ${args.join(" ")} of a directory without a local system is an error that names it, and makes none`, async () => {
    const { code, stderr } = await run(`scripts/${script}.mjs`, [...args, "--state-dir", "missing"], {
      WIREROOM_SET_UP: "1",
    });
    assert.equal(code, 1);
    assert.match(stderr, new RegExp(`error: there is no local system in ${join(directory, "missing")}`));
    assert.equal(existsSync(join(directory, "missing")), false);
  });
}

for (const [script, ...args] of [
  ["accounts", "create", "Acme", "GmbH"],
  ["accounts", "set-country", "mine", "GB", "now"],
  ["keys", "list", "mine", "--account", "mine"],
  ["relay-users", "delete", "+1202555", "0123"],
]) {
  test(`${script} ${args.join(" ")} is refused for its surplus word`, async () => {
    const { code, stderr } = await run(`scripts/${script}.mjs`, [...args, "--state-dir", "missing"], {
      WIREROOM_SET_UP: "1",
    });
    assert.equal(code, 1);
    assert.match(stderr, /^error: \S+ is one word too many; a name with spaces needs quotes\nusage: /);
  });
}

test("the simulated phone's memory replaces a file and nothing else", () => {
  const file = join(directory, "memory.json");
  for (const value of [1, 2]) {
    writeJson(file, { value });
    assert.deepEqual(readJson(file), { value });
  }
  const device = join(directory, "device");
  symlinkSync("/dev/null", device);
  for (const path of [directory, device]) {
    assert.throws(() => writeJson(path, {}), /is not a regular file/);
    assert.throws(() => readJson(path), /is not a regular file/);
  }
  assert.equal(readFileSync(device, "utf8"), "");
});

test("the simulated phone's memory is relative to the directory from which npm was called", async () => {
  for (const protocol of ["smsgate", "cable"]) {
    // The path leads to a directory, which is no memory; elsewhere there is none.
    const { code, stderr } = await run("tests/phone-simulator/cli.mjs", ["--protocol", protocol, "--memory", "."]);
    assert.equal(code, 1);
    assert.equal(stderr, `phone: ${directory} is not a regular file\n`);
  }
});

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { repositoryRoot } from "../../scripts/lib/paths.mjs";

const scripts = globSync("scripts/*.mjs", { cwd: repositoryRoot }).sort();

/** Runs a command like npm, but without the set-up, which a test may not do; returns its exit code and output. */
async function run(script, ...args) {
  const child = spawn(process.execPath, [join(repositoryRoot, script), ...args], { cwd: repositoryRoot });
  const output = { stdout: "", stderr: "" };
  for (const name of Object.keys(output))
    child[name].setEncoding("utf8").on("data", (chunk) => (output[name] += chunk));
  const [code] = await once(child, "close");
  return { code, ...output };
}

test("every command that npm runs is one of the scripts", () => {
  const commands = Object.values(JSON.parse(readFileSync(join(repositoryRoot, "package.json"), "utf8")).scripts);
  for (const command of commands)
    assert.ok(
      scripts.some((script) => command === `node ${script}`),
      command,
    );
});

for (const script of scripts) {
  test(`${script} --help prints its options, sets nothing up and exits 0`, async () => {
    for (const args of [["--help"], ["-h"], ["create", "--help"]]) {
      const { code, stdout, stderr } = await run(script, ...args);
      assert.deepEqual([code, stderr], [0, ""], `${script} ${args.join(" ")}`);
      assert.match(stdout, /^usage: (npm (start|test|run)|node scripts\/)/);
    }
  });
}

test("the simulated phone's options depend on its protocol", async () => {
  assert.match((await run("scripts/phone.mjs", "--help")).stdout, /--heartbeat-secs/);
  for (const args of [
    ["--protocol", "smsgate", "--help"],
    ["--protocol=smsgate", "--help"],
  ]) {
    assert.match((await run("scripts/phone.mjs", ...args)).stdout, /--push-token/);
  }
});

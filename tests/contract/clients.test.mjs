import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { contractRequirements, ensurePythonPackages } from "../../scripts/lib/python-packages.mjs";
import { capture } from "../../scripts/lib/run.mjs";
import { KillableRuntime } from "../soak/killable-runtime.mjs";

// The published examples of both clients, as a newcomer runs them: against `npm start` with its simulated phone.

// Below the range from which the system takes ports for connections, one of which may be open at any time.
const ports = { typescript: 21_873, python: 21_874 };

let stateDir, runtime;
before(async () => {
  stateDir = mkdtempSync(join(tmpdir(), "wireroom-clients-"));
  const hosts = Object.values(ports).map((port) => `localhost:${port}`);
  runtime = new KillableRuntime({ stateDir, phone: true, settings: { OUTBOUND_ALLOW_HOSTS: hosts.join(",") } });
  await runtime.start();
});
after(async () => {
  await runtime.kill();
  rmSync(stateDir, { recursive: true, force: true });
});

async function printed(command, args, port) {
  const env = {
    WIREROOM_URL: runtime.url,
    WIREROOM_API_KEY: runtime.announced.client_key,
    WEBHOOK_PORT: String(port),
  };
  const { code, all } = await capture(command, args, { env });
  assert.equal(code, 0, all);
  return all;
}

const expected = [
  /^msg_[0-9a-f]{32} is delivered$/m,
  /^the history has [1-9]\d* messages$/m,
  /^verified webhook: .*delivered/m,
];

test("the TypeScript client's example sends, waits, pages and verifies a webhook", async () => {
  const output = await printed(process.execPath, ["clients/typescript/examples/send-and-verify.ts"], ports.typescript);
  for (const line of expected) assert.match(output, line);
});

test("the Python client's example sends, waits, pages and verifies a webhook", async () => {
  const python = await ensurePythonPackages(contractRequirements);
  const output = await printed(python, ["clients/python/examples/send_and_verify.py"], ports.python);
  for (const line of expected) assert.match(output, line);
});

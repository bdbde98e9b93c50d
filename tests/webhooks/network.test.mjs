import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { KillableRuntime } from "../soak/killable-runtime.mjs";
import { eventually } from "../support/wireroom.mjs";
import { HttpClient } from "../bench/lib/http-client.mjs";
import { Receiver, answer, breakAfterReading } from "./receiver.mjs";

// These tests use the runtime's own network, which wrangler's test harness replaces by its own fetch.
let receiver;
let runtime;
let stateDir;
let http;
before(async () => {
  receiver = await Receiver.listen();
  stateDir = mkdtempSync(join(tmpdir(), "wireroom-network-"));
  const nobody = await Receiver.listen();
  const closedPort = nobody.host;
  await nobody.close();
  runtime = new KillableRuntime({ stateDir, settings: { OUTBOUND_ALLOW_HOSTS: `${receiver.host},${closedPort}` } });
  Object.assign(runtime, { closedPort });
  await runtime.start();
  http = new HttpClient(runtime.url, 4);
});
after(async () => {
  http?.close();
  await runtime?.stop();
  await receiver?.close();
  rmSync(stateDir, { recursive: true, force: true });
});

async function call(method, path, json) {
  const answer = await http.call(method, `/api/v1/admin/webhooks${path}`, { key: runtime.announced.client_key, json });
  return { status: answer.status, body: JSON.parse(answer.text) };
}

/** Sends an endpoint's test event and waits for this many attempts. */
async function attemptsOfTest(url, count) {
  const created = await call("POST", "", { url, retry_schedule: [0, 0] });
  assert.equal(created.status, 201, JSON.stringify(created.body));
  const { id } = created.body.webhook;
  assert.equal((await call("POST", `/${id}/test`)).status, 202);
  return eventually(
    async () => {
      const { attempts } = (await call("GET", `/${id}/attempts`)).body;
      return attempts.length >= count && attempts.reverse();
    },
    { what: `${count} attempts`, timeoutMs: 20_000 },
  );
}

for (const status of [301, 302, 303, 307, 308]) {
  test(`a ${status} is a failure, and its target is never requested`, async () => {
    const redirects = answer(status, { location: receiver.url("/elsewhere") });
    const [first, second] = await attemptsOfTest(receiver.answers(`/redirects/${status}`, redirects, answer(200)), 2);
    assert.deepEqual(
      [first.status, first.delivered, first.error],
      [status, false, `redirect not followed (${status})`],
    );
    assert.equal(second.delivered, true);
    assert.deepEqual(receiver.at("/elsewhere"), []);
  });
}

test("a connection that breaks or is refused is a failure without a status", async () => {
  const [first, second] = await attemptsOfTest(receiver.answers("/drops", breakAfterReading, answer(200)), 2);
  assert.deepEqual(
    [first.status, first.delivered, first.error, second.delivered],
    [null, false, "could not connect", true],
  );
  const attempts = await attemptsOfTest(`http://${runtime.closedPort}/`, 2);
  assert.deepEqual(
    attempts.map(({ status, error }) => [status, error]),
    [
      [null, "could not connect"],
      [null, "could not connect"],
    ],
  );
});

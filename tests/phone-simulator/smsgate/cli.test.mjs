import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { eventually } from "../../support/wireroom.mjs";
import { FakeServer } from "./fake-server.mjs";

const command = fileURLToPath(new URL("../cli.mjs", import.meta.url));
const wrapper = fileURLToPath(new URL("../../../scripts/phone.mjs", import.meta.url));
let server;
let directory;
before(async () => {
  server = await FakeServer.listen();
  directory = mkdtempSync(join(tmpdir(), "smsgate-phone-"));
});
after(async () => {
  await server.close();
  rmSync(directory, { recursive: true });
});

/** Starts the command and collects its output in `said`. It ends with the test. */
function start(context, ...args) {
  const child = spawn(process.execPath, [command, "--protocol", "smsgate", "--url", server.origin, ...args], {
    stdio: ["pipe", "pipe", "pipe", "ipc"],
  });
  child.said = "";
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding("utf8").on("data", (chunk) => (child.said += chunk));
  context.after(() => child.kill("SIGKILL"));
  return child;
}

test("the command simulates a phone with the app: it prints its login, sends, uploads typed SMS, and keeps its identity over a restart", async (context) => {
  const memory = join(directory, "phone.json");
  const first = start(context, "--memory", memory, "--delay-sent-ms", "1", "--delay-delivered-ms", "1");
  await once(first, "message");
  assert.match(first.said, /registered as device-1; login ABCDEF, password secretpassword/);
  server.enqueue({ id: "m1" });
  await eventually(() => server.patches.some(({ state }) => state === "Delivered"), { what: "it reports" });
  assert.match(first.said, /SMS to \+12025550123: hello \(m1\)/);
  first.stdin.write("+15550001111 hello\nnonsense\n");
  await eventually(() => server.at("POST", "/inbox").length === 1, { what: "it uploads" });
  assert.match(first.said, /write an SMS as a number and a text/);
  first.kill("SIGTERM");
  await once(first, "exit");
  const second = start(context, "--memory", memory);
  await once(second, "message");
  assert.deepEqual(
    [server.at("POST", "/device").length, server.at("PATCH", "/device").at(-1).json.id],
    [1, "device-1"],
  );
  assert.doesNotMatch(second.said, /registered/);
});

test("the command takes the address that the app takes, and the server alone", async (context) => {
  for (const path of ["", "/", "/api/mobile/v1", "/api/mobile/v1/"]) {
    const child = start(context, "--url", `${server.origin}${path}`);
    await once(child, "message");
    assert.match(child.said, /registered as/, path);
  }
});

test("the command dies on request, with its own exit code", async (context) => {
  const child = start(context, "--die-before-send", "1");
  await once(child, "message");
  server.enqueue({ id: "fatal" });
  assert.deepEqual(await once(child, "exit"), [9, null]);
});

test("the command refuses unknown options and prints its usage", async (context) => {
  for (const [args, expected, code] of [
    [["--novelty"], /Unknown option/, 1],
    [["--channel", "smoke"], /--channel takes auto, sse, poll/, 1],
    [["--seed", "x"], /--seed takes a number/, 1],
    [["--help"], /--fails-for NUMBER/, 0],
    [["--speed", "0"], /--speed takes a number above 0/, 1],
    [["--failure-rate", "2"], /--failure-rate takes a number from 0 to 1/, 1],
    [["--pull-secs", ""], /--pull-secs takes a number above 0/, 1],
    [["--report-batch", "0"], /--report-batch takes a number from 1 on/, 1],
    [["--inbound-every", "soon"], /--inbound-every takes a number above 0/, 1],
  ]) {
    const child = start(context, ...args);
    const [exit] = await once(child, "close");
    assert.equal(exit, code, child.said);
    assert.match(child.said, expected);
  }
  const run = (script, ...args) => spawnSync(process.execPath, [script, ...args], { encoding: "utf8" });
  for (const args of [["--protocol=pigeon"], ["--protocol", "SMSGATE", "--help"], ["--protocol"]]) {
    for (const script of [command, wrapper]) {
      const { status, stderr } = run(script, ...args);
      assert.equal(status, 1, `${script} ${args.join(" ")}`);
      assert.match(stderr, /--protocol takes cable or smsgate, not (pigeon|SMSGATE|nothing)/);
    }
  }
  for (const [argument, expected] of [
    ["--failure-rate=-1", /--failure-rate takes a number from 0 to 1, not -1/],
    ["--drop-rate=1.1", /--drop-rate takes a number from 0 to 1, not 1\.1/],
    ["--heartbeat-secs=0", /--heartbeat-secs takes a number above 0, not 0/],
    ["--inbound-every=soon", /--inbound-every takes a number above 0, not soon/],
  ]) {
    const { status, stderr } = run(command, argument);
    assert.equal(status, 1, argument);
    assert.match(stderr, expected);
  }
  assert.equal(run(wrapper, "--protocol", "smsgate", "--help").status, 0);
});

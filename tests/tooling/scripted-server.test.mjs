import assert from "node:assert/strict";
import { afterEach, beforeEach, test } from "node:test";
import { ScriptedServer, breakAfterReading, gate, hang, respond, slow } from "../support/scripted-server.mjs";

let server;
beforeEach(async () => {
  server = await ScriptedServer.listen();
});
afterEach(() => server.close());

const status = async (path) => (await fetch(`${server.origin}${path}`)).status;

test("a request is recorded with its raw body, its headers and its parsed forms", async () => {
  const post = (type, body) =>
    fetch(`${server.origin}/a?b=c`, { method: "POST", headers: { "content-type": type, "x-y": "z" }, body });
  assert.equal((await post("application/json", '{ "n": 1 }')).status, 404);
  await post("application/json", "{");
  await post("application/x-www-form-urlencoded", "d=e+f");
  const [json, broken, form] = server.calls;
  assert.deepEqual([json.method, json.url, json.path, json.query], ["POST", "/a?b=c", "/a", "b=c"]);
  assert.deepEqual(
    [json.headers["x-y"], json.raw.toString(), json.json, json.form],
    ["z", '{ "n": 1 }', { n: 1 }, undefined],
  );
  assert.deepEqual([broken.raw.toString(), broken.json], ["{", undefined]);
  assert.equal(form.form.get("d"), "e f");
});

test("scripts are used in order, then the habit of the key, then that of all paths", async () => {
  server.next("/a", respond(201), respond(202));
  server.always("/a", respond(203));
  server.always("*", respond(204));
  assert.deepEqual(
    [await status("/a"), await status("/a"), await status("/a"), await status("/b")],
    [201, 202, 203, 204],
  );
  server.answers("/a", respond(205), respond(206));
  assert.deepEqual([await status("/a"), await status("/a"), await status("/a")], [205, 206, 206]);
  server.relent();
  assert.equal(await status("/a"), 404);
});

test("a script can break the connection, delay or hold the answer, or never give it", async () => {
  const held = gate(respond(200));
  server.next("/a", breakAfterReading, slow(20, respond(200)), held.behavior, hang);
  await assert.rejects(status("/a"));
  const beganMs = performance.now();
  assert.equal(await status("/a"), 200);
  assert.ok(performance.now() - beganMs >= 19);
  const answer = status("/a");
  assert.equal((await held.reached).path, "/a");
  held.release();
  assert.equal(await answer, 200);
  const hanging = assert.rejects(status("/a"));
  const [call] = await server.had(1, { outcome: "hung" });
  assert.equal(call.path, "/a");
  await server.close();
  await hanging;
});

test("a wait ends with its request, or says how many are missing", async () => {
  const waiting = server.had(2, { path: "/a" });
  await Promise.all([status("/a"), status("/b"), status("/a")]);
  assert.deepEqual(
    (await waiting).map(({ path }) => path),
    ["/a", "/a"],
  );
  await assert.rejects(server.had(3, { path: "/a" }, { timeoutMs: 10 }), /\{"path":"\/a"\}: 2 of 3 requests in 10 ms/);
});

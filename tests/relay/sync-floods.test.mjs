import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Browser, newUser, openSession, startSync } from "./sync.mjs";

let wireroom;
before(async () => (wireroom = await startSync()));
after(() => wireroom.stop());

async function openBrowser() {
  const user = await newUser(wireroom);
  const browser = new Browser(await openSession(wireroom, user.id));
  await browser.frame(0);
  return browser;
}

const tooMany = { code: 1008, reason: "too many frames" };

test("a browser that floods its session is closed with a reason, and other sessions are served", async () => {
  const browser = await openBrowser();
  for (let index = 0; index < 2_000; index += 1) browser.socket.send(`flood ${index}`);
  assert.deepEqual(await browser.end(), tooMany);
  const other = await openBrowser();
  assert.ok(other.isOpen);
  other.socket.terminate();
  assert.doesNotMatch(JSON.stringify(wireroom.server.getLogs()), /panicked|RuntimeError/);
});

test("a browser that sends a frame of more than 4 KiB is closed with a reason", async () => {
  const browser = await openBrowser();
  browser.socket.send("x".repeat(4_096));
  browser.socket.send("x".repeat(4_097));
  assert.deepEqual(await browser.end(), tooMany);
});

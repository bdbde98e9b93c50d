import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { eventually } from "../support/wireroom.mjs";
import { App, Browser, newUser, nobody, oddObjectName, openSession, sessionOf, startSync } from "./sync.mjs";

/** Status of the answer to an app that posts its key to this URL. */
const statusOf = async (app, url) => (await app.stepOne(url)).status;

describe("sync with replaced URLs that are void at once", () => {
  let wireroom, app;
  const sleepMs = 1_500;
  before(async () => {
    wireroom = await startSync({
      vars: {
        RELAY_SESSION_SLEEP_SECS: String(sleepMs / 1_000),
        RELAY_SESSION_PAUSED_SECS: "1.5",
        RELAY_SESSION_OVERLAP_SECS: "0.001",
      },
    });
    app = new App(wireroom);
  });
  after(() => wireroom.stop());

  /** Opens a browser that is shown a session's URLs. */
  async function show(user = nobody, frames = "json") {
    const socketUrl = await openSession(wireroom, user);
    return { socketUrl, browser: new Browser(`${socketUrl}?frames=${frames}`), ...sessionOf(socketUrl) };
  }
  const evict = (object) => wireroom.evictOne("SyncSession", object);

  for (const frames of ["url", "json"]) {
    test(`three URLs of one object are shown at intervals, then the socket is closed and the last URL stays valid (${frames})`, async () => {
      const { browser, id, object } = await show(nobody, frames);
      const urls = [await browser.url(0), await browser.url(1), await browser.url(2)];
      assert.deepEqual(await browser.end(), { code: 1000, reason: "" });
      assert.equal(browser.frames.length, 3);
      const ids = urls.map((url) => sessionOf(url).id);
      assert.equal(ids[0], id);
      assert.equal(new Set(ids).size, 3);
      assert.ok(ids.every((it) => it.startsWith(object)));
      for (const index of [1, 2])
        assert.ok(browser.frames[index].atMs - browser.frames[index - 1].atMs >= sleepMs - 200);
      assert.deepEqual(
        [await statusOf(app, urls[0]), await statusOf(app, urls[1]), await statusOf(app, urls[2])],
        [400, 400, 200],
      );
    });
  }

  test("a URL becomes invalid when the next one is shown", async () => {
    const { browser } = await show();
    for (const index of [0, 1]) {
      const shown = await browser.url(index);
      await browser.frame(index + 1);
      const dead = await app.stepOne(shown);
      assert.deepEqual([dead.status, dead.text], [400, "failed to update user's public key"]);
    }
    assert.equal(await statusOf(app, await browser.url(2)), 200);
    browser.close();
  });

  test("a handshake freezes its URL: era A1 waits once and stops, and the password is still accepted", async () => {
    const user = await newUser(wireroom);
    const { browser } = await show(user.id, "url");
    const first = await app.stepOne(await browser.url(0));
    await browser.end();
    assert.deepEqual(browser.texts.slice(1), ["201- pause"]);
    const second = await app.stepTwo(first.body);
    assert.equal(second.status, 200);
  });

  test("a handshake freezes its URL: era A2 shows the same one again after the pause, so that a mistake can be corrected", async () => {
    const user = await newUser(wireroom);
    const { browser } = await show(user.id);
    const url = await browser.url(0);
    assert.equal(await statusOf(app, url), 200);
    assert.equal(await browser.frame(1), "201- pause");
    assert.equal(await browser.url(2), url);
    // Another app, or the same app with another key, starts again with the same URL.
    const other = new App(wireroom);
    const again = await other.stepOne(url);
    assert.equal(await browser.frame(3), "201- pause");
    const second = await other.stepTwo(again.body);
    assert.match(other.decrypt(second.body.shared_key), /^[0-9a-f]{32}$/);
    await browser.end();
    assert.equal(browser.texts.at(-1), "200- ack");
  });

  test("a browser that disconnects without a close frame loses nothing: its last URL stays valid, and it may reconnect", async () => {
    const { browser, socketUrl } = await show();
    const second = await browser.url(1);
    browser.vanish();
    // The next browser is admitted as soon as the end of the first is known.
    const back = await eventually(
      async () => {
        const again = new Browser(`${socketUrl}?frames=url`);
        await eventually(() => again.frames.length > 0 || (!again.isOpen && again.socket.readyState !== 0));
        return again.frames.length > 0 && again;
      },
      { timeoutMs: 20_000 },
    );
    assert.equal(await back.url(0), second);
    back.vanish();
    assert.equal(await statusOf(app, second), 200);
  });

  test("a second browser of the same session is closed, and the first one is not disturbed", async () => {
    const { browser, socketUrl } = await show();
    await browser.frame(0);
    const second = new Browser(socketUrl);
    assert.deepEqual(await second.end(), { code: 1000, reason: "already connected" });
    assert.deepEqual(second.texts, []);
    assert.notEqual(await browser.url(1), await browser.url(0));
    browser.close();
  });

  test("evicting the object between any two frames has no visible effect", async () => {
    const user = await newUser(wireroom);
    const { browser, object } = await show(user.id);
    const seen = [];
    for (const index of [0, 1]) {
      seen.push(await browser.url(index));
      await evict(object);
    }
    assert.equal(await statusOf(app, seen[0]), 400);
    await evict(object);
    const first = await app.stepOne(seen[1]);
    assert.equal(await browser.frame(2), "201- pause");
    await evict(object);
    const second = await app.stepTwo(first.body);
    assert.match(app.decrypt(second.body.shared_key), /^[0-9a-f]{32}$/);
    assert.equal(await browser.frame(3), "200- ack");
    await browser.end();
    await evict(object);
    assert.equal((await app.stepTwo(first.body)).text, "invalid session requested");
  });

  test("an evicted object continues to show URLs until its end", async () => {
    const socketUrl = await openSession(wireroom, nobody);
    const { object } = sessionOf(socketUrl);
    const browser = new Browser(`${socketUrl}?frames=url`);
    for (const index of [0, 1, 2]) {
      await browser.frame(index);
      await evict(object);
    }
    await browser.end();
    assert.equal(new Set(browser.texts).size, 3);
  });

  test("an id of another form gets an object for its user, and rotation keeps it", async () => {
    const url = `${wireroom.url.replace("http", "ws")}/v2/sync/init/111/000?frames=url`;
    const browser = new Browser(url);
    assert.equal(sessionOf(await browser.url(0)).id, "000");
    const rotated = sessionOf(await browser.url(1)).id;
    assert.equal(rotated.slice(0, 16), oddObjectName("111", "000"));
    assert.equal(await statusOf(app, await browser.url(1)), 200);
    browser.close();
  });

  test("a session is used once, even by two apps at the same moment", async () => {
    const user = await newUser(wireroom);
    const { browser } = await show(user.id);
    const { body } = await app.stepOne(await browser.url(0));
    const answers = await Promise.all([1, 2, 3].map(() => app.stepTwo(body)));
    assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 400, 400]);
    assert.ok(answers.filter(({ status }) => status === 400).every(({ text }) => text === "invalid session requested"));
    const [row] = await wireroom.rows("SELECT syncs FROM relay_shared_keys WHERE user_id = ?", user.id);
    assert.equal(row.syncs, 1);
    browser.close();
  });
});

describe("sync with replaced URLs that are valid for a minute", () => {
  let wireroom, app;
  before(async () => {
    wireroom = await startSync({
      vars: { RELAY_SESSION_SLEEP_SECS: "0.5", RELAY_SESSION_OVERLAP_SECS: "60", RELAY_SYNC_FRAMES: "url" },
    });
    app = new App(wireroom);
  });
  after(() => wireroom.stop());

  test("a scan in flight succeeds and freezes its URL; only the last replaced URL is valid", async () => {
    const user = await newUser(wireroom);
    const browser = new Browser(await openSession(wireroom, user.id));
    const urls = [await browser.url(0), await browser.url(1), await browser.url(2)];
    assert.equal(await statusOf(app, urls[0]), 400);
    const first = await app.stepOne(urls[1]);
    assert.equal(first.status, 200);
    assert.equal((await app.stepTwo(first.body)).status, 200);
    browser.close();
  });

  test("the deployment chooses the format of frames unless the browser does", async () => {
    const socketUrl = await openSession(wireroom, nobody);
    const browser = new Browser(socketUrl);
    assert.match(await browser.frame(0), /^http:/);
    browser.close();
    const other = new Browser(`${await openSession(wireroom, nobody)}?frames=json`);
    assert.match(await other.frame(0), /^\{"qr_url"/);
    other.close();
  });
});

describe("sync with sessions of two seconds", () => {
  let wireroom, app;
  before(async () => {
    wireroom = await startSync({ vars: { RELAY_SESSION_TTL_SECS: "2" } });
    app = new App(wireroom);
  });
  after(() => wireroom.stop());

  test("a session ends in every state: the socket is closed, neither step works, and no data is left", async () => {
    const user = await newUser(wireroom);
    const socketUrl = await openSession(wireroom, user.id);
    const { object } = sessionOf(socketUrl);
    const browser = new Browser(`${socketUrl}?frames=url`);
    const url = await browser.url(0);
    const first = await app.stepOne(url);
    assert.equal(first.status, 200);
    await wireroom.evictOne("SyncSession", object);
    await browser.end();
    const late = await app.stepTwo(first.body);
    assert.deepEqual([late.status, late.text], [400, "invalid session requested"]);
    assert.deepEqual([await statusOf(app, url), browser.texts.at(-1)], [400, "201- pause"]);
    // The session's name can be used again, for any user.
    const other = new Browser(socketUrl.replace(user.id, nobody));
    assert.match(await other.frame(0), new RegExp(`/users/${nobody}/sessions/`));
    other.close();
    assert.deepEqual(await wireroom.rows("SELECT * FROM relay_shared_keys WHERE user_id = ?", user.id), []);
  });
});

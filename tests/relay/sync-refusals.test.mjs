import assert from "node:assert/strict";
import { createCipheriv } from "node:crypto";
import { after, before, describe, test } from "node:test";
import { readWranglerConfig } from "../../scripts/lib/miniflare-options.mjs";
import {
  App,
  Browser,
  newUser,
  nobody,
  oddKeys,
  openSession,
  password,
  serverKey,
  sessionOf,
  startSync,
} from "./sync.mjs";

const serviceKey = "a service key of more than thirty-two characters";

describe("sync with all settings", () => {
  let wireroom, app;
  before(async () => {
    wireroom = await startSync({ secrets: { RELAY_SERVICE_KEY: serviceKey } });
    app = new App(wireroom);
  });
  after(() => wireroom.stop());

  const urlOf = (user, id) => `${wireroom.url}/v2/sync/users/${user}/sessions/${id}/handshake`;
  /** Returns a session whose app has posted its key. */
  async function handshaken(user) {
    const socketUrl = await openSession(wireroom, user);
    const { id } = sessionOf(socketUrl);
    const answer = await app.stepOne(urlOf(user, id));
    assert.equal(answer.status, 200);
    return { id, socketUrl, ...answer.body };
  }
  const syncsOf = async (user) =>
    (await wireroom.rows("SELECT syncs FROM relay_shared_keys WHERE user_id = ?", user))[0]?.syncs ?? 0;

  test("five wrong passwords end the session: the right one is refused, and the browser's socket is closed", async () => {
    const user = await newUser(wireroom);
    const session = await handshaken(user.id);
    const browser = new Browser(session.socketUrl);
    await browser.frame(0);
    for (let guess = 1; guess <= 5; guess += 1) {
      const answer = await app.stepTwo(session, { text: `guess ${guess}` });
      assert.deepEqual([answer.status, answer.text], [401, "failed to authenticate"], `guess ${guess}`);
    }
    const right = await app.stepTwo(session);
    assert.deepEqual([right.status, right.text], [400, "invalid session requested"]);
    assert.equal((await app.stepOne(urlOf(user.id, session.id))).status, 400);
    assert.deepEqual(await browser.end(), { code: 1000, reason: "" });
    assert.equal(browser.texts.includes("200- ack"), false);
    assert.equal(await syncsOf(user.id), 0);
  });

  test("concurrent guesses are limited to five as well, in one session and in several", async () => {
    const user = await newUser(wireroom);
    const session = await handshaken(user.id);
    const answers = await Promise.all(
      Array.from({ length: 12 }, (_, guess) => app.stepTwo(session, { text: `guess ${guess}` })),
    );
    const count = (status) => answers.filter((answer) => answer.status === status).length;
    assert.deepEqual([count(401), count(400)], [5, 7]);
    // The user's own rate limit applies across sessions: for now the right password is refused like a wrong one.
    const other = await handshaken(user.id);
    const blocked = await app.stepTwo(other);
    assert.deepEqual([blocked.status, blocked.text], [401, "failed to authenticate"]);
    assert.ok(Number(blocked.headers.get("retry-after")) > 60);
  });

  test("an undecryptable password counts as a try, and its answer reveals nothing", async () => {
    const user = await newUser(wireroom);
    const session = await handshaken(user.id);
    const post = (encrypted) => wireroom.request("POST", session.verification_url, { json: { password: encrypted } });
    for (const encrypted of [
      "AAAA",
      "?",
      app.encrypt(password, session.public_key, { mgf1: "sha256" }),
      app.encrypt(password, app.publicPem),
      `${app.encrypt(password, session.public_key)}AAAA`,
    ]) {
      const answer = await post(encrypted);
      assert.deepEqual([answer.status, answer.text], [500, ""]);
    }
    assert.equal((await app.stepTwo(session)).text, "invalid session requested");
  });

  test("an unknown user is refused like a wrong password, and not sooner", async () => {
    const user = await newUser(wireroom);
    const [known, unknown] = [await handshaken(user.id), await handshaken(nobody)];
    const timed = async (session, text) => {
      const begun = performance.now();
      const answer = await app.stepTwo(session, { text });
      return { took: performance.now() - begun, seen: [answer.status, answer.text, answer.headers.get("retry-after")] };
    };
    const took = { there: [], nowhere: [] };
    for (let guess = 0; guess < 4; guess += 1) {
      const [there, nowhere] = [await timed(known, `guess ${guess}`), await timed(unknown, `guess ${guess}`)];
      assert.deepEqual(there.seen, nowhere.seen);
      assert.deepEqual(nowhere.seen, [401, "failed to authenticate", null]);
      took.there.push(there.took);
      took.nowhere.push(nowhere.took);
    }
    // Hashing takes most of the time; without it the answer would come in a fraction of that.
    assert.ok(Math.min(...took.nowhere) > Math.min(...took.there) / 2, JSON.stringify(took));
  });

  test("step 1 answers according to the contract's table", async () => {
    const user = await newUser(wireroom);
    const { id } = sessionOf(await openSession(wireroom, user.id));
    const path = `/v2/sync/users/${user.id}/sessions/${id}/handshake`;
    const good = JSON.stringify({ public_key: app.publicPem });
    const refused = "failed to update user's public key";
    for (const [body, text, where = path] of [
      ["", "poorly formed json"],
      ["{", "poorly formed json"],
      ["public_key=x", "poorly formed json"],
      [`${good}x`, "poorly formed json"],
      ['{"a":"\xff', "poorly formed json"],
      [`{"public_key":"${"A".repeat(70_000)}"}`, "poorly formed json"],
      ["{}", "missing public key"],
      ["[]", "missing public key"],
      ['"x"', "missing public key"],
      ['{"public_key":null}', "missing public key"],
      ['{"public_key":1}', "missing public key"],
      ['{"public_key":""}', "missing public key"],
      ['{"public_key":"x"}', refused],
      [JSON.stringify({ public_key: oddKeys.short }), refused],
      [JSON.stringify({ public_key: oddKeys.elliptic }), refused],
      [good, refused, path.replace(id, "0".repeat(32))],
      [good, refused, path.replace(id, `${id.slice(0, 16)}${"0".repeat(16)}`)],
      [good, refused, path.replace(id, id.toUpperCase().replace(/^\d+$/, "x"))],
      [good, refused, path.replace(user.id, nobody)],
      [good, refused, path.replace(id, "%00")],
    ]) {
      const answer = await wireroom.request("POST", where, { body, headers: { "content-type": "application/json" } });
      assert.deepEqual([answer.status, answer.text], [400, text], `${where} ${body.slice(0, 60)}`);
    }
    // None of these requests has changed anything.
    assert.equal((await app.stepOne(urlOf(user.id, id))).status, 200);
  });

  test("step 2 answers according to the contract's tables, whatever is missing", async () => {
    const user = await newUser(wireroom);
    const session = await handshaken(user.id);
    const unused = sessionOf(await openSession(wireroom, user.id)).id;
    const encrypted = app.encrypt(password, session.public_key);
    const path = session.verification_url;
    const one = `${path}/`;
    const [two, none] = ["invalid session requested", undefined];
    for (const [where, json, status, text] of [
      [path, none, 400, "invalid json"],
      [one, none, 400, "poorly formed json"],
      [path, {}, 400, "missing password"],
      [path, { password: 7 }, 400, "missing password"],
      [path, [], 400, "missing password"],
      [path.replace(session.id, unused), { password: encrypted }, 400, two],
      [path.replace(session.id, "0".repeat(32)), { password: encrypted }, 400, two],
      [path.replace(session.id, `${session.id.slice(0, 16)}${"0".repeat(16)}`), { password: encrypted }, 400, two],
      [path.replace(user.id, nobody), { password: encrypted }, 400, two],
      [one, { public_key: app.publicPem }, 400, "missing password"],
      [one, { public_key: "", password: encrypted }, 400, "missing public key"],
      [one, { public_key: "x", password: encrypted }, 400, "missing public key"],
      [`/v2/sync/users/${user.id}/sessions/any/`, { password: encrypted }, 400, "missing public key"],
      [one, { public_key: app.publicPem, password: "AAAA" }, 400, "error with decryption"],
      [
        one,
        { public_key: app.publicPem, password: encrypted, mgf1ParameterSpec: "sha256" },
        400,
        "error with decryption",
      ],
      [one, { public_key: app.publicPem, password: encrypted, hashingAlgorithm: "sha1" }, 400, "error with decryption"],
      [one, { public_key: app.publicPem, password: app.encrypt("wrong", session.public_key) }, 403, ""],
      [`/v2/sync/users/${nobody}/sessions/any/`, { public_key: app.publicPem, password: encrypted }, 403, ""],
    ]) {
      const answer = await wireroom.request("POST", where, json === none ? { body: '{"password":' } : { json });
      assert.deepEqual([answer.status, answer.text], [status, text], `${where} ${JSON.stringify(json)?.slice(0, 60)}`);
    }
    assert.equal(await syncsOf(user.id), 0);
    // None of these requests counted as a try, and the session is still valid.
    assert.equal((await app.stepTwo(session)).status, 200);
  });

  test("another user's session is not accessible under any name", async () => {
    const [one, other] = [await newUser(wireroom), await newUser(wireroom)];
    const session = await handshaken(one.id);
    // The request has the right password of the other user, in the session of the first.
    const crossed = await app.stepTwo({
      ...session,
      verification_url: session.verification_url.replace(one.id, other.id),
    });
    assert.deepEqual([crossed.status, crossed.text], [400, "invalid session requested"]);
    const browser = new Browser(session.socketUrl.replace(one.id, other.id));
    assert.deepEqual(await browser.end(), { code: 1000, reason: "unknown session" });
    assert.deepEqual(browser.texts, []);
    assert.deepEqual([await syncsOf(one.id), await syncsOf(other.id)], [0, 0]);
    assert.equal((await app.stepTwo(session)).status, 200);
    assert.deepEqual([await syncsOf(one.id), await syncsOf(other.id)], [1, 0]);
  });

  test("a relay user of another account does not exist here", async () => {
    const user = await newUser(wireroom);
    const elsewhere = await wireroom.createAccount("elsewhere");
    await wireroom.rows("UPDATE relay_users SET account_id = ? WHERE user_id = ?", elsewhere.id, user.id);
    const answer = await app.stepTwo(await handshaken(user.id));
    assert.deepEqual([answer.status, answer.text], [401, "failed to authenticate"]);
  });

  test("no route triggers rotation, pause or acknowledgment", async () => {
    const session = await handshaken(nobody);
    const path = session.verification_url;
    assert.equal((await wireroom.request("PUT", path)).status, 405);
    for (const what of ["pause", "ack"]) {
      assert.equal((await wireroom.request("GET", `/v2/sync/${what}/${nobody}/${session.id}`)).status, 404);
    }
  });

  test("ids of any form are accepted, except far too long ones", async () => {
    for (const user of ["111", "a%20b", "%C3%A9", "x".repeat(64), "..%2F..", "%27%20OR%201"]) {
      const opened = await wireroom.request("GET", `/v2/sync/users/${user}`);
      assert.equal(opened.status, 200, user);
      const browser = new Browser(opened.text);
      const url = await browser.url(0);
      assert.equal(decodeURIComponent(/users\/([^/]*)\//.exec(url)[1]), decodeURIComponent(user));
      const first = await app.stepOne(url);
      assert.equal(first.status, 200, user);
      assert.equal((await app.stepTwo(first.body)).status, 401, user);
      browser.close();
    }
    assert.equal((await wireroom.request("GET", `/v2/sync/users/${"x".repeat(65)}`)).status, 400);
  });

  test("the holder of the service key deletes a shared key, and the answer does not reveal what decrypted", async () => {
    const user = await newUser(wireroom);
    const json = { public_key: app.publicPem, password: app.encrypt(password, serverKey.publicPem) };
    const { msisdn_hash } = (await wireroom.request("POST", `/v2/sync/users/${user.id}/sessions/x/`, { json })).body;
    const seal = (text, key = serviceKey) => {
      const iv = "0123456789abcdef";
      const cipher = createCipheriv("aes-256-cbc", Buffer.from(key.slice(0, 32).padEnd(32, "0")), Buffer.from(iv));
      return `${iv}${Buffer.concat([cipher.update(text), cipher.final()]).toString("hex")}`;
    };
    const ask = (fields) => wireroom.request("DELETE", "/v2/sync/users", { json: fields });
    const sealed = seal(msisdn_hash);
    const altered = (at) => sealed.slice(0, at) + (sealed[at] === "0" ? "1" : "0") + sealed.slice(at + 1);
    for (const [fields, status, text] of [
      [{}, 400, "missing msisdn"],
      [{ msisdn_hashed: "x" }, 200, "OK"],
      [{ msisdn_hashed: seal(msisdn_hash, "another key of many characters...") }, 200, "OK"],
      // Altered are the padding, a block of the content, and the first block by way of the IV.
      [{ msisdn_hashed: altered(sealed.length - 1) }, 200, "OK"],
      [{ msisdn_hashed: altered(60) }, 200, "OK"],
      [{ msisdn_hashed: altered(3) }, 200, "OK"],
      [{ msisdn_hashed: seal("0".repeat(128)) }, 200, "OK"],
    ]) {
      const answer = await ask(fields);
      assert.deepEqual([answer.status, answer.text], [status, text]);
    }
    assert.equal(await syncsOf(user.id), 1);
    assert.equal((await ask({ msisdn_hashed: seal(msisdn_hash) })).text, "OK");
    assert.equal(await syncsOf(user.id), 0);
  });
});

test("a key that is being replaced completes its handshakes, and apps are given the new one", async (context) => {
  const old = serverKey.entry;
  const { generateRelayKey } = await import("../../scripts/lib/relay-key.mjs");
  const newer = generateRelayKey({ id: "k2" });
  const wireroom = await startSync({
    secrets: { RELAY_SERVER_KEYS: `${newer.entry},${old}` },
    vars: { RELAY_SYNC_QR_FINGERPRINT: "true" },
  });
  context.after(() => wireroom.stop());
  const [app, user] = [new App(wireroom), await newUser(wireroom)];
  const json = { public_key: app.publicPem, password: app.encrypt(password, serverKey.publicPem) };
  const answer = await wireroom.request("POST", `/v2/sync/users/${user.id}/sessions/x/`, { json });
  assert.deepEqual([answer.status, answer.headers.get("x-relay-key-id")], [200, "k2"]);
  // The QR code names the key that apps are given; posting to its URL works as without the name.
  const browser = new Browser(await openSession(wireroom, user.id));
  const { qr_url, mobile_url } = JSON.parse(await browser.frame(0));
  assert.equal(new URL(qr_url).search, `?fingerprint=${newer.fingerprint}`);
  assert.ok(!mobile_url.includes("?"));
  const first = await fetch(qr_url, { method: "POST", body: JSON.stringify({ public_key: app.publicPem }) });
  assert.deepEqual([first.status, first.headers.get("x-relay-key-id")], [200, "k2"]);
  // In a two-step session only the key that its app was given counts.
  const { verification_url, public_key } = await first.json();
  assert.equal(public_key, newer.publicPem);
  assert.equal((await app.stepTwo({ verification_url, public_key: serverKey.publicPem })).status, 500);
  assert.equal((await app.stepTwo({ verification_url, public_key })).status, 200);
});

test("without a server key or a sealing key both handshakes answer 501, and sockets still show URLs", async () => {
  for (const [missing, name] of [
    [{ RELAY_SERVER_KEYS: undefined }, "RELAY_SERVER_KEYS"],
    [{ SEALING_KEYS: undefined }, "SEALING_KEYS"],
  ]) {
    const wireroom = await startSync({ secrets: missing });
    try {
      const app = new App(wireroom);
      const browser = new Browser(await openSession(wireroom, nobody));
      const answer = await app.stepOne(await browser.url(0));
      assert.deepEqual([answer.status, answer.text], [501, `sync is not set up: ${name}, see docs/relay/sync.md`]);
      const json = { public_key: app.publicPem, password: "AAAA" };
      assert.equal((await wireroom.request("POST", `/v2/sync/users/${nobody}/sessions/x/`, { json })).status, 501);
      browser.close();
    } finally {
      await wireroom.stop();
    }
  }
});

test("the number of concurrent sessions for a user is limited, from all networks together; others are not affected", async (context) => {
  const wireroom = await startSync({
    vars: { RELAY_SYNC_OPENINGS_PER_USER: "3", PUBLIC_URL: "https://relay.example.com/sms" },
  });
  context.after(() => wireroom.stop());
  const open = (user) => wireroom.request("GET", `/v2/sync/users/${user}`);
  const answers = await Promise.all(Array.from({ length: 8 }, () => open("one")));
  assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 200, 200, 429, 429, 429, 429, 429]);
  const refused = answers.find(({ status }) => status === 429);
  assert.equal(refused.text, "too many requests");
  assert.ok(Number(refused.headers.get("retry-after")) > 0);
  const other = await open("two");
  assert.match(other.text, /^wss:\/\/relay\.example\.com:443\/sms\/v2\/sync\/init\/two\/[0-9a-f]{32}$/);
});

test("a network over its limit is refused by every route, and so are sessions for one user from many networks", async (context) => {
  const { limit } = readWranglerConfig().ratelimits.find(({ name }) => name === "LIMIT_SYNC").simple;
  const wireroom = await startSync({ vars: { ENVIRONMENT: "production" } });
  context.after(() => wireroom.stop());
  const ask = (method, path, network) =>
    wireroom.request(method, path, {
      headers: { "cf-connecting-ip": network },
      body: method === "GET" ? undefined : "{",
    });
  /** Number of requests that are accepted. The window of a minute may end meanwhile, so twice the limit may pass. */
  async function letThrough(request) {
    for (let count = 0; count <= 2 * limit; count += 1) {
      const answer = await request(count);
      if (answer.status !== 429) continue;
      assert.deepEqual([answer.text, answer.headers.get("retry-after")], ["too many requests", "60"]);
      return count;
    }
    throw new Error("never refused");
  }
  const path = "/v2/sync/users/one/sessions/any";
  const routes = [
    ["POST", `${path}/handshake`],
    ["POST", path],
    ["POST", "/v2/sync/users/verification"],
    ["DELETE", "/v2/sync/users"],
  ];
  assert.ok((await letThrough((count) => ask(...routes[count % routes.length], "192.0.2.1"))) >= limit);
  assert.equal((await ask("GET", "/v2/sync/keys", "192.0.2.1")).status, 429);
  assert.equal((await ask("GET", "/v2/sync/users/one", "192.0.2.2")).status, 200);
  // Every request for this user comes from another network.
  assert.ok((await letThrough((count) => ask("GET", "/v2/sync/users/two", `198.51.100.${count}`))) >= limit);
  assert.equal((await ask("GET", "/v2/sync/users/three", "198.51.100.200")).status, 200);
});

test("if browsers are sent to the one-step handshake, the URL names no session", async (context) => {
  const wireroom = await startSync({ vars: { RELAY_SYNC_ONE_STEP: "true", RELAY_ONE_STEP_SLEEP_SECS: "0.3" } });
  context.after(() => wireroom.stop());
  const { text } = await wireroom.request("GET", `/v2/sync/users/${nobody}`);
  assert.equal(text, `${wireroom.url.replace("http", "ws")}/v2/sync/init/${nobody}`);
  const browser = new Browser(text);
  await browser.end();
  assert.equal(new Set(browser.texts).size, 3);
});

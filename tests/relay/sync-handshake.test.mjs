import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { createHash, createPublicKey } from "node:crypto";
import { dirname } from "node:path";
import { after, before, test } from "node:test";
import { promisify } from "node:util";
import "../support/contract/lenient.mjs";
import {
  App,
  Browser,
  inFile,
  inFolder,
  newUser,
  nobody,
  openSession,
  openssl,
  password,
  pathOf,
  readText,
  serverKey,
  sealed,
  sealingKeys,
  sessionOf,
  startSync,
  storedKey,
} from "./sync.mjs";

let wireroom, app;
before(async () => {
  wireroom = await startSync();
  app = new App(wireroom);
});
after(() => wireroom.stop());

const host = () => new URL(wireroom.url).host;

test("era A2 works as a whole: JSON frames, two steps with openssl, pause, ack, and a sealed key in D1", async () => {
  const user = await newUser(wireroom);
  const opened = await wireroom.request("GET", `/v2/sync/users/${user.id}`);
  assert.match(opened.headers.get("content-type"), /^text\/html/);
  assert.match(opened.text, new RegExp(`^ws://${host()}/v2/sync/init/${user.id}/[0-9a-f]{32}$`));
  const browser = new Browser(opened.text);
  const { id } = sessionOf(opened.text);
  const path = `/v2/sync/users/${user.id}/sessions/${id}/handshake`;
  assert.deepEqual(JSON.parse(await browser.frame(0)), {
    qr_url: `http://${host()}${path}`,
    mobile_url: `app://${host()}${path}`,
  });

  const first = await app.stepOne(await browser.url(0));
  assert.equal(first.status, 200);
  assert.match(first.headers.get("content-type"), /^application\/json/);
  assert.deepEqual(first.body, {
    public_key: serverKey.publicPem,
    verification_url: `/v2/sync/users/${user.id}/sessions/${id}`,
  });
  assert.deepEqual(
    [first.headers.get("x-relay-key-id"), first.headers.get("x-relay-key-fingerprint")],
    [
      "k1",
      createHash("sha256")
        .update(createPublicKey(serverKey.publicPem).export({ type: "spki", format: "der" }))
        .digest("hex"),
    ],
  );
  assert.equal(await browser.frame(1), "201- pause");

  const second = await app.stepTwo(first.body);
  assert.equal(second.status, 200);
  assert.deepEqual(Object.keys(second.body), ["shared_key", "user_platforms", "gateway_clients", "seeds_url"]);
  assert.deepEqual([second.body.user_platforms, second.body.gateway_clients], [[], []]);
  assert.equal(second.body.seeds_url, `${wireroom.url}/seeds`);
  const key = app.decrypt(second.body.shared_key);
  assert.match(key, /^[0-9a-f]{32}$/);
  assert.equal(await browser.frame(2), "200- ack");
  assert.deepEqual([(await browser.end()).code, browser.frames.length], [1000, 3]);
  assert.ok(browser.frames.every(({ isBinary }) => !isBinary));

  const stored = await storedKey(wireroom, user);
  assert.equal(stored.key, key);
  assert.deepEqual([stored.row.previous_synced_at_ms, stored.row.syncs], [null, 1]);
  assert.ok(!JSON.stringify(stored.row).includes(key));
});

test("era A1 works as a whole, and each frame is a bare URL", async () => {
  const user = await newUser(wireroom);
  const socketUrl = await openSession(wireroom, user.id);
  const browser = new Browser(`${socketUrl}?frames=url`);
  assert.equal(
    await browser.frame(0),
    `http://${host()}/v2/sync/users/${user.id}/sessions/${sessionOf(socketUrl).id}/handshake`,
  );
  assert.match(await app.sync(await browser.url(0)), /^[0-9a-f]{32}$/);
  await browser.end();
  assert.deepEqual(browser.texts.slice(1), ["201- pause", "200- ack"]);
});

test("era B works as a whole: three unknown ids, and key and password in one step", async () => {
  const user = await newUser(wireroom);
  const browser = new Browser(`ws://${host()}/v2/sync/init/${user.id}`);
  const { qr_url, mobile_url } = JSON.parse(await browser.frame(0));
  assert.match(qr_url, new RegExp(`^http://${host()}/v2/sync/users/${user.id}/sessions/[0-9a-f]{32}/$`));
  assert.equal(mobile_url, qr_url.replace("http:", "app:"));
  const { keys } = (await wireroom.request("GET", "/v2/sync/keys")).body;
  assert.deepEqual(
    keys.map(({ id, public_key }) => [id, public_key]),
    [["k1", serverKey.publicPem]],
  );
  // This is the app of 2023: it encrypts with MGF1 over SHA-256 and decrypts with SHA-1.
  const json = {
    public_key: app.publicPem,
    password: app.encrypt(password, serverKey.publicPem, { mgf1: "sha256" }),
    mgf1ParameterSpec: "sha256",
    hashingAlgorithm: "sha256",
    mgf1ParameterSpec_dec: "sha1",
  };
  const answer = await wireroom.request("POST", pathOf(qr_url), { json });
  assert.equal(answer.status, 200);
  assert.deepEqual(Object.keys(answer.body), ["msisdn_hash", "shared_key", "user_platforms"]);
  assert.match(answer.body.msisdn_hash, /^[0-9a-f]{128}$/);
  assert.deepEqual(Object.keys(answer.body.user_platforms), ["unsaved_platforms", "saved_platforms"]);
  const key = app.decrypt(answer.body.shared_key);
  assert.equal((await storedKey(wireroom, user)).key, key);
  // Any id is accepted, and the same app gets the same msisdn_hash.
  const again = await wireroom.request("POST", `/v2/sync/users/${user.id}/sessions/whatever/`, { json });
  assert.deepEqual([again.status, again.body.msisdn_hash], [200, answer.body.msisdn_hash]);
  assert.notEqual(app.decrypt(again.body.shared_key), key);
  browser.close();
});

test("every pair of digests that clients may request is used exactly as requested", async () => {
  for (const [decryption_hash, encryption_hash] of [
    ["sha1", "sha1"],
    ["sha256", "sha1"],
    ["sha1", "sha256"],
    ["sha256", "sha512"],
  ]) {
    const user = await newUser(wireroom);
    const first = await app.stepOne(await openSession(wireroom, user.id).then(urlOf(user)));
    const second = await app.stepTwo(first.body, {
      digests: { mgf1: decryption_hash },
      decryption_hash,
      encryption_hash,
    });
    assert.equal(second.status, 200, decryption_hash);
    const mgf1 = encryption_hash === "sha1" ? "sha1" : "sha256";
    assert.match(app.decrypt(second.body.shared_key, { mgf1 }), /^[0-9a-f]{32}$/);
    assert.throws(() => app.decrypt(second.body.shared_key, { mgf1: mgf1 === "sha1" ? "sha256" : "sha1" }));
  }
});

/** Returns the handshake's URL of a session without a browser. */
const urlOf = (user) => (socketUrl) =>
  `${wireroom.url}/v2/sync/users/${user.id}/sessions/${sessionOf(socketUrl).id}/handshake`;

test("both steps work without a browser, and a PEM is accepted in every form that clients use", async () => {
  const [, ...lines] = app.publicPem.trim().split("\n");
  const joined = `-----BEGIN PUBLIC KEY-----${lines.join("")}`;
  for (const pem of [app.publicPem, app.publicPem.trim(), app.publicPem.replaceAll("\n", "\r\n"), joined]) {
    const user = await newUser(wireroom);
    const url = urlOf(user)(await openSession(wireroom, user.id));
    // The PEM's line ends are raw in the JSON.
    const first = await wireroom.request("POST", pathOf(url), {
      body: `{"public_key": "${pem}"}`,
      headers: { "content-type": "application/json" },
    });
    assert.equal(first.status, 200, JSON.stringify(pem));
    const wrapped = app.encrypt(password, first.body.public_key).replace(/(.{76})/g, "$1\n");
    const second = await wireroom.request("POST", first.body.verification_url, { json: { password: wrapped } });
    assert.match(app.decrypt(second.body.shared_key), /^[0-9a-f]{32}$/);
  }
});

test("the newest sync wins, and a user who had synced before is told by SMS", async (context) => {
  const phone = await wireroom.phone();
  context.after(() => phone.die());
  const user = await newUser(wireroom);
  const first = await app.sync(urlOf(user)(await openSession(wireroom, user.id)));
  const told = phone.next("command", { where: ({ recipient }) => recipient === user.number, timeoutMs: 20_000 });
  const second = await new App(wireroom).sync(urlOf(user)(await openSession(wireroom, user.id)));
  assert.notEqual(first, second);
  assert.match((await told).message, /another device was just synced/);
  const { row, key } = await storedKey(wireroom, user);
  assert.deepEqual([key, row.syncs, row.previous_synced_at_ms < row.synced_at_ms], [second, 2, true]);
});

test("a session can be reused if its key could not be stored or its password could not be checked", async () => {
  const user = await newUser(wireroom);
  const first = await app.stepOne(urlOf(user)(await openSession(wireroom, user.id)));
  for (const table of ["relay_shared_keys", "relay_password_guesses"]) {
    await wireroom.rows(`ALTER TABLE ${table} RENAME TO away`);
    for (let again = 0; again < 6; again += 1) {
      const failed = await app.stepTwo(first.body);
      assert.deepEqual([failed.status, failed.text], [500, ""], table);
    }
    await wireroom.rows(`ALTER TABLE away RENAME TO ${table}`);
  }
  const second = await app.stepTwo(first.body);
  assert.equal((await storedKey(wireroom, user)).key, app.decrypt(second.body.shared_key));
});

test("a socket with an unknown session id gets frames, and its URLs work", async () => {
  const user = await newUser(wireroom);
  for (const [who, id] of [
    ["111", "000"],
    [nobody, "0123456789abcdef0123456789abcdef"],
    [user.id, "000"],
  ]) {
    const browser = new Browser(`ws://${host()}/v2/sync/init/${who}/${id}?frames=url`);
    assert.equal(await browser.frame(0), `http://${host()}/v2/sync/users/${who}/sessions/${id}/handshake`);
    if (who === user.id) assert.match(await app.sync(await browser.url(0)), /^[0-9a-f]{32}$/);
    browser.close();
  }
});

test("a socket's URL without an upgrade is refused", async () => {
  for (const path of ["/v2/sync/init/111/000", "/v2/sync/init/111"]) {
    assert.equal((await wireroom.request("GET", path)).status, 426);
  }
});

test("the published script's steps work one by one, with a socket whose client closes at once", async () => {
  const user = await newUser(wireroom);
  // Step 1: request the socket's URL.
  const socketUrl = (await wireroom.request("GET", `/v2/sync/users/${user.id}`)).text;
  // Step 2: a client whose input is empty closes as soon as it is open, and prints the frames that still arrive.
  const browser = new Browser(`${socketUrl}?frames=url`);
  await new Promise((resolve) => browser.socket.once("open", resolve));
  browser.close();
  await browser.frame(0);
  assert.equal(browser.texts.length, 1);
  // Step 3: the script posts to every line; lines that are not URLs fail silently. The PEM's line ends are raw in the
  // JSON.
  const [line] = browser.texts;
  const answer = await fetch(line, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: `{"public_key":"${app.publicPem.trimEnd()}"}`,
  });
  const { public_key, verification_url } = await answer.json();
  // Steps 4 and 5: the script writes both to one file and removes lines with "v2" to get the key back.
  const file = inFile(`${verification_url}\n${public_key}`);
  const [url] = readText(file).split("\n");
  const pem = readText(file)
    .split("\n")
    .filter((it) => !it.includes("v2"))
    .join("\n");
  assert.equal(pem, public_key);
  // Step 6: encrypt the password.
  const digests = [
    "-pkeyopt",
    "rsa_padding_mode:oaep",
    "-pkeyopt",
    "rsa_oaep_md:sha256",
    "-pkeyopt",
    "rsa_mgf1_md:sha1",
  ];
  const encrypted = openssl(["pkeyutl", "-encrypt", "-pubin", "-inkey", inFile(pem), ...digests], password);
  const body = JSON.stringify({ password: encrypted.toString("base64") });
  const verified = await fetch(`${wireroom.url}${url}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body,
  });
  // Step 7: decrypt the key.
  assert.match(app.decrypt((await verified.json()).shared_key), /^[0-9a-f]{32}$/);
});

test("an app that has synced gets the same key again for its signature", async () => {
  const user = await newUser(wireroom);
  const json = {
    public_key: app.publicPem,
    password: app.encrypt(password, serverKey.publicPem),
    mgf1ParameterSpec_dec: "sha256",
  };
  const { msisdn_hash, shared_key } = (
    await wireroom.request("POST", `/v2/sync/users/${user.id}/sessions/x/`, { json })
  ).body;
  const key = app.decrypt(shared_key, { mgf1: "sha256" });
  const ask = (fields) => wireroom.request("POST", "/v2/sync/users/verification", { json: fields });
  const msisdn = app.encrypt(msisdn_hash, serverKey.publicPem);
  const good = { msisdn, msisdn_signature: app.sign(msisdn_hash) };
  const again = await ask(good);
  assert.deepEqual([again.status, Object.keys(again.body)], [200, ["shared_key"]]);
  // The key and the digests are those of the sync.
  assert.equal(app.decrypt(again.body.shared_key, { mgf1: "sha256" }), key);
  const unknown = "0".repeat(128);
  for (const [fields, status, text] of [
    [{ ...good, msisdn: undefined }, 400, "missing msisdn"],
    [{ ...good, msisdn_signature: undefined }, 400, "missing signature"],
    [{ ...good, msisdn: "AAAA" }, 400, "error with decryption"],
    [{ ...good, mgf1ParameterSpec: "sha256" }, 400, "error with decryption"],
    [
      { msisdn: app.encrypt(unknown, serverKey.publicPem), msisdn_signature: app.sign(unknown) },
      403,
      "no shared key for user",
    ],
    [{ ...good, msisdn_signature: new App(wireroom).sign(msisdn_hash) }, 403, "signing check error"],
    [{ ...good, msisdn_signature: "?" }, 403, "signing check error"],
  ]) {
    const answer = await ask(fields);
    assert.deepEqual([answer.status, answer.text], [status, text]);
  }
});

test("the cron reseals keys that are sealed under an older key, and they can be opened all the time", async (context) => {
  const newest = Buffer.alloc(32, 9);
  const own = await startSync({
    secrets: { SEALING_KEYS: `newest:${newest.toString("base64")},${sealingKeys}` },
    vars: { RELAY_SYNC_NOTICE: "false" },
  });
  context.after(() => own.stop());
  const [mine, users] = [new App(own), [await newUser(own), await newUser(own)]];
  for (const user of users) {
    const key = await mine.sync(
      `${own.url}/v2/sync/users/${user.id}/sessions/${sessionOf(await openSession(own, user.id)).id}/handshake`,
    );
    assert.equal((await storedKey(own, user, { keyId: "newest", key: newest })).key, key);
    // This is the state before the newest key was added.
    user.key = key;
    await own.rows("UPDATE relay_shared_keys SET sealed_key = ? WHERE user_id = ?", sealed(own, user, key), user.id);
    assert.equal((await storedKey(own, user)).key, key);
  }
  // One row cannot be opened: it is left unchanged and does not stop the others.
  await own.rows("UPDATE relay_shared_keys SET sealed_key = 'v1.tests.AAAA' WHERE user_id = ?", users[0].id);
  await own.cron();
  assert.equal((await storedKey(own, users[1], { keyId: "newest", key: newest })).key, users[1].key);
  assert.equal(
    (await own.rows("SELECT sealed_key FROM relay_shared_keys WHERE user_id = ?", users[0].id))[0].sealed_key,
    "v1.tests.AAAA",
  );
});

test("the walkthrough's commands work when pasted", async () => {
  const user = await newUser(wireroom);
  const block = readText(new URL("../../docs/relay/sync.md", import.meta.url))
    .split("## By hand")[1]
    .split("```")[1]
    .replace(/^sh\n/, "");
  const script = block.replace("BASE=http://localhost:8787", `BASE=${wireroom.url}`);
  assert.notEqual(script, block);
  const directory = inFolder();
  const env = { PATH: `${dirname(process.execPath)}:${process.env.PATH}`, USER_ID: user.id, PASSWORD: password };
  const { stdout } = await promisify(execFile)("bash", ["-euc", script], { cwd: directory, env, timeout: 60_000 });
  const [key, url, ...rest] = stdout.trim().split("\n");
  assert.equal((await storedKey(wireroom, user)).key, key);
  assert.match(url, /\/handshake$/);
  assert.deepEqual(rest, ["201- pause", "200- ack"]);
});

test("the socket's URL and the seeds' state a port, even if the deployment's URL has none", async (context) => {
  const other = await startSync({ vars: { PUBLIC_URL: "https://relay.example.com" } });
  context.after(() => other.stop());
  const user = await newUser(other);
  const socketUrl = await openSession(other, user.id);
  assert.match(socketUrl, new RegExp(`^wss://relay\\.example\\.com:443/v2/sync/init/${user.id}/[0-9a-f]{32}$`));
  const phone = new App(other);
  const first = await phone.stepOne(
    `${other.url}/v2/sync/users/${user.id}/sessions/${sessionOf(socketUrl).id}/handshake`,
  );
  // The app puts the origin of the scanned URL in front of it.
  assert.match(first.body.verification_url, /^\//);
  const second = await phone.stepTwo(first.body);
  assert.equal(second.body.seeds_url, "https://relay.example.com:443/seeds");
});

test("every frame states a port, even if the deployment's URL has none, because the app of 2022 copies it into its next URL", async (context) => {
  const other = await startSync({ vars: { PUBLIC_URL: "https://relay.example.com/sms" } });
  context.after(() => other.stop());
  const socket = `ws://${new URL(other.url).host}/v2/sync/init/one`;
  const shown = async (url) => {
    const browser = new Browser(url);
    const frame = await browser.frame(0);
    browser.close();
    return frame;
  };
  const session = "f".repeat(32);
  const path = (end) => `relay.example.com:443/sms/v2/sync/users/one/sessions/${end}`;
  assert.equal(await shown(`${socket}/${session}?frames=url`), `https://${path(`${session}/handshake`)}`);
  const { qr_url, mobile_url } = JSON.parse(await shown(socket));
  assert.ok(qr_url.startsWith(`https://${path("")}`), qr_url);
  assert.ok(mobile_url.startsWith(`apps://${path("")}`), mobile_url);
});

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { basicOf, privateToken, startWireroom } from "../support/wireroom.mjs";
import { Face, bearer, outcome, unauthorized } from "./support/face.mjs";

const device = "/mobile/v1/device";

/** Servers of both modes. Each file of tests has its own process, so both run at once. */
let open, closed;
before(async () => {
  [open, closed] = await Promise.all(
    ["public", "private"].map(async (mode) => {
      const wireroom = await startWireroom({ vars: { GATEWAY_MODE: mode } });
      return { wireroom, face: new Face(wireroom), login: await wireroom.account.setLogin() };
    }),
  );
});
after(() => Promise.all([open.wireroom.stop(), closed.wireroom.stop()]));

const accountOf = async ({ wireroom }, gatewayId) =>
  (await wireroom.rows("SELECT account_id FROM gateways WHERE id = ?", gatewayId))[0]?.account_id;
const footprint = ({ wireroom }) =>
  wireroom.rows(
    "SELECT (SELECT COUNT(*) FROM accounts) AS accounts, (SELECT COUNT(*) FROM gateways) AS gateways, (SELECT COUNT(*) FROM api_keys) AS keys, (SELECT COUNT(*) FROM logins) AS logins",
  );
const list = ({ face }, as) => face.call("GET", "/3rdparty/v1/devices", { as });

test("in public mode a phone without a credential gets a new account, and its user name and password once", async () => {
  const answer = await open.face.call("POST", device, { json: { name: "Pixel", pushToken: null } });
  assert.equal(answer.status, 201);
  assert.equal(answer.headers.get("content-type"), "application/json");
  const { id, token, login, password, ...more } = answer.body;
  assert.deepEqual(more, {});
  assert.match(id, /^[A-Za-z0-9_-]{21}$/);
  assert.match(login, /^[A-Z0-9]{6}$/);
  assert.match(password, /^[a-z0-9]{14,}$/);
  const account = await accountOf(open, id);
  assert.notEqual(account, open.wireroom.account.id);
  assert.equal((await open.face.call("GET", device, { as: bearer(token) })).body.device.id, id);
  const devices = await list(open, basicOf(login.toLowerCase(), password));
  assert.deepEqual(
    devices.body.map((it) => [it.id, it.name]),
    [[id, "Pixel"]],
  );
  const other = await open.face.register();
  assert.notEqual(await accountOf(open, other.id), account);
});

test("in public mode an invalid token counts as no token", async () => {
  for (const stale of ["x", open.wireroom.mint("gateway"), open.wireroom.account.key]) {
    const { id, password } = await open.face.register({ name: "Again" }, { as: bearer(stale) });
    assert.notEqual(await accountOf(open, id), open.wireroom.account.id);
    assert.ok(password);
  }
});

test("in private mode a phone without a key is refused in plain text, and nothing is stored", async () => {
  const before = await footprint(closed);
  const missing = await closed.face.call("POST", device, { json: { name: "Pixel" } });
  assert.deepEqual(outcome(missing), { status: 401, body: "missing or malformed API Key" });
  assert.match(missing.headers.get("content-type"), /^text\/plain/);
  for (const wrong of ["x", `${privateToken}x`, closed.wireroom.mint("registration"), closed.wireroom.account.key]) {
    const invalid = await closed.face.call("POST", device, { as: bearer(wrong), json: { name: "Pixel" } });
    assert.deepEqual(outcome(invalid), { status: 401, body: "Invalid or expired API Key" });
  }
  assert.deepEqual(await footprint(closed), before);
});

test("the deployment's token creates an account for each phone in both modes, and the answer has its login", async () => {
  for (const mode of [open, closed]) {
    const as = bearer(privateToken);
    const phones = [
      await mode.face.register({ name: "One" }, { as }),
      await mode.face.register({ name: "Two" }, { as }),
    ];
    const accounts = await Promise.all(phones.map(({ id }) => accountOf(mode, id)));
    assert.equal(new Set([...accounts, mode.wireroom.account.id]).size, 3);
    for (const [index, { id, login, password }] of phones.entries()) {
      assert.match(login, /^[A-Z0-9]{6}$/);
      assert.match(password, /^[a-z0-9]{14}$/);
      assert.ok(!id.toLowerCase().includes(password), "nothing that others see tells it");
      const devices = await list(mode, basicOf(login, password));
      assert.deepEqual(
        devices.body.map((it) => [it.id, it.name]),
        [[id, ["One", "Two"][index]]],
      );
    }
    const [first, second] = phones;
    const joined = await mode.face.register({ name: "Three" }, { as: basicOf(first.login, first.password) });
    assert.deepEqual(
      [await accountOf(mode, joined.id), joined.login, joined.password],
      [accounts[0], first.login, undefined],
    );
    const [strangers] = (await list(mode, basicOf(second.login, second.password))).body.filter(
      ({ id }) => id !== second.id,
    );
    assert.equal(strangers, undefined);
  }
});

test("with GATEWAY_PRIVATE_ACCOUNT=shared the deployment's token registers in the default account", async () => {
  const wireroom = await startWireroom({ vars: { GATEWAY_MODE: "private", GATEWAY_PRIVATE_ACCOUNT: "shared" } });
  try {
    const { login } = await wireroom.account.setLogin();
    const shared = { wireroom, face: new Face(wireroom) };
    for (const name of ["One", "Two"]) {
      const { id, ...told } = await shared.face.register({ name }, { as: bearer(privateToken) });
      assert.equal(await accountOf(shared, id), wireroom.account.id);
      assert.deepEqual([told.login, told.password], [login, undefined]);
    }
  } finally {
    await wireroom.stop();
  }
});

test("a phone of the Gateway API registers in the default account with the deployment's token", async () => {
  await closed.wireroom.register("by the gateway api");
  const [{ account_id }] = await closed.wireroom.rows(
    "SELECT account_id FROM gateways WHERE device_id = 'by the gateway api'",
  );
  assert.equal(account_id, closed.wireroom.account.id);
});

test("a newly registered phone is active, and listed as seen as soon as routing considers it seen", async () => {
  const { id, login, password } = await closed.face.register({ name: "New" }, { as: bearer(privateToken) });
  const as = basicOf(login, password);
  const json = { textMessage: { text: "hello" }, phoneNumbers: ["+79999999999"] };
  const sent = await closed.face.call("POST", "/3rdparty/v1/messages?deviceActiveWithin=1", { as, json });
  assert.deepEqual([sent.status, sent.body.deviceId], [202, id]);
  const [device] = (await list(closed, as)).body;
  assert.ok(Math.abs(Date.parse(device.lastSeen) - Date.parse(device.createdAt)) < 1_000, device.lastSeen);
});

test("an account's registration token registers there, and creates a login if the account has none", async () => {
  const account = await closed.wireroom.createAccount("with a registration token");
  const as = bearer(await account.createKey("registration"));
  const first = await closed.face.register({ name: "One" }, { as });
  const second = await closed.face.register({ name: "Two" }, { as });
  assert.equal(await accountOf(closed, first.id), account.id);
  assert.equal(second.login, first.login);
  assert.equal(second.password, undefined);
  const devices = await list(closed, basicOf(first.login, first.password));
  assert.deepEqual(
    devices.body.map(({ name }) => name),
    ["One", "Two"],
  );
});

test("a user name and a password register in their account in both modes, and wrong ones are refused", async () => {
  for (const mode of [open, closed]) {
    const { id, login, password } = await mode.face.register({ name: "Mine" }, { as: mode.login.basic });
    assert.equal(await accountOf(mode, id), mode.wireroom.account.id);
    assert.deepEqual([login, password], [mode.login.login, undefined]);
    const before = await footprint(mode);
    for (const wrong of [basicOf(login, "wrong"), basicOf("NOBODY", mode.login.password)]) {
      assert.deepEqual(outcome(await mode.face.call("POST", device, { as: wrong, json: {} })), unauthorized);
    }
    assert.deepEqual(await footprint(mode), before);
  }
});

test("a one-time code registers in its account once, in both modes and in upper or lower case", async () => {
  for (const mode of [open, closed]) {
    const asked = await mode.face.call("GET", "/mobile/v1/user/code", { as: mode.login.basic });
    assert.equal(asked.status, 200);
    const { code, validUntil } = asked.body;
    assert.match(code, /^[23456789a-hjkmnp-z]{6}$/);
    const leftMs = Date.parse(validUntil) - Date.now();
    assert.ok(leftMs > 30_000 && leftMs <= 60_000, validUntil);
    assert.match(validUntil, /\.\d{3}Z$/);
    const attempts = await Promise.all(
      Array.from({ length: 8 }, () =>
        mode.face.call("POST", device, { as: `Code ${code.toUpperCase()}`, json: { name: "Coded" } }),
      ),
    );
    const registered = attempts.filter(({ status }) => status === 201);
    assert.equal(registered.length, 1);
    for (const refused of attempts.filter(({ status }) => status !== 201))
      assert.deepEqual(outcome(refused), unauthorized);
    assert.equal(await accountOf(mode, registered[0].body.id), mode.wireroom.account.id);
    assert.equal(registered[0].body.password, undefined);
  }
});

test("an expired or unknown code is refused", async () => {
  const { body } = await closed.face.call("GET", "/mobile/v1/user/code", { as: closed.login.basic });
  await closed.wireroom.rows("UPDATE registration_codes SET expires_at_ms = ?", Date.now() - 1);
  for (const code of [body.code, "222222", "x", "abcdefgh"]) {
    assert.deepEqual(
      outcome(await closed.face.call("POST", device, { as: `Code ${code}`, json: {} })),
      unauthorized,
      code,
    );
  }
});

test("a body that is not JSON, or has a too long member, is refused", async () => {
  const as = closed.login.basic;
  const plain = await closed.face.call("POST", device, { as, body: "{}", headers: { "content-type": "text/plain" } });
  assert.equal(plain.status, 400);
  assert.match(plain.body.message, /^failed to parse body: /);
  const long = await closed.face.call("POST", device, { as, json: { name: "x".repeat(129) } });
  assert.equal(long.status, 400);
  assert.match(long.body.message, /^failed to validate: /);
});

test("every phone has a separate token, and neither name nor token is used twice", async () => {
  const as = closed.login.basic;
  const phones = await Promise.all(Array.from({ length: 8 }, () => closed.face.register({ name: "Same" }, { as })));
  assert.equal(new Set(phones.map(({ id }) => id)).size, 8);
  assert.equal(new Set(phones.map(({ token }) => token)).size, 8);
});

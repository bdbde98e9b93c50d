import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { DeviceMemory } from "../../phone-simulator/smsgate/memory.mjs";
import { privateToken } from "../../support/wireroom.mjs";
import { basic, deviceRoot, newPhone, startSmsGate, User, userWithIdlePhone } from "../support/user.mjs";

const simCards = [
  { slotIndex: 0, simNumber: 1, phoneNumber: "*******0123", carrierName: "Carrier", iccid: "***************1234" },
];

describe("registration at a public server", () => {
  let wireroom;
  before(async () => (wireroom = await startSmsGate()));
  after(() => wireroom.stop());

  const register = (json, authorization) =>
    wireroom.request("POST", `${deviceRoot}/device`, { json, headers: authorization ? { authorization } : {} });

  test("a phone without a login becomes a new user, whatever Bearer it presents", async () => {
    const logins = new Set();
    for (const authorization of [undefined, "Bearer whatever"]) {
      const { status, body, headers } = await register({ name: "phone" }, authorization);
      assert.equal(status, 201);
      assert.equal(headers.get("content-type"), "application/json");
      assert.deepEqual(Object.keys(body).sort(), ["id", "login", "password", "token"]);
      assert.match(body.id, /^[A-Za-z0-9_-]{21}$/);
      assert.match(body.login, /^[A-Z0-9_-]{6}$/);
      assert.ok(body.password.length >= 14 && body.password === body.password.toLowerCase(), body.password);
      const authorized = await wireroom.request("GET", "/api/3rdparty/v1/devices", {
        headers: { authorization: basic(body.login, body.password) },
      });
      assert.deepEqual(
        authorized.body.map(({ id, name }) => [id, name]),
        [[body.id, "phone"]],
      );
      logins.add(body.login);
    }
    assert.equal(logins.size, 2);
  });

  test("a phone with a login joins its user, and the password is not shown again", async () => {
    const user = await userWithIdlePhone(wireroom);
    const { status, body } = await register({ name: "second" }, user.authorization);
    assert.equal(status, 201);
    assert.deepEqual([body.login, body.password], [user.login, undefined]);
    assert.equal((await user.call("GET", "/devices")).body.length, 2);
    const wrong = await register({ name: "third" }, basic(user.login, "wrong"));
    assert.deepEqual([wrong.status, wrong.body], [401, { message: "Unauthorized" }]);
  });

  test("a one-time code is accepted once, in any case, and other codes are refused", async () => {
    const user = await userWithIdlePhone(wireroom);
    const { code, validUntil } = await user.phone.session.userCode();
    assert.match(code, /^[2-9a-hjkmnp-z]{6}$/);
    assert.ok(Math.abs(Date.parse(validUntil) - Date.now() - 60_000) < 5_000, validUntil);
    const taken = await register({ name: "second" }, `Code ${code.toUpperCase()}`);
    assert.deepEqual([taken.status, taken.body.login, taken.body.password], [201, user.login, undefined]);
    for (const again of [code, "222222"])
      assert.equal((await register({ name: "third" }, `Code ${again}`)).status, 401);
  });

  test("a user can request a code, and a phone cannot", async () => {
    const user = await userWithIdlePhone(wireroom);
    assert.equal((await user.device("GET", "/user/code")).status, 401);
  });

  test("each registration creates a new token and a new device, even under the same name", async () => {
    const user = await userWithIdlePhone(wireroom, { name: "same" });
    const { body } = await register({ name: "same" }, user.authorization);
    assert.notEqual(body.id, user.phone.id);
    assert.notEqual(body.token, user.phone.session.token);
    assert.equal((await user.device("GET", "/message")).status, 200);
  });

  test("every caller gets its own address, and a phone also its own data", async () => {
    const user = await userWithIdlePhone(wireroom, { name: "known", simCards });
    for (const authorization of ["", "Bearer nothing"]) {
      const { status, body } = await user.device("GET", "/device", undefined, { headers: { authorization } });
      assert.equal(status, 200);
      assert.deepEqual(Object.keys(body), ["externalIp"]);
      assert.ok(body.externalIp.length > 0);
    }
    const { body } = await user.device("GET", "/device");
    assert.deepEqual([body.device.id, body.device.name, body.device.simCards], [user.phone.id, "known", simCards]);
    assert.ok(body.externalIp.length > 0);
  });

  test("devices are listed with names, times and SIM cards; a device without a name has an empty one", async () => {
    const user = await userWithIdlePhone(wireroom, {
      name: "named",
      simCards,
      publicKey: Buffer.from("key").toString("base64"),
      keyVersion: 1,
    });
    await register({}, user.authorization);
    const { body } = await user.call("GET", "/devices");
    const named = body.find(({ id }) => id === user.phone.id);
    assert.deepEqual(named.simCards, simCards);
    assert.deepEqual([named.publicKey, named.keyVersion], [Buffer.from("key").toString("base64"), 1]);
    for (const name of ["createdAt", "updatedAt", "lastSeen"])
      assert.ok(Math.abs(Date.parse(named[name]) - Date.now()) < 60_000, name);
    const nameless = body.find(({ id }) => id !== user.phone.id);
    assert.equal(nameless.name, "");
    assert.equal("deletedAt" in named, false);
  });

  test("a phone can change only its own data", async () => {
    const user = await userWithIdlePhone(wireroom, { pushToken: "first" });
    const other = await user.anotherPhone({ channel: "POLL" });
    const forbidden = await user.device("PATCH", "/device", { id: other.id, pushToken: "stolen" });
    assert.deepEqual([forbidden.status, forbidden.body], [403, { message: "Forbidden" }]);
    assert.equal((await user.device("PATCH", "/device", { id: user.phone.id, simCards })).status, 204);
    const tokenNow = async () =>
      (await wireroom.rows("SELECT push_token FROM gateways WHERE id = ?", user.phone.id))[0].push_token;
    assert.equal(await tokenNow(), "first");
    for (const pushToken of ["", null]) await user.device("PATCH", "/device", { id: user.phone.id, pushToken });
    assert.equal(await tokenNow(), "first");
    await user.device("PATCH", "/device", { id: user.phone.id, pushToken: "second" });
    assert.equal(await tokenNow(), "second");
    assert.deepEqual(
      (await user.call("GET", "/devices")).body.find(({ id }) => id === user.phone.id).simCards,
      simCards,
    );
  });

  test("a deleted device's token is invalid; the app registers again in its account and gets messages", async () => {
    const memory = new DeviceMemory();
    const user = await User.create(wireroom, { memory });
    const before = user.phone.id;
    const lost = user.phone.next("streamLost");
    const registered = user.phone.next("registered");
    assert.equal((await user.call("DELETE", `/devices/${before}`)).status, 204);
    assert.equal(
      (await user.call("GET", "/devices")).body.some(({ id }) => id === before),
      false,
    );
    await lost;
    assert.equal((await registered).login, user.login);
    assert.notEqual(user.phone.id, before);
    const { id } = await user.accepted();
    assert.equal((await user.reaches(id, "Delivered")).deviceId, user.phone.id);
  });

  test("only a device's own user can delete it, and repeating the request is harmless", async () => {
    const [user, stranger] = [await userWithIdlePhone(wireroom), await userWithIdlePhone(wireroom)];
    await stranger.call("DELETE", `/devices/${user.phone.id}`);
    assert.equal((await user.device("GET", "/message")).status, 200);
    assert.equal((await user.call("DELETE", `/devices/${user.phone.id}`)).status, 204);
    assert.equal((await user.device("GET", "/message")).status, 401);
    assert.equal((await user.device("PATCH", "/device", { id: user.phone.id, pushToken: "" })).status, 401);
  });

  test("a new password replaces the old one, revokes tokens, and must be long enough", async () => {
    const user = await userWithIdlePhone(wireroom);
    const old = user.authorization;
    const pair = (await user.call("POST", "/auth/token", { json: { scopes: ["all:any"] } })).body;
    const short = await user.device("PATCH", "/user/password", {
      currentPassword: user.password,
      newPassword: "13 characters",
    });
    assert.equal(short.status, 400);
    assert.equal((await user.phone.session.changePassword("correct horse battery")).status, 204);
    assert.equal((await user.call("GET", "/devices")).status, 200);
    for (const authorization of [old, `Bearer ${pair.access_token}`])
      assert.equal((await user.call("GET", "/devices", { authorization })).status, 401);
    assert.equal(
      (await user.call("POST", "/auth/token/refresh", { authorization: `Bearer ${pair.refresh_token}` })).status,
      401,
    );
    // Phones keep working, because they have their own tokens.
    assert.equal((await user.device("GET", "/message")).status, 200);
  });
});

describe("registration at a private server", () => {
  let wireroom;
  before(async () => (wireroom = await startSmsGate({ vars: { GATEWAY_MODE: "private" } })));
  after(() => wireroom.stop());

  const register = (authorization) =>
    wireroom.request("POST", `${deviceRoot}/device`, {
      json: { name: "phone" },
      headers: authorization ? { authorization } : {},
    });

  test("phones without the server's key are refused with the original's text", async () => {
    for (const [authorization, words] of [
      [undefined, "missing or malformed API Key"],
      ["Bearer wrong", "Invalid or expired API Key"],
    ]) {
      const { status, text, headers } = await register(authorization);
      assert.deepEqual([status, text], [401, words]);
      assert.match(headers.get("content-type"), /^text\/plain/);
    }
  });

  test("phones register with the server's key, and further ones with the first one's login", async () => {
    const phone = await newPhone(wireroom, { register: { privateToken }, channel: "POLL" }).start();
    assert.match(phone.id, /^[A-Za-z0-9_-]{21}$/);
    assert.ok(phone.session.login);
    if (phone.session.password) {
      const { status, body } = await register(basic(phone.session.login, phone.session.password));
      assert.deepEqual([status, body.login], [201, phone.session.login]);
    }
  });

  test("a private server offers no upstream push", async () => {
    const { status } = await wireroom.request("POST", "/api/upstream/v1/push", { json: [{ token: "x" }] });
    assert.equal(status, 404);
  });
});

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { OwnPage, codeOf } from "../support/people.mjs";
import { VirtualAuthenticator } from "../support/virtual-authenticator.mjs";
import { startWireroom } from "../support/wireroom.mjs";

let wireroom;
before(async () => (wireroom = await startWireroom()));
after(() => wireroom.stop());

const signIn = (name, more = {}) => OwnPage.signIn(wireroom, { name, account: wireroom.account, ...more });
const page = () => new OwnPage(wireroom);
const isRefused = (answer, what) => assert.deepEqual([answer.status, codeOf(answer)], [403, "sign_in_refused"], what);

/** Registers the answer of an authenticator to fresh options. */
async function register(browser, authenticator, changes = {}) {
  const asked = await browser.request("POST", "/api/v1/session/passkeys/options");
  const { response } = authenticator.create(asked.body, changes);
  return browser.request("POST", "/api/v1/session/passkeys", { json: { name: "laptop", response } });
}

for (const algorithm of ["ES256", "EdDSA", "RS256"]) {
  test(`a passkey with ${algorithm} signs its person in`, async () => {
    const owner = await signIn(`owner with ${algorithm}`);
    const authenticator = await owner.registerPasskey({ algorithm });
    const browser = page();
    const answer = await browser.signInByPasskey(authenticator);
    assert.equal(answer.status, 200, answer.text);
    assert.deepEqual([answer.body.person.id, answer.body.method], [owner.person.id, "passkey"]);
    assert.equal((await browser.request("GET", "/api/v1/session")).status, 200);
    const listed = await browser.request("GET", "/api/v1/session/passkeys");
    const [{ id, name, last_used_at }] = listed.body.passkeys;
    assert.deepEqual([listed.body.passkeys.length, id, name], [1, authenticator.id, "laptop"]);
    assert.ok(last_used_at);
  });
}

test("the options ask for a discoverable passkey with user verification, and name the known ones", async () => {
  const owner = await signIn("asked");
  const authenticator = await owner.registerPasskey();
  const { body } = await owner.request("POST", "/api/v1/session/passkeys/options");
  assert.deepEqual(
    body.pubKeyCredParams.map(({ alg }) => alg),
    [-7, -8, -257],
  );
  assert.deepEqual(body.excludeCredentials, [
    { type: "public-key", id: authenticator.credentialId.toString("base64url") },
  ]);
  assert.equal(body.rp.id, new URL(wireroom.url).hostname);
  assert.deepEqual(body.authenticatorSelection, {
    residentKey: "required",
    requireResidentKey: true,
    userVerification: "required",
  });
  const asked = await page().request("POST", "/api/v1/session/passkey/options");
  assert.deepEqual([asked.body.allowCredentials, asked.body.userVerification], [[], "required"]);
});

test("asking for a challenge stores nothing", async () => {
  const count = async () =>
    JSON.stringify([
      await wireroom.rows("SELECT * FROM passkeys"),
      await wireroom.rows("SELECT * FROM person_sessions"),
    ]);
  const before = await count();
  for (let time = 0; time < 5; time += 1) await page().request("POST", "/api/v1/session/passkey/options");
  assert.equal(await count(), before);
});

test("an answer to a challenge signs in once, also among twins", async () => {
  const owner = await signIn("twins");
  for (const counts of [true, false]) {
    const authenticator = await owner.registerPasskey({ counts });
    const json = await page().assertion(authenticator);
    const ask = () => page().request("POST", "/api/v1/session/passkey", { json });
    const answers = await Promise.all([ask(), ask(), ask(), ask()]);
    assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 403, 403, 403], `counts: ${counts}`);
    isRefused(await ask());
    assert.equal((await page().signInByPasskey(authenticator)).status, 200);
  }
});

test("a counter that does not grow, as that of a copied authenticator, is refused", async () => {
  const owner = await signIn("copied");
  const authenticator = await owner.registerPasskey();
  assert.equal((await page().signInByPasskey(authenticator, { signCount: 10 })).status, 200);
  for (const signCount of [0, 9, 10]) isRefused(await page().signInByPasskey(authenticator, { signCount }), signCount);
  assert.equal((await page().signInByPasskey(authenticator, { signCount: 11 })).status, 200);
});

test("an answer for another origin, site or person, or without user verification, is refused", async () => {
  const owner = await signIn("careful");
  const authenticator = await owner.registerPasskey();
  const changes = {
    "another origin": { clientData: { origin: "https://evil.example" } },
    "a frame": { clientData: { crossOrigin: true } },
    "the other ceremony": { clientData: { type: "webauthn.create" } },
    "another site": { rpId: "evil.example" },
    "no user verification": { flags: 0x01 },
    "no user": { flags: 0x00 },
    "a challenge of nobody": { clientData: { challenge: Buffer.alloc(40, 1).toString("base64url") } },
  };
  for (const [what, change] of Object.entries(changes))
    isRefused(await page().signInByPasskey(authenticator, change), what);
  const registration = (await owner.request("POST", "/api/v1/session/passkeys/options")).body.challenge;
  const crossed = { clientData: { challenge: registration } };
  isRefused(await page().signInByPasskey(authenticator, crossed), "a challenge for a registration");
  const json = await page().assertion(authenticator);
  const foreign = new VirtualAuthenticator({ origin: wireroom.url });
  foreign.userHandle = authenticator.userHandle;
  isRefused(await page().signInByPasskey(foreign), "an unknown passkey");
  const other = await (await signIn("somebody else")).registerPasskey();
  const borrowed = { ...json, response: { ...json.response, userHandle: other.userHandle } };
  isRefused(await page().request("POST", "/api/v1/session/passkey", { json: borrowed }), "another person");
  assert.equal((await page().request("POST", "/api/v1/session/passkey", { json })).status, 200);
});

test("a registration for another origin, person or attestation is refused", async () => {
  const [owner, other] = [await signIn("registering"), await signIn("another registering")];
  const changes = {
    "another origin": { clientData: { origin: "https://evil.example" } },
    "another site": { rpId: "evil.example" },
    "no user verification": { flags: 0x41 },
    "another format": { format: "packed" },
  };
  for (const [what, change] of Object.entries(changes)) {
    const answer = await register(owner, new VirtualAuthenticator({ origin: wireroom.url }), change);
    assert.deepEqual([answer.status, answer.explanation.param], [422, "response"], what);
  }
  const { challenge } = (await other.request("POST", "/api/v1/session/passkeys/options")).body;
  const crossed = { clientData: { challenge } };
  const answer = await register(owner, new VirtualAuthenticator({ origin: wireroom.url }), crossed);
  assert.equal(answer.status, 422);
  assert.deepEqual((await owner.request("GET", "/api/v1/session/passkeys")).body.passkeys, []);
});

test("a passkey is registered once, renamed and deleted, and the last one stays", async () => {
  const owner = await signIn("keeping order");
  const authenticator = await owner.registerPasskey();
  const again = await register(owner, authenticator);
  assert.deepEqual([again.status, codeOf(again)], [409, "passkey_exists"]);
  const path = `/api/v1/session/passkeys/${authenticator.id}`;
  assert.equal((await owner.request("PATCH", path, { json: { name: "phone" } })).status, 200);
  const last = await owner.request("DELETE", path);
  assert.deepEqual([last.status, codeOf(last)], [409, "last_passkey"]);
  const second = await owner.registerPasskey();
  const stranger = await signIn("not the owner");
  for (const method of ["PATCH", "DELETE"]) {
    const answer = await stranger.request(method, path, { json: method === "PATCH" ? { name: "mine" } : undefined });
    assert.deepEqual([answer.status, codeOf(answer)], [404, "passkey_not_found"]);
  }
  assert.equal((await owner.request("DELETE", path)).status, 200);
  isRefused(await page().signInByPasskey(authenticator));
  assert.equal((await page().signInByPasskey(second)).status, 200);
});

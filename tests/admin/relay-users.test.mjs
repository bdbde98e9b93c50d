import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { PlatformFake } from "../support/platform-fake.mjs";
import { SyncedUser, sealingKeys } from "../support/relay.mjs";
import { startWireroom } from "../support/wireroom.mjs";

let wireroom, platforms, other;
before(async () => {
  platforms = await PlatformFake.listen();
  wireroom = await startWireroom({
    vars: platforms.vars,
    secrets: { SEALING_KEYS: sealingKeys, ...platforms.secrets },
  });
  other = await wireroom.createAccount("other");
});
after(async () => {
  await wireroom.stop();
  await platforms.close();
});

const root = "/api/v1/admin/relay";
const call = (method, path, { json, account = wireroom.account } = {}) =>
  wireroom.request(method, `${root}${path}`, { key: account.key, json });
const unknown = { status: 404, body: { error: "Relay user not found" } };
const outcome = ({ status, body }) => ({ status, body });

let numbers = 679_460_000;
const newNumber = () => `+237${(numbers += 1)}`;

async function create(json = {}) {
  const answer = await call("POST", "/users", { json: { phone_number: newNumber(), name: "Ngozi", ...json } });
  assert.equal(answer.status, 201, answer.text);
  return answer.body;
}

test("a user is created with a generated password, shown, found by number and deleted", async () => {
  const { user, password } = await create({ name: "  Ngozi Ö. ", country_code: "+237" });
  assert.match(password, /^.{16}$/);
  assert.deepEqual(user, {
    country_code: "+237",
    created_at: user.created_at,
    id: user.id,
    name: "Ngozi Ö.",
    phone_number: user.phone_number,
    state: "active",
    updated_at: user.created_at,
  });
  assert.deepEqual((await call("GET", `/users/${user.id}`)).body, { user });
  const found = await call("GET", `/users?phone_number=${encodeURIComponent(user.phone_number)}`);
  assert.deepEqual(found.body, { next_cursor: null, users: [user] });
  assert.equal((await call("DELETE", `/users/${user.id}`)).status, 204);
  assert.deepEqual(outcome(await call("GET", `/users/${user.id}`)), unknown);
  assert.deepEqual(outcome(await call("DELETE", `/users/${user.id}`)), unknown);
});

test("a user's number may be written as it is dialed in the country", async () => {
  const full = newNumber();
  const { user } = await create({ phone_number: full.replace("+237", ""), country_code: "237" });
  assert.deepEqual([user.phone_number, user.country_code], [full, "+237"]);
});

test("an imported user keeps the id and the digest of the password", async () => {
  const id = "dead3662-5f78-11ed-b8e7-6d06c3aaf3c6";
  const { user, password } = await create({ id: id.toUpperCase(), imported_hash: "AB".repeat(64) });
  assert.deepEqual([user.id, password], [id, null]);
  const [row] = await wireroom.rows("SELECT password_hash FROM relay_users WHERE user_id = ?", id);
  assert.equal(row.password_hash, `hmac-sha512:${"ab".repeat(64)}`);
});

test("a taken number or id, and what is not acceptable, is refused", async () => {
  const { user } = await create();
  const refused = [
    [{ phone_number: user.phone_number }, 409, "phone_number"],
    [{ id: user.id }, 409, "id"],
    [{ phone_number: "12" }, 422, "phone_number"],
    [{ phone_number: "+12025550123", country_code: "+237" }, 422, "phone_number"],
    [{ country_code: "+999" }, 422, "country_code"],
    [{ name: " " }, 422, "name"],
    [{ name: "x".repeat(129) }, 422, "name"],
    [{ id: "bob" }, 422, "id"],
    [{ password: "short" }, 422, "password"],
    [{ imported_hash: "ab" }, 422, "imported_hash"],
    [{ imported_hash: "ab".repeat(64), password: "Correct-horse-1" }, 422, "imported_hash"],
  ];
  for (const [json, status, param] of refused) {
    const body = { phone_number: newNumber(), name: "Refused", ...json };
    const answer = await call("POST", "/users", { json: body });
    assert.deepEqual([answer.status, answer.explanation.param], [status, param], answer.text);
  }
});

test("users are listed page by page, and another account's do not exist", async () => {
  for (let count = 0; count < 3; count += 1) await create();
  const ids = [];
  for (let cursor = ""; cursor !== null; ) {
    const { body } = await call("GET", `/users?limit=2&cursor=${cursor}`);
    ids.push(...body.users.map(({ id }) => id));
    cursor = body.next_cursor;
  }
  assert.ok(ids.length >= 3);
  assert.deepEqual(ids, [...ids].sort());
  const [id] = ids;
  const { phone_number } = (await call("GET", `/users/${id}`)).body.user;
  assert.deepEqual((await call("GET", "/users", { account: other })).body, { next_cursor: null, users: [] });
  const query = `/users?phone_number=${encodeURIComponent(phone_number)}`;
  assert.deepEqual((await call("GET", query, { account: other })).body, { next_cursor: null, users: [] });
  for (const [method, path, json] of [
    ["GET", ""],
    ["DELETE", ""],
    ["POST", "/password", {}],
    ["GET", "/grants"],
    ["DELETE", "/grants/twitter"],
  ])
    assert.deepEqual(outcome(await call(method, `/users/${id}${path}`, { json, account: other })), unknown);
  assert.equal((await call("GET", `/users/${id}`)).status, 200);
});

test("a new password ends sessions and revokes grants, and a refused one changes nothing", async () => {
  const user = await (await SyncedUser.create(wireroom)).grant("twitter", platforms.grant("twitter"));
  const [row] = await wireroom.rows("SELECT user_id FROM relay_users WHERE phone_number = ?", user.phoneNumber);
  const path = `/users/${row.user_id}`;
  const grants = async () => (await call("GET", `${path}/grants`)).body.grants.map(({ platform }) => platform);
  assert.deepEqual(await grants(), ["twitter"]);
  assert.equal((await call("POST", `${path}/password`, { json: { password: "short" } })).status, 422);
  assert.deepEqual(await grants(), ["twitter"]);
  const { status, body } = await call("POST", `${path}/password`, { json: {} });
  assert.deepEqual([status, body.password.length], [200, 16]);
  assert.deepEqual(await grants(), []);
  const chosen = await call("POST", `${path}/password`, { json: { password: "Correct-horse-1" } });
  assert.deepEqual(chosen.body, { password: null });
});

test("one grant is revoked at once, and the others stay", async () => {
  const user = await SyncedUser.create(wireroom);
  await user.grant("twitter", platforms.grant("twitter"));
  const [row] = await wireroom.rows("SELECT user_id FROM relay_users WHERE phone_number = ?", user.phoneNumber);
  const path = `/users/${row.user_id}/grants`;
  const { body, text } = await call("GET", path);
  assert.deepEqual(Object.keys(body.grants[0]), ["created_at", "platform", "updated_at"], text);
  const missing = { status: 404, body: { error: "Grant not found" } };
  assert.deepEqual(outcome(await call("DELETE", `${path}/gmail`)), missing);
  assert.equal((await call("DELETE", `${path}/twitter`)).status, 204);
  assert.deepEqual(outcome(await call("DELETE", `${path}/twitter`)), missing);
  assert.deepEqual((await call("GET", path)).body, { grants: [] });
});

test("an invitation restarts its period, is listed by its account alone and is withdrawn once", async () => {
  const phone_number = newNumber();
  const invite = (json) => call("POST", "/invitations", { json: { phone_number, ...json } });
  const first = await invite({});
  assert.equal(first.status, 201, first.text);
  const { invitation } = first.body;
  const days = (Date.parse(invitation.expires_at) - Date.parse(invitation.created_at)) / 86_400_000;
  assert.deepEqual([invitation.phone_number, invitation.active, days], [phone_number, true, 14]);
  const again = (await invite({ days: 2 })).body.invitation;
  const { body } = await call("GET", "/invitations");
  assert.deepEqual(
    body.invitations.filter((it) => it.phone_number === phone_number),
    [again],
  );
  for (const json of [{ days: 0 }, { days: 366 }, { phone_number: "12" }])
    assert.equal((await invite(json)).status, 422, JSON.stringify(json));
  const path = `/invitations/${encodeURIComponent(phone_number)}`;
  const missing = { status: 404, body: { error: "Invitation not found" } };
  assert.deepEqual(outcome(await call("DELETE", path, { account: other })), missing);
  assert.equal((await call("DELETE", path)).status, 204);
  assert.deepEqual(outcome(await call("DELETE", path)), missing);
});

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { operatorHeaders } from "../../scripts/lib/operator.mjs";
import { OwnPage, codeOf, createLink } from "../support/people.mjs";
import { localSecrets, startWireroom } from "../support/wireroom.mjs";

const people = "/api/v1/admin/people";

let wireroom;
before(async () => (wireroom = await startWireroom()));
after(() => wireroom.stop());

const is = (answer, status, code, what) => assert.deepEqual([answer.status, codeOf(answer)], [status, code], what);

/** A new account with one person of each role, signed in. */
async function staffed(name) {
  const account = await wireroom.createAccount(name);
  const signIn = (role) => OwnPage.signIn(wireroom, { name: role, role, account });
  const [owner, operator, viewer] = [await signIn("owner"), await signIn("operator"), await signIn("viewer")];
  return { account, owner, operator, viewer };
}

test("an owner administers people, an operator and a viewer only read them", async () => {
  const { owner, operator, viewer } = await staffed("roles");
  const created = await owner.request("POST", people, { json: { name: "new", role: "viewer" } });
  assert.equal(created.status, 201, created.text);
  const { id } = created.body.person;
  for (const page of [owner, operator, viewer]) {
    const { status, body } = await page.request("GET", people);
    assert.equal(status, 200);
    assert.deepEqual(body.people.map(({ name }) => name).sort(), ["new", "operator", "owner", "viewer"]);
  }
  for (const page of [operator, viewer]) {
    is(await page.request("POST", people, { json: { name: "x", role: "viewer" } }), 403, "insufficient_permissions");
    for (const [method, path, json] of [
      ["PATCH", `${people}/${id}`, { role: "owner" }],
      ["DELETE", `${people}/${id}`],
      ["POST", `${people}/${id}/sign-in-link`],
    ])
      is(await page.request(method, path, { json }), 403, "insufficient_permissions", `${method} ${path}`);
  }
  const link = await owner.request("POST", `${people}/${id}/sign-in-link`);
  assert.equal(link.status, 201, link.text);
  const page = new OwnPage(wireroom);
  assert.equal((await page.redeem(link.body.token)).body.role, "viewer");
});

test("a viewer reads what administrators see and changes nothing", async () => {
  const { viewer } = await staffed("read only");
  for (const path of ["gateways", "keys", "webhooks", "providers", "routing", "stats", "messages", "audit"])
    assert.equal((await viewer.request("GET", `/api/v1/admin/${path}`)).status, 200, path);
  for (const [method, path, json] of [
    ["POST", "/api/v1/admin/keys", { name: "x" }],
    ["POST", "/api/v1/admin/webhooks", { url: "https://hooks.example.com/" }],
    ["PATCH", "/api/v1/admin/routing", { policy: "phones_only" }],
    ["POST", "/api/v1/admin/gateways/1/toggle"],
  ])
    is(await viewer.request(method, path, { json }), 403, "insufficient_permissions", path);
});

test("an operator manages gateways and webhooks, and no keys", async () => {
  const { operator } = await staffed("operated");
  const created = await operator.request("POST", "/api/v1/admin/webhooks", {
    json: { url: "https://hooks.example.com/" },
  });
  assert.equal(created.status, 201, created.text);
  is(await operator.request("POST", "/api/v1/admin/keys", { json: { name: "x" } }), 403, "insufficient_permissions");
});

test("the last owner is neither demoted nor removed, also not by twins", async () => {
  const { owner, operator } = await staffed("owned");
  const pathOf = ({ person }) => `${people}/${person.id}`;
  const demote = (page, whom) => page.request("PATCH", pathOf(whom), { json: { role: "viewer" } });
  is(await demote(owner, owner), 409, "last_owner");
  is(await owner.request("DELETE", pathOf(owner)), 409, "last_owner");
  const second = await owner.request("PATCH", pathOf(operator), { json: { role: "owner" } });
  assert.deepEqual([second.status, second.body.person.role], [200, "owner"]);
  const both = await Promise.all([demote(owner, owner), demote(owner, operator)]);
  const statuses = both.map(({ status }) => status);
  assert.equal(statuses.filter((status) => status === 200).length, 1, `${statuses}`);
  const [{ count }] = await wireroom.rows(
    "SELECT COUNT(*) AS count FROM people WHERE role = 'owner' AND id IN (?, ?)",
    owner.person.id,
    operator.person.id,
  );
  assert.equal(count, 1);
});

test("a removed or demoted person has the former role nowhere", async () => {
  const { owner, operator, viewer } = await staffed("changing");
  assert.equal((await viewer.request("GET", people)).status, 200);
  assert.equal((await owner.request("DELETE", `${people}/${viewer.person.id}`)).status, 200);
  is(await viewer.request("GET", people), 401, "invalid_session");
  is(await owner.request("DELETE", `${people}/${viewer.person.id}`), 404, "person_not_found");
  const webhook = { json: { url: "https://hooks.example.com/" } };
  assert.equal((await operator.request("POST", "/api/v1/admin/webhooks", webhook)).status, 201);
  assert.equal(
    (await owner.request("PATCH", `${people}/${operator.person.id}`, { json: { role: "viewer" } })).status,
    200,
  );
  is(await operator.request("POST", "/api/v1/admin/webhooks", webhook), 403, "insufficient_permissions");
});

test("a key that may not read what a viewer reads lets no viewer in", async () => {
  const { account, viewer } = await staffed("guarded");
  const weak = await account.createKey("client", { permissions: ["manage_account"] });
  const ask = (method, path, json) => wireroom.request(method, `${people}${path}`, { key: weak, json });
  is(await wireroom.request("GET", "/api/v1/admin/messages", { key: weak }), 403, "insufficient_permissions");
  for (const [method, path, json] of [
    ["POST", "", { name: "Eve", role: "viewer" }],
    ["POST", `/${viewer.person.id}/sign-in-link`],
    ["GET", `/${viewer.person.id}/sessions`],
    ["PATCH", `/${viewer.person.id}`, { name: "Eve" }],
  ])
    is(await ask(method, path, json), 403, "insufficient_permissions", `${method} ${path}`);
});

test("a higher role ends the link, the sessions and the passkeys of before", async () => {
  const { owner, viewer } = await staffed("promoted");
  const authenticator = await viewer.registerPasskey();
  const path = `${people}/${viewer.person.id}`;
  const link = await owner.request("POST", `${path}/sign-in-link`);
  assert.equal((await owner.request("PATCH", path, { json: { role: "owner" } })).status, 200);
  is(await viewer.request("GET", "/api/v1/session"), 401, "invalid_session");
  const page = new OwnPage(wireroom);
  assert.equal((await page.redeem(link.body.token)).status, 403);
  assert.equal((await page.signInByPasskey(authenticator)).status, 403);
  const again = await owner.request("POST", `${path}/sign-in-link`);
  assert.equal((await page.redeem(again.body.token)).body.role, "owner");
});

test("an owner ends another person's session", async () => {
  const { owner, operator } = await staffed("ending");
  const path = `${people}/${operator.person.id}/sessions`;
  const listed = await owner.request("GET", path);
  assert.deepEqual([listed.status, listed.body.sessions.length, listed.body.sessions[0].current], [200, 1, false]);
  const { id } = listed.body.sessions[0];
  is(await operator.request("DELETE", `${path}/${id}`), 403, "insufficient_permissions");
  assert.equal((await owner.request("DELETE", `${path}/${id}`)).status, 200);
  is(await operator.request("GET", "/api/v1/session"), 401, "invalid_session");
  is(await owner.request("DELETE", `${path}/${id}`), 404, "person_session_not_found");
});

test("nobody grants a role that has more than they have", async () => {
  const { account, owner } = await staffed("granting");
  const key = await account.createKey("client", { permissions: ["manage_account", "manage_gateways"] });
  const create = (role) => wireroom.request("POST", people, { key, json: { name: `by a key: ${role}`, role } });
  assert.equal((await create("viewer")).status, 201);
  for (const role of ["operator", "owner"]) is(await create(role), 403, "insufficient_permissions", role);
  const link = await wireroom.request("POST", `${people}/${owner.person.id}/sign-in-link`, { key });
  is(link, 403, "insufficient_permissions");
  const all = await wireroom.request("POST", people, { key: account.key, json: { name: "whole", role: "owner" } });
  assert.equal(all.status, 201);
});

test("people of another account do not exist", async () => {
  const [one, other] = [await staffed("one of two"), await staffed("other of two")];
  const path = `${people}/${other.viewer.person.id}`;
  for (const [method, suffix, json] of [
    ["PATCH", "", { name: "mine" }],
    ["DELETE", ""],
    ["POST", "/sign-in-link"],
    ["GET", "/sessions"],
    ["DELETE", `/sessions/${"0".repeat(32)}`],
  ]) {
    is(await one.owner.request(method, `${path}${suffix}`, { json }), 404, "person_not_found", `${method} ${suffix}`);
    const byKey = await wireroom.request(method, `${path}${suffix}`, { key: one.account.key, json });
    is(byKey, 404, "person_not_found", `${method} ${suffix} by key`);
  }
  const named = await one.owner.request("GET", people, { headers: { "wireroom-account": other.account.id } });
  const ids = named.body.people.map(({ id }) => id);
  assert.ok(ids.includes(one.owner.person.id) && !ids.includes(other.owner.person.id));
});

test("names are unique in an account, and bad ones are refused by parameter", async () => {
  const { owner } = await staffed("names");
  is(await owner.request("POST", people, { json: { name: "viewer", role: "viewer" } }), 409, "person_exists");
  const rename = { json: { name: "viewer" } };
  is(await owner.request("PATCH", `${people}/${owner.person.id}`, rename), 409, "person_exists");
  for (const [json, status, param] of [
    [{ role: "viewer" }, 400, "name"],
    [{ name: "x" }, 400, "role"],
    [{ name: "x", role: "king" }, 422, "role"],
    [{ name: "x".repeat(101), role: "viewer" }, 422, "name"],
    [{ name: "a\u0007b", role: "viewer" }, 422, "name"],
  ]) {
    const answer = await owner.request("POST", people, { json });
    assert.deepEqual([answer.status, answer.explanation.param], [status, param], JSON.stringify(json));
  }
});

test("a person of the deployment names the account, and without a name administers the deployment", async () => {
  const { account } = await staffed("administered from above");
  const chief = await OwnPage.signIn(wireroom, { name: "chief" });
  const shown = (await chief.request("GET", "/api/v1/session")).body;
  assert.equal(shown.scope, "deployment");
  assert.ok(shown.accounts.some(({ id }) => id === account.id));
  is(await chief.request("GET", "/api/v1/admin/keys"), 403, "account_required");
  const headers = { "wireroom-account": account.id };
  const keys = await chief.request("GET", "/api/v1/admin/keys", { headers });
  assert.deepEqual([keys.status, keys.body.keys.length], [200, 1]);
  const names = async (options) => (await chief.request("GET", people, options)).body.people.map(({ name }) => name);
  assert.deepEqual(await names(), ["chief"]);
  assert.deepEqual((await names({ headers })).sort(), ["operator", "owner", "viewer"]);
  const byOperator = await wireroom.request("GET", people, { headers: operatorHeaders(localSecrets.SERVER_SECRET) });
  assert.deepEqual(
    byOperator.body.people.map(({ name }) => name),
    ["chief"],
  );
});

test("the deployment's owner makes links, and its viewer and an account's owner do not", async () => {
  const { owner } = await staffed("without links");
  const chief = await OwnPage.signIn(wireroom, { name: "second chief" });
  const watcher = await OwnPage.signIn(wireroom, { name: "watcher", role: "viewer" });
  const make = (page) => page.request("POST", "/api/v1/operator/sign-in-links", { json: { name: "invited" } });
  assert.equal((await make(chief)).status, 201);
  for (const page of [watcher, owner]) is(await make(page), 403, "insufficient_permissions");
});

test("a person of a disabled account loses the session within ten seconds", async () => {
  const { account, owner, viewer } = await staffed("disabled");
  assert.equal((await owner.request("GET", people)).status, 200);
  await wireroom.rows("UPDATE accounts SET disabled_at_ms = 1 WHERE id = ?", account.id);
  // The other session was not looked up before, so no isolate has it cached.
  is(await viewer.request("GET", people), 401, "invalid_session");
});

test("an account has room for 100 people", async () => {
  const account = await wireroom.createAccount("crowded");
  await createLink(wireroom, { name: "owner", account });
  for (let number = 1; number < 100; number += 1)
    await wireroom.rows(
      "INSERT INTO people (scope, id, name, role, created_at_ms) VALUES (?, ?, ?, 'viewer', 0)",
      account.id,
      `person_${String(number).padStart(16, "0")}`,
      `viewer ${number}`,
    );
  const more = await wireroom.request("POST", people, { key: account.key, json: { name: "one more", role: "viewer" } });
  is(more, 422, "resource_limit_reached");
});

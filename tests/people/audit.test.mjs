import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { operatorHeaders } from "../../scripts/lib/operator.mjs";
import { OwnPage, createLink } from "../support/people.mjs";
import { localSecrets, startWireroom } from "../support/wireroom.mjs";

let wireroom;
before(async () => (wireroom = await startWireroom()));
after(() => wireroom.stop());

const audit = async (account, query = "") =>
  (await wireroom.request("GET", `/api/v1/admin/audit${query}`, { key: account.key })).body;

test("changes by key, person and operator are recorded, and reads are not", async () => {
  const account = await wireroom.createAccount("audited");
  const owner = await OwnPage.signIn(wireroom, { name: "Ada", account });
  const made = await wireroom.request("POST", "/api/v1/admin/keys", {
    key: account.key,
    json: { name: "secret name" },
  });
  const { id } = made.body.key;
  const revoked = await owner.request("POST", `/api/v1/admin/keys/${id}/revoke`);
  assert.equal(revoked.status, 200);
  const headers = operatorHeaders(localSecrets.SERVER_SECRET, account.id);
  await wireroom.request("PATCH", "/api/v1/admin/routing", { headers, json: { policy: "nonsense" } });
  for (const path of ["keys", "gateways", "audit"]) await owner.request("GET", `/api/v1/admin/${path}`);

  const { entries, next_cursor } = await audit(account);
  assert.equal(next_cursor, null);
  assert.deepEqual(
    entries.map(({ actor, method, route, objects, status }) => ({
      kind: actor.kind,
      name: actor.name,
      line: `${method} ${route}`,
      objects,
      status,
    })),
    [
      { kind: "operator", name: null, line: "PATCH /api/v1/admin/routing", objects: {}, status: 422 },
      { kind: "person", name: "Ada", line: "POST /api/v1/admin/keys/{id}/revoke", objects: { id }, status: 200 },
      { kind: "key", name: null, line: "POST /api/v1/admin/keys", objects: { created: id }, status: 201 },
      { kind: "person", name: "Ada", line: "POST /api/v1/session/link", objects: {}, status: 200 },
    ],
  );
  assert.equal(entries[1].actor.id, owner.person.id);
  const rows = JSON.stringify(await wireroom.rows("SELECT * FROM audit_entries WHERE scope = ?", account.id));
  assert.ok(!rows.includes("secret name") && !rows.includes(made.body.api_key));
});

test("what people try of their own without success is not recorded", async () => {
  const account = await wireroom.createAccount("own tries");
  const viewer = await OwnPage.signIn(wireroom, { name: "Bob", role: "viewer", account });
  assert.equal((await viewer.request("DELETE", "/api/v1/session/passkeys/unknown")).status, 404);
  const { entries } = await audit(account);
  assert.deepEqual(
    entries.map(({ route }) => route),
    ["/api/v1/session/link"],
  );
});

test("what callers without the permission try is not recorded, so that they cannot fill the log", async () => {
  const account = await wireroom.createAccount("tried");
  const viewer = await OwnPage.signIn(wireroom, { name: "Bob", role: "viewer", account });
  const weak = await account.createKey("client", { permissions: ["send_sms"] });
  const json = { name: "x" };
  assert.equal((await viewer.request("POST", "/api/v1/admin/keys", { json })).status, 403);
  assert.equal((await wireroom.request("POST", "/api/v1/admin/keys", { key: weak, json })).status, 403);
  assert.equal((await wireroom.request("POST", "/api/v1/admin/keys", { json })).status, 401);
  const { entries } = await audit(account);
  assert.deepEqual(
    entries.map(({ route }) => route),
    ["/api/v1/session/link"],
  );
});

test("sending and reporting are not recorded, and cost no row", async () => {
  const account = await wireroom.createAccount("sending");
  await account.sendAccepted("+12025550123", "not an administrator's change");
  assert.deepEqual((await audit(account)).entries, []);
});

test("the log is read in pages, and is the account's own", async () => {
  const [account, other] = [await wireroom.createAccount("paged"), await wireroom.createAccount("not paged")];
  for (let number = 0; number < 5; number += 1)
    await wireroom.request("POST", "/api/v1/admin/keys", { key: account.key, json: { name: `key ${number}` } });
  const seen = [];
  for (let cursor = ""; cursor !== null; ) {
    const page = await audit(account, `?limit=2${cursor && `&cursor=${cursor}`}`);
    seen.push(...page.entries.map(({ id }) => Number(id)));
    cursor = page.next_cursor;
  }
  assert.equal(new Set(seen).size, 5);
  assert.deepEqual(
    seen,
    [...seen].sort((a, b) => b - a),
  );
  assert.deepEqual((await audit(other)).entries, []);
  const bad = await wireroom.request("GET", "/api/v1/admin/audit?cursor=x", { key: account.key });
  assert.equal(bad.status, 400);
});

test("changes of the deployment are in its own log", async () => {
  const chief = await OwnPage.signIn(wireroom, { name: "chief" });
  await createLink(wireroom, { name: "another chief" });
  const { body } = await chief.request("GET", "/api/v1/admin/audit");
  const lines = body.entries.map(({ actor, route }) => `${actor.kind} ${route}`);
  assert.ok(lines.includes("operator /api/v1/operator/sign-in-links"));
  assert.ok(lines.includes("person /api/v1/session/link"));
});

test("a day of an account has a bounded number of entries, and the rest is in the Worker's log", async () => {
  const account = await wireroom.createAccount("busy");
  const firstId = Math.floor(Date.now() / 86_400_000) * 100_000;
  await wireroom.rows(
    `INSERT INTO audit_entries (scope, id, at_ms, actor_kind, method, route, objects, status)
     VALUES (?, ?, 0, 'key', 'POST', '/x', '{}', 200)`,
    account.id,
    firstId + 50_000,
  );
  const made = await wireroom.request("POST", "/api/v1/admin/keys", {
    key: account.key,
    json: { name: "one too many" },
  });
  assert.equal(made.status, 201);
  assert.equal((await audit(account)).entries.length, 1);
  const line = wireroom.logLines().find(({ message }) => /audit log of a day is full/.test(message));
  assert.equal(line?.["account.id"], account.id);
});

test("the cron deletes entries that were kept long enough", async () => {
  const account = await wireroom.createAccount("kept");
  const dayMs = 86_400_000;
  const day = Math.floor(Date.now() / dayMs);
  for (const age of [402, 398])
    await wireroom.rows(
      `INSERT INTO audit_entries (scope, id, at_ms, actor_kind, method, route, objects, status)
       VALUES (?, ?, ?, 'key', 'POST', '/x', '{}', 200)`,
      account.id,
      (day - age) * 100_000 + 1,
      (day - age) * dayMs,
    );
  await wireroom.cronQuarter(new Date((day + 1) * dayMs));
  const { entries } = await audit(account);
  assert.deepEqual(
    entries.map(({ id }) => Number(id)),
    [(day - 398) * 100_000 + 1],
  );
});

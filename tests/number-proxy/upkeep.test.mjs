import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { startWithProviders } from "../support/provider-fake.mjs";

const dayMs = 86_400_000;
let system;
let lastPerson = 0;

before(async () => {
  system = await startWithProviders({ vars: { PROVIDER_DEFAULTS_FOR: "all" } });
});
after(() => system.stop());

const newPerson = () => `1415${String(2_000_000 + (lastPerson += 1))}`;

/** Creates an account with these numbers in its pool. */
async function masking(name, ...numbers) {
  const account = await system.wireroom.createAccount(name);
  const call = async (method, path, json) => system.wireroom.request(method, path, { key: account.key, json });
  for (const value of numbers) assert.equal((await call("POST", "/tn", { value })).status, 200);
  const opened = async (more = {}) => {
    const answer = await call("POST", "/session", { participant_a: newPerson(), participant_b: newPerson(), ...more });
    assert.equal(answer.status, 200, answer.text);
    return answer.body;
  };
  return { account, call, opened };
}

test("an ended session is shown until messages of its age are deleted, and then deleted with its interactions", async () => {
  const { account, call, opened } = await masking("kept", "12065550601");
  const { session_id: id } = await opened();
  assert.equal((await call("GET", `/session/${id}`)).body.status, "open");
  assert.equal((await call("GET", `/session/${id}/interactions`)).body.interactions.length, 2);
  await call("DELETE", "/session", { session_id: id });
  const { body: closed } = await call("GET", `/session/${id}`);
  assert.deepEqual([closed.status, closed.closed_reason, closed.virtual_tn], ["closed", "ended", "12065550601"]);
  // Both notices of the end are unsettled for a moment, and only settled messages are deleted.
  const rowsOf = (sql) => system.wireroom.rows(sql, account.id);
  await system.wireroom.eventually(
    async () => {
      const messages = await rowsOf("SELECT state FROM messages WHERE account_id = ?");
      return messages.length === 4 && messages.every(({ state }) => state === "sent");
    },
    { what: "both notices of the end are in D1" },
  );
  await system.wireroom.cron(new Date(Date.now() + 89 * dayMs));
  assert.equal((await call("GET", `/session/${id}`)).status, 200);
  await system.wireroom.cronRound(new Date(Date.now() + 92 * dayMs));
  assert.equal((await call("GET", `/session/${id}`)).status, 404);
  for (const table of ["proxy_sessions", "proxy_participants", "proxy_interactions"]) {
    const rows = await system.wireroom.rows(`SELECT 1 FROM ${table} WHERE account_id = ?`, account.id);
    assert.deepEqual(rows, [], table);
  }
});

test("an opted-out person is listed, is not texted when a session begins, and can be removed from the list", async () => {
  const number = "12065550602";
  const { call, opened } = await masking("opted out", number);
  const stopper = newPerson();
  assert.equal((await call("POST", "/", { to: number, from: stopper, body: "STOP", id: "mdr1-stop" })).status, 200);
  const {
    body: { opt_outs: listed },
  } = await call("GET", "/proxy/opt-outs");
  assert.deepEqual(
    listed.map(({ number, participant }) => [number, participant]),
    [[number, stopper]],
  );
  const calls = system.fake.calls.length;
  const { participant_b: other } = await opened({ participant_a: stopper });
  assert.deepEqual(
    system.fake.calls.slice(calls).map(({ to }) => to.replace("+", "")),
    [other],
  );
  const release = () => call("DELETE", "/proxy/opt-outs", { number, participant: `+${stopper}` });
  assert.equal((await release()).status, 200);
  assert.equal((await release()).status, 404);
  assert.deepEqual((await call("GET", "/proxy/opt-outs")).body, { opt_outs: [] });
  assert.equal((await call("GET", "/proxy/opt-outs?after_number=%FF")).status, 400);
});

test("open sessions are listed page by page, each once, in the order of creation", async () => {
  const { call, opened } = await masking("pages", "12065550603");
  const ids = [];
  for (let count = 0; count < 5; count += 1) ids.push((await opened()).session_id);
  const seen = [];
  let after = "";
  for (let page = 0; page < 3; page += 1) {
    const { body } = await call("GET", `/session?limit=2${after}`);
    assert.equal(body.total_sessions, 5);
    seen.push(...body.sessions.map(({ id }) => id));
    after = `&after=${body.next_after}`;
  }
  assert.deepEqual(seen, ids);
  for (const limit of ["0", "1001", "x", "2&x=%FF"])
    assert.equal((await call("GET", `/session?limit=${limit}`)).status, 400);
  assert.equal((await call("GET", "/session?after=nobody")).status, 404);
});

test("a session gets the number or the area code that it requests", async () => {
  const { call, opened } = await masking("wishes", "12065550604", "13105550604");
  assert.equal((await opened({ area_code: "310" })).virtual_tn, "13105550604");
  assert.equal((await opened({ number: "+1 310-555-0604" })).virtual_tn, "13105550604");
  assert.equal((await opened({ participant_a: "13105550100", geo_match: "area-code" })).virtual_tn, "13105550604");
  assert.equal((await opened()).virtual_tn, "12065550604");
  const unknown = await call("POST", "/session", {
    participant_a: newPerson(),
    participant_b: newPerson(),
    number: "12065550699",
  });
  assert.deepEqual([unknown.status, unknown.body.status], [400, "failed"]);
});

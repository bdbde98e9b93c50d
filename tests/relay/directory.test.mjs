import assert from "node:assert/strict";
import { createCipheriv } from "node:crypto";
import { after, before, test } from "node:test";
import { startWireroom } from "../support/wireroom.mjs";

const serviceKey = "a service key that only tests use";
let wireroom;
before(async () => {
  wireroom = await startWireroom({
    secrets: { SEALING_KEYS: `tests:${Buffer.alloc(32, 7).toString("base64")}`, RELAY_SERVICE_KEY: serviceKey },
  });
});
after(() => wireroom.stop());

const get = (path, headers = {}) => wireroom.request("GET", path, { headers });
const start = (msisdn) => wireroom.request("POST", `/v3/clients/${msisdn}/tests`);
const put = (msisdn, json = {}, account = wireroom.account) =>
  wireroom.request("PUT", `/relay/clients/${msisdn}`, { key: account.key, json });

let last = 0;
/** Creates a gateway client that no other test uses. */
async function newClient(json = {}) {
  last += 1;
  const msisdn = `+237670${String(last).padStart(6, "0")}`;
  const answer = await put(msisdn, json);
  assert.equal(answer.status, 200, answer.text);
  return msisdn;
}

async function started(msisdn) {
  const answer = await start(msisdn);
  assert.equal(answer.status, 200, answer.text);
  assert.ok(answer.body.test_id, answer.text);
  return answer.body;
}

/** Encodes a test's SMS (contract 3.5): base64 of the vector, and the JSON under the first 32 bytes of the key. */
function smsOf(test) {
  const iv = Buffer.from("abcdefghij012345");
  const cipher = createCipheriv("aes-256-cbc", Buffer.from(serviceKey).subarray(0, 32), iv);
  return Buffer.concat([iv, cipher.update(JSON.stringify(test)), cipher.final()]).toString("base64");
}

const forward = (json, path = "/v3/publish") => wireroom.request("POST", path, { json });
const arrived = (id, msisdn, { ago = 1_000 } = {}) =>
  forward({
    address: "+237600000000",
    text: smsOf({ test_id: id, msisdn }),
    date: Date.now() - ago,
    date_sent: Date.now() - ago - 500,
  });

test("the directory has the documented shape, and a client's country is derived from its number", async () => {
  const msisdn = await newClient({ operator: "Alpha", operator_code: "62401", protocols: ["https", "smtp"] });
  const listing = await get("/v3/clients?operator=alph");
  assert.deepEqual(listing.body, [
    {
      country: "Cameroon",
      last_published_date: null,
      msisdn,
      operator: "Alpha",
      operator_code: "62401",
      protocols: ["https", "smtp"],
      reliability: "0.00",
    },
  ]);
  assert.match(listing.headers.get("content-type"), /^application\/json/);
});

test("a page states its position and links to its neighbors", async () => {
  for (let count = 0; count < 5; count += 1) await newClient({ country: "Gabon", operator: "Paged & Co" });
  const page = await get("/v3/clients?country=gabon&operator=paged%20%26&page=2&per_page=2");
  assert.equal(page.body.length, 2);
  const header = (name) => page.headers.get(name);
  assert.deepEqual(["x-total-count", "x-page", "x-per-page"].map(header), ["5", "2", "2"]);
  const links = Object.fromEntries(
    [...header("link").matchAll(/<([^>]+)>; rel="(\w+)"/g)].map(([, url, rel]) => [rel, url]),
  );
  assert.deepEqual(Object.keys(links), ["first", "prev", "self", "last", "next"]);
  const next = await wireroom.request("GET", new URL(links.next).pathname + new URL(links.next).search);
  assert.deepEqual([next.body.length, next.headers.get("x-page")], [1, "3"]);
  assert.equal((await get("/v3/clients?country=gabon&page=9")).text, "[]");
});

test("the whole directory is split into pages of ten, and no client is on two pages", async () => {
  for (let count = 0; count < 8; count += 1) await newClient();
  const seen = [];
  for (let page = 1, found = [null]; found.length > 0; page += 1) {
    found = (await get(`/v3/clients?page=${page}`)).body;
    assert.ok(found.length <= 10);
    seen.push(...found.map(({ msisdn }) => msisdn));
  }
  assert.ok(seen.length >= last);
  assert.equal(new Set(seen).size, seen.length);
});

test("a request without a page returns the whole directory, as apps without paging expect", async () => {
  for (let count = 0; count < 12; count += 1) await newClient({ operator: "Whole" });
  const all = await get("/v3/clients?operator=whole");
  assert.equal(all.body.length, 12);
  assert.deepEqual(
    ["x-total-count", "x-page", "x-per-page"].map((name) => all.headers.get(name)),
    ["12", "1", "12"],
  );
  assert.ok(!/per_page|rel="next"/.test(all.headers.get("link")), all.headers.get("link"));
  assert.equal((await get("/v3/clients?operator=whole&page=1")).body.length, 10);
  assert.equal((await get("/v3/clients?operator=whole&per_page=5")).body.length, 5);
});

test("invalid requests are refused with the documented texts", async () => {
  const pages = { error: "Invalid page or per_page parameter. Must be positive integers." };
  for (const query of ["page=0", "page=-1", "page=x", "per_page=0", "per_page=1.5", "page=99999999999"]) {
    const answer = await get(`/v3/clients?${query}`);
    assert.deepEqual([answer.status, answer.body], [400, pages], query);
  }
  const date = { error: "Invalid last_published_date. Please provide a valid ISO format datetime (YYYY-MM-DD)." };
  for (const query of ["last_published_date=yesterday", "last_published_date=2025-13-01"]) {
    const answer = await get(`/v3/clients?${query}`);
    assert.deepEqual([answer.status, answer.body], [400, date], query);
  }
});

test("a client can be found by the day of its last publication", async () => {
  const msisdn = await newClient({ operator: "Published" });
  assert.equal((await get("/v3/clients?operator=published&last_published_date=2025-01-02")).text, "[]");
  await wireroom.rows(
    "UPDATE relay_gateway_clients SET last_published_at_ms = ? WHERE msisdn = ?",
    Date.UTC(2025, 0, 2, 3),
    msisdn,
  );
  const found = await get("/v3/clients?operator=published&last_published_date=2025-01-02");
  assert.deepEqual([found.body.length, found.body[0].last_published_date], [1, Date.UTC(2025, 0, 2, 3) / 1000]);
  assert.equal((await get("/v3/clients?operator=published&last_published_date=2025-01-03")).text, "[]");
});

test("countries and operators are listed once each", async () => {
  for (const operator of ["Zain", "Airtel", "Zain"]) await newClient({ country: "Chad", operator });
  const countries = (await get("/v3/clients/countries")).body;
  assert.equal(countries.filter((country) => country === "Chad").length, 1);
  assert.deepEqual(countries, [...countries].sort());
  assert.deepEqual((await get("/v3/clients/Chad/operators")).body, ["Airtel", "Zain"]);
  assert.deepEqual((await get("/v3/clients/chad/operators")).body, ["Airtel", "Zain"]);
  assert.equal((await get("/v3/clients/Atlantis/operators")).text, "[]");
});

test("an unchanged answer is not sent again", async () => {
  await newClient({ operator: "Tagged" });
  const first = await get("/v3/clients?operator=tagged");
  const tag = first.headers.get("etag");
  const again = await get("/v3/clients?operator=tagged", { "if-none-match": tag });
  assert.deepEqual([again.status, again.text, again.headers.get("etag")], [304, "", tag]);
  await newClient({ operator: "Tagged" });
  assert.equal((await get("/v3/clients?operator=tagged", { "if-none-match": tag })).status, 200);
});

test("answers under /v3 and /v1, including refusals, carry the documented headers, and others do not", async () => {
  const expected = {
    "strict-transport-security": "max-age=63072000; includeSubdomains",
    "x-content-type-options": "nosniff",
    "content-security-policy": "script-src 'self'; object-src 'self'",
    "referrer-policy": "strict-origin-when-cross-origin",
    "cache-control": "no-cache",
  };
  for (const path of ["/v3/clients", "/v3/clients?page=0", "/v3/clients/countries", "/v1/platforms"]) {
    const { headers } = await get(path);
    for (const [name, value] of Object.entries(expected)) assert.equal(headers.get(name), value, `${path} ${name}`);
    assert.match(headers.get("permissions-policy"), /camera=\(\)/);
  }
  assert.equal((await get("/seeds")).headers.get("content-security-policy"), null);
});

test("a test starts, arrives by SMS, and counts for the client's score", async () => {
  const msisdn = await newClient({ operator: "Tested" });
  const { message, test_id: id, test_start_time: startTime } = await started(msisdn);
  assert.equal(message, "Test started successfully.");
  assert.ok(Number.isInteger(id) && Math.abs(startTime - Date.now() / 1000) < 30);
  const pending = (await get(`/v3/clients/${msisdn}/tests`)).body;
  assert.deepEqual(pending, {
    data: [
      {
        id,
        msisdn,
        start_time: startTime,
        sms_sent_time: null,
        sms_received_time: null,
        sms_routed_time: null,
        status: "pending",
      },
    ],
    total_records: 1,
    total_success: "0",
    total_failed: "0",
  });
  const answer = await arrived(id, msisdn);
  assert.equal(answer.status, 200, answer.text);
  assert.match(answer.text, new RegExp(`Test ID ${id} updated successfully\\.`));
  const {
    data: [marked],
    ...totals
  } = (await get(`/v3/clients/${msisdn}/tests`)).body;
  assert.deepEqual(totals, { total_records: 1, total_success: "1", total_failed: "0" });
  assert.equal(marked.status, "success");
  assert.ok(marked.sms_sent_time <= marked.sms_received_time && marked.sms_received_time <= marked.sms_routed_time);
  assert.equal((await get("/v3/clients?operator=tested")).body[0].reliability, "100.00");
});

test("a test that arrives again, late, elsewhere or never counts once or not at all", async () => {
  const msisdn = await newClient({ operator: "Scored" });
  const other = await newClient({ operator: "Other" });
  const ids = [];
  for (let count = 0; count < 3; count += 1) ids.push((await started(msisdn)).test_id);
  const texts = [];
  for (const answer of [
    await arrived(ids[0], msisdn),
    await arrived(ids[0], msisdn),
    await arrived(ids[1], msisdn, { ago: 200_000 }),
    await arrived(ids[2], other),
    await arrived(987_654, msisdn),
  ])
    texts.push(/Test ID .*?\./.exec(answer.text)?.[0]);
  assert.deepEqual(texts, [
    `Test ID ${ids[0]} updated successfully.`,
    `Test ID ${ids[0]} is already marked as 'success'.`,
    `Test ID ${ids[1]} updated successfully.`,
    `Test ID ${ids[2]} not found in the database.`,
    "Test ID 987654 not found in the database.",
  ]);
  const reliability = async () => (await get("/v3/clients?operator=scored")).body[0].reliability;
  assert.equal(await reliability(), "33.33");
  await wireroom.cron(new Date(Date.now() + 14 * 60_000));
  assert.equal((await get(`/v3/clients/${msisdn}/tests?status=pending`)).body.total_records, 1);
  await wireroom.cron(new Date(Date.now() + 16 * 60_000));
  const {
    total_records: records,
    total_success: success,
    total_failed: failed,
  } = (await get(`/v3/clients/${msisdn}/tests`)).body;
  assert.deepEqual([records, success, failed], [3, "2", "1"]);
  const late = await arrived(ids[2], msisdn);
  assert.match(late.text, /already marked as 'timedout'/);
  assert.equal(await reliability(), "33.33");
});

test("a client's tests are filtered and paged", async () => {
  const msisdn = await newClient();
  const ids = [];
  for (let count = 0; count < 3; count += 1) ids.push((await started(msisdn)).test_id);
  await arrived(ids[1], msisdn);
  const listed = async (query) => (await get(`/v3/clients/${msisdn}/tests?${query}`)).body.data?.map(({ id }) => id);
  assert.deepEqual(await listed(""), [ids[2], ids[1], ids[0]]);
  assert.deepEqual(await listed("status=success"), [ids[1]]);
  assert.deepEqual(await listed("page=2&per_page=2"), [ids[0]]);
  assert.deepEqual(await listed(`start_time=${Math.floor(Date.now() / 1000) + 60}`), []);
  assert.deepEqual((await listed(`end_time=${new Date(Date.now() + 60_000).toISOString()}`)).length, 3);
  assert.equal((await get(`/v3/clients/${msisdn}/tests?start_time=soon`)).status, 400);
  for (const [query, error] of [
    ["start_time=soon", "Invalid start_time format. Use ISO format (YYYY-MM-DDTHH:MM:SS)."],
    ["end_time=soon", "Invalid end_time format. Use ISO format (YYYY-MM-DDTHH:MM:SS)."],
    ["page=0", "Page and per_page must be positive integers."],
  ])
    assert.deepEqual((await get(`/v3/clients/${msisdn}/tests?${query}`)).body, { error });
});

test("an unknown client has no tests and cannot be tested, and answers have the documented texts", async () => {
  const none = { data: [], total_records: 0, total_success: null, total_failed: null };
  for (const unknown of ["+237699999999", "nobody", "%00", "%ff"]) {
    const listed = await get(`/v3/clients/${unknown}/tests`);
    assert.deepEqual([listed.status, listed.body], [200, none], unknown);
    const tested = await start(unknown);
    assert.deepEqual([tested.status, tested.body], [200, { error: "Gateway client not found" }], unknown);
  }
});

test("a client's pending tests are limited, however many are requested", async () => {
  const msisdn = await newClient();
  const answers = await Promise.all(Array.from({ length: 12 }, () => start(msisdn)));
  const statuses = answers.map(({ status }) => status).sort();
  assert.deepEqual(statuses, [...Array(5).fill(200), ...Array(7).fill(429)]);
  const ids = answers.filter(({ status }) => status === 200).map(({ body }) => body.test_id);
  assert.equal(new Set(ids).size, 5);
});

test("only a key with manage_gateways can change the directory, and only its own account's", async () => {
  const msisdn = await newClient({ operator: "Owned" });
  const other = await wireroom.createAccount("other directory");
  await put(msisdn, { operator: "Usurped" }, other);
  assert.equal((await get("/v3/clients?operator=usurped")).text, "[]");
  const deleted = await wireroom.request("DELETE", `/relay/clients/${msisdn}`, { key: other.key });
  assert.equal(deleted.status, 200, "their own");
  assert.equal((await get("/v3/clients?operator=owned")).body.length, 1);
  const weak = await wireroom.account.createKey("client", { permissions: ["send_sms", "publish"] });
  for (const [method, path] of [
    ["PUT", ""],
    ["DELETE", ""],
    ["POST", "/key"],
    ["DELETE", "/key"],
  ]) {
    const json = method === "PUT" ? {} : undefined;
    assert.equal((await wireroom.request(method, `/relay/clients/${msisdn}${path}`, { json })).status, 401);
    assert.equal((await wireroom.request(method, `/relay/clients/${msisdn}${path}`, { key: weak, json })).status, 403);
  }
  const gone = await wireroom.request("DELETE", `/relay/clients/${msisdn}`, { key: wireroom.account.key });
  assert.deepEqual([gone.status, gone.body], [200, { success: true }]);
  assert.equal((await get("/v3/clients?operator=owned")).text, "[]");
  assert.equal(
    (await wireroom.request("POST", `/relay/clients/${msisdn}/key`, { key: wireroom.account.key })).status,
    404,
  );
});

test("invalid changes by an administrator change nothing", async () => {
  const msisdn = await newClient({ operator: "Steady", protocols: ["https"] });
  for (const json of [
    [],
    { operator: 5 },
    { operator: "x".repeat(65) },
    { country: "a\nb" },
    { protocols: "https" },
    { protocols: ["a,b"] },
    { protocols: [1] },
    { protocols: Array(11).fill("a") },
  ])
    assert.equal((await put(msisdn, json)).status, 400, JSON.stringify(json));
  for (const path of ["nobody", "237670000001", "%2B", "+1"]) assert.equal((await put(path)).status, 400, path);
  assert.deepEqual(
    (await get("/v3/clients?operator=steady")).body.map(({ protocols }) => protocols),
    [["https"]],
  );
});

test("a gateway client's key is shown once and stored sealed", async () => {
  const msisdn = await newClient();
  const { body } = await wireroom.request("POST", `/relay/clients/${msisdn}/key`, { key: wireroom.account.key });
  assert.match(body.key, /^rgk_[0-9a-f]{64}$/);
  const [{ sealed_key: sealed }] = await wireroom.rows(
    "SELECT sealed_key FROM relay_gateway_clients WHERE msisdn = ?",
    msisdn,
  );
  assert.match(sealed, /^v1\.tests\./);
  assert.ok(!sealed.includes(body.key) && !Buffer.from(sealed.split(".")[2], "base64").includes(body.key.slice(4)));
  const shown = await put(msisdn);
  assert.ok(!shown.text.includes("rgk_") && shown.body.signs === true, shown.text);
});

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { startWireroom } from "../support/wireroom.mjs";
import { Tenant } from "../journeys/tenant.mjs";
import { Codes, verified } from "./codes.mjs";

const rule = { automatic_blocks: true, min_sent: 4, min_verified_percent: 50, grace_seconds: 0 };

let wireroom;
before(async () => {
  wireroom = await startWireroom();
});
after(() => wireroom.stop());

/** An account with a phone, and what its administrator does. */
class Guarded {
  static async create(name, policy = rule) {
    const tenant = await Tenant.create(wireroom, name);
    const guarded = Object.assign(new Guarded(), {
      account: tenant.account,
      codes: new Codes(wireroom, tenant.account),
    });
    guarded.phone = await tenant.phone(`phone of ${name}`);
    await guarded.expect(200, "PATCH", "/policy", { json: policy });
    return guarded;
  }

  request(method, path, more = {}) {
    return wireroom.request(method, `/api/v1/admin/otp${path}`, { key: this.account.key, ...more });
  }

  async expect(status, method, path, more) {
    const answer = await this.request(method, path, more);
    assert.equal(answer.status, status, answer.text);
    return answer.body;
  }

  async blocks() {
    return (await this.expect(200, "GET", "/blocks")).number_blocks;
  }
}

const numberOf = (block, index) => `${block}5${String(index).padStart(4, "0")}`;
const stopped = { error: "Codes to these numbers are stopped" };

test("numbers whose codes are never verified are blocked with the reason while others go on", async () => {
  const guarded = await Guarded.create("pumped");
  const answers = [];
  for (let index = 0; index < 6; index += 1) answers.push(await guarded.codes.send(numberOf("+120255", index)));
  assert.deepEqual(
    answers.map(({ status }) => status),
    [200, 200, 200, 200, 429, 429],
  );
  assert.deepEqual(answers[4].body, stopped);
  assert.ok(Number(answers[4].retryAfter) > 3_590 && Number(answers[4].retryAfter) <= 3_600, answers[4].retryAfter);
  const [block, ...others] = await guarded.blocks();
  assert.deepEqual(others, []);
  const { blocked_at, blocked_until, ...rest } = block;
  assert.equal(Date.parse(blocked_until) - Date.parse(blocked_at), 3_600_000);
  assert.deepEqual(rest, {
    active: true,
    kind: "automatic",
    lifted_at: null,
    note: null,
    number_block: "+120255",
    reason: { code: "low_conversion", conversion_rate: 0, repeats: 1, sent: 4, verified: 0 },
    unjudged_until: null,
  });
  const other = numberOf("+131255", 1);
  assert.deepEqual(
    (await guarded.codes.verify(other, await guarded.codes.receive(guarded.phone, other))).body,
    verified,
  );
  const reached = guarded.phone.onAir.map(({ recipient }) => recipient);
  assert.ok(!reached.includes(numberOf("+120255", 4)), String(reached));
});

test("verified codes keep their numbers open", async () => {
  const guarded = await Guarded.create("honest");
  for (let index = 0; index < 10; index += 1) {
    const number = numberOf("+120255", index);
    const code = await guarded.codes.receive(guarded.phone, number);
    if (index % 2 === 0) assert.deepEqual((await guarded.codes.verify(number, code)).body, verified);
  }
  assert.deepEqual(await guarded.blocks(), []);
});

test("concurrent requests send no more codes than the rule allows, and begin one block", async () => {
  const guarded = await Guarded.create("twins");
  const sends = Array.from({ length: 24 }, (_, index) => guarded.codes.send(numberOf("+120255", index)));
  const statuses = (await Promise.all(sends)).map(({ status }) => status);
  assert.equal(statuses.filter((status) => status === 200).length, 4);
  assert.deepEqual([...new Set(statuses)].sort(), [200, 429]);
  const blocks = await guarded.blocks();
  assert.deepEqual(
    blocks.map(({ reason }) => reason.repeats),
    [1],
  );
});

test("a lifted block is not judged for an hour, and another account lifts nothing", async () => {
  const [guarded, stranger] = [await Guarded.create("lifted"), await Guarded.create("stranger")];
  for (let index = 0; index < 5; index += 1) await guarded.codes.send(numberOf("+120255", index));
  assert.deepEqual(await stranger.blocks(), []);
  const foreign = await stranger.request("DELETE", "/blocks/%2B120255");
  assert.deepEqual([foreign.status, foreign.explanation.code], [404, "number_block_not_found"]);
  assert.equal((await guarded.blocks())[0].active, true);
  assert.equal((await stranger.codes.send(numberOf("+120255", 1))).status, 200);
  const { number_block, success } = await guarded.expect(200, "DELETE", "/blocks/+120255");
  assert.deepEqual([success, number_block.active], [true, false]);
  assert.equal(Date.parse(number_block.unjudged_until) - Date.parse(number_block.lifted_at), 3_600_000);
  await guarded.expect(404, "DELETE", "/blocks/+120255");
  await guarded.expect(404, "DELETE", "/blocks/anything");
  for (let index = 10; index < 20; index += 1)
    assert.equal((await guarded.codes.send(numberOf("+120255", index))).status, 200);
});

test("numbers are blocked by hand, with and without an end, although blocks are not automatic", async () => {
  const guarded = await Guarded.create("by hand", { automatic_blocks: false });
  const post = (json) => guarded.request("POST", "/blocks", { json });
  const added = await post({ number_block: "+120255", minutes: 10, note: "complaints" });
  assert.deepEqual(
    [added.status, added.body.number_block.kind, added.body.number_block.note],
    [201, "manual", "complaints"],
  );
  const brief = await guarded.codes.send(numberOf("+120255", 1));
  assert.deepEqual([brief.status, brief.body], [429, stopped]);
  assert.ok(Number(brief.retryAfter) > 590 && Number(brief.retryAfter) <= 600, brief.retryAfter);
  assert.equal((await post({ number_block: "120255" })).body.number_block.blocked_until, null);
  const endless = await guarded.codes.send(numberOf("+120255", 1));
  assert.deepEqual([endless.status, endless.body, endless.retryAfter], [422, stopped, null]);
  await guarded.expect(200, "PATCH", "/policy", { json: { exempt: [numberOf("+120255", 2)] } });
  assert.equal((await guarded.codes.send(numberOf("+120255", 2))).status, 200);
  await post({ number_block: "+131255" });
  const first = await guarded.expect(200, "GET", "/blocks?limit=1");
  const second = await guarded.expect(200, "GET", `/blocks?limit=1&cursor=${encodeURIComponent(first.next_cursor)}`);
  const listed = [first, second].flatMap(({ number_blocks }) => number_blocks.map((block) => block.number_block));
  assert.deepEqual([listed, second.next_cursor], [["+120255", "+131255"], null]);
  for (const json of [
    { number_block: "+1202" },
    { number_block: "+120255", minutes: 0 },
    { number_block: "+120255", note: "x".repeat(256) },
  ]) {
    assert.equal((await post(json)).status, 422, JSON.stringify(json));
  }
});

test("conversions are summed by country and by block, and a code counts once", async () => {
  const guarded = await Guarded.create("conversions", {});
  const number = numberOf("+120255", 1);
  const code = await guarded.codes.receive(guarded.phone, number);
  await guarded.codes.verify(number, code);
  await guarded.codes.verify(number, code);
  await guarded.codes.send(numberOf("+131255", 1));
  await guarded.codes.send("+447400123456");
  const report = async (query) => {
    const { conversions } = await guarded.expect(200, "GET", `/conversions${query}`);
    return conversions.map((it) => [it.country, it.number_block, it.sent, it.verified, it.conversion_rate]);
  };
  const countries = [
    ["GB", null, 1, 0, 0],
    ["US", null, 2, 1, 50],
  ];
  const blocks = [
    ["GB", "+447400", 1, 0, 0],
    ["US", "+120255", 1, 1, 100],
    ["US", "+131255", 1, 0, 0],
  ];
  const check = async () => {
    assert.deepEqual(await report(""), countries);
    assert.deepEqual(await report("?block=true"), blocks);
    assert.deepEqual(await report("?country=us"), [countries[1]]);
    const first = await guarded.expect(200, "GET", "/conversions?block=true&limit=2");
    assert.deepEqual(await report(`?block=true&limit=2&cursor=${encodeURIComponent(first.next_cursor)}`), [blocks[2]]);
  };
  await check();
  // The sweep sums the codes that it deletes.
  await wireroom.rows(
    "UPDATE one_time_codes SET created_at_ms = created_at_ms - 3600000 WHERE account_id = ?",
    guarded.account.id,
  );
  for (let time = 0; time < 2; time += 1) await wireroom.cronQuarter();
  const left = await wireroom.rows("SELECT 1 FROM one_time_codes WHERE account_id = ?", guarded.account.id);
  assert.deepEqual(left, []);
  await check();
  const stranger = await Guarded.create("no codes", {});
  assert.deepEqual((await stranger.expect(200, "GET", "/conversions")).conversions, []);
  for (const query of ["?country=UK", "?since=2020-01-01T00:00:00Z&until=2019-01-01T00:00:00Z"]) {
    assert.equal((await guarded.request("GET", `/conversions${query}`)).status, 422, query);
  }
});

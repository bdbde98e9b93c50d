import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { NumberProxy, newId, newNumber, startProxy, texts } from "./proxy.mjs";

let system;
before(async () => {
  system = await startProxy();
});
after(() => system.stop());

const noNumber = { message: "Could not create a new session -- No virtual TNs available.", status: "failed" };

/** Whether every participant has a number at most once, over all open sessions. */
async function noCollision(proxy) {
  const { sessions } = await proxy.sessions();
  const pairs = sessions.flatMap(({ virtual_tn: tn, participant_a: a, participant_b: b }) => [
    `${tn} ${a}`,
    `${tn} ${b}`,
  ]);
  return new Set(pairs).size === pairs.length;
}

test("64 concurrent creations on 8 numbers: the possible ones succeed, and the others get the reason", async () => {
  const proxy = await NumberProxy.masking(system, "one in common", { numbers: 8 });
  const common = newNumber();
  const answers = await Promise.all(Array.from({ length: 64 }, () => proxy.create(common, newNumber())));
  const created = answers.filter(({ status }) => status === 200);
  const refused = answers.filter(({ status }) => status === 400);
  assert.deepEqual(
    [created.length, refused.length],
    [8, 56],
    JSON.stringify(answers.map(({ status, text }) => status === 500 && text).filter(Boolean)),
  );
  for (const { body } of refused) assert.deepEqual(body, noNumber);
  assert.equal(new Set(created.map(({ body }) => body.virtual_tn)).size, 8, "each has another number");
  assert.ok(await noCollision(proxy));
  const told = proxy.fake.accepted({ to: common });
  assert.equal(told.length, 8, "and who was refused was told nothing");
});

test("64 concurrent creations among 9 overlapping people give no one the same number twice", async () => {
  const proxy = await NumberProxy.masking(system, "overlapping", { numbers: 8 });
  const people = Array.from({ length: 9 }, () => newNumber());
  const pairs = people.flatMap((a, at) => people.slice(at + 1).map((b) => [a, b]));
  const answers = await Promise.all([...pairs, ...pairs.slice(0, 28)].map(([a, b]) => proxy.create(a, b)));
  assert.equal(answers.length, 64);
  const statuses = new Set(answers.map(({ status }) => status));
  assert.ok(
    [...statuses].every((status) => [200, 400].includes(status)),
    [...statuses].join(),
  );
  assert.ok(await noCollision(proxy));
  const { total_sessions: total } = await proxy.sessions();
  assert.equal(total, answers.filter(({ status }) => status === 200).length);
});

test("any number of pairs without a common person share one number", async () => {
  const proxy = await NumberProxy.masking(system, "sharing");
  const answers = await Promise.all(Array.from({ length: 64 }, () => proxy.create(newNumber(), newNumber())));
  assert.deepEqual(
    new Set(answers.map(({ status, body }) => `${status} ${body.virtual_tn}`)),
    new Set([`200 ${proxy.tn}`]),
  );
  assert.equal(proxy.sent().length, 128);
});

test("pairs with one common person get different numbers, and replies reach the right partner", async () => {
  const proxy = await NumberProxy.masking(system, "in common", { numbers: 2 });
  const [common, one, other] = [newNumber(), newNumber(), newNumber()];
  const [first, second] = [await proxy.created(common, one), await proxy.created(other, common)];
  assert.notEqual(first.virtual_tn, second.virtual_tn);
  assert.deepEqual((await proxy.create(common, newNumber())).body, noNumber);
  await proxy.says(common, "to one", { to: first.virtual_tn });
  await proxy.says(common, "to other", { to: second.virtual_tn });
  assert.deepEqual(proxy.relayed(first.virtual_tn), [[one, "to one"]]);
  assert.deepEqual(proxy.relayed(second.virtual_tn), [[other, "to other"]]);
});

test("a freed number can be used again, at once by the same two people", async () => {
  const proxy = await NumberProxy.masking(system, "again", { session: {} });
  await proxy.end(proxy.session.session_id);
  const again = await proxy.created(proxy.a, proxy.b);
  assert.equal(again.virtual_tn, proxy.tn);
  await proxy.says(proxy.b, "hello again");
  assert.deepEqual(proxy.relayed().at(-1), [proxy.a, "hello again"]);
});

test("concurrent ends end a session once", async () => {
  const proxy = await NumberProxy.masking(system, "ends", { session: {} });
  const answers = await Promise.all(Array.from({ length: 16 }, () => proxy.end(proxy.session.session_id)));
  assert.deepEqual(answers.map(({ status }) => status).toSorted(), [200, ...Array.from({ length: 15 }, () => 404)]);
  assert.deepEqual(proxy.relayed(), [
    [proxy.a, texts.end],
    [proxy.b, texts.end],
  ]);
});

test("concurrent creations, ends, relays and repetitions send nothing to the wrong person", async () => {
  const proxy = await NumberProxy.masking(system, "at once", { numbers: 3 });
  const others = new Map();
  const people = Array.from({ length: 12 }, () => newNumber());
  const rounds = Array.from({ length: 6 }, async (_, round) => {
    for (let turn = 0; turn < 6; turn += 1) {
      const [a, b] = [people[(round * 2 + turn) % 12], people[(round * 5 + turn * 7 + 1) % 12]];
      if (a === b) continue;
      const { status, body } = await proxy.create(a, b);
      if (status !== 200) continue;
      const { session_id: id, virtual_tn: to } = body;
      others.set(`${id} from a`, b);
      others.set(`${id} from b`, a);
      const twin = newId();
      await Promise.all([
        proxy.says(a, `${id} from a`, { to, id: twin }),
        proxy.says(a, `${id} from a`, { to, id: twin }),
        proxy.says(b, `${id} from b`, { to }),
      ]);
      if (turn % 2 === 0) await proxy.end(id);
    }
  });
  await Promise.all(rounds);
  const relayed = proxy.numbers.flatMap((number) => proxy.sent(number)).filter(([, text]) => others.has(text));
  for (const [to, text] of relayed) assert.equal(to, others.get(text), text);
  assert.deepEqual(relayed.map(([, text]) => text).toSorted(), [...others.keys()].toSorted(), "each once");
  assert.ok(others.size > 20, `${others.size}`);
});

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { NumberProxy, newNumber, startProxy } from "./proxy.mjs";

let system;
before(async () => {
  system = await startProxy();
});
after(() => system.stop());

const ours = ([, text]) => text.startsWith("[YOUR ORG NAME]: ");

for (const word of ["STOP", "stopall", "Unsubscribe", "STOP.", '"Stop"', "stop!"]) {
  test(`a person who sends ${word} gets nothing more from that number, and the partner is told`, async () => {
    const proxy = await NumberProxy.masking(system, word, { session: {} });
    await proxy.says(proxy.a, ` ${word} `);
    assert.equal(proxy.relayed().length, 1);
    const [[to, confirmation]] = proxy.relayed();
    assert.equal(to, proxy.a);
    assert.match(confirmation, /START/);
    await proxy.says(proxy.b, "are you there?");
    const [, told] = proxy.relayed();
    assert.deepEqual([told[0], ours(told)], [proxy.b, true]);
    await proxy.says(proxy.a, word);
    assert.equal(proxy.relayed().length, 2, "it is confirmed once");
    await proxy.end(proxy.session.session_id);
    assert.equal(proxy.relayed().filter(([number]) => number === proxy.a).length, 1, "no end message either");
  });
}

test("START reverses an opt-out", async () => {
  const proxy = await NumberProxy.masking(system, "start", { session: {} });
  await proxy.says(proxy.a, "STOP");
  await proxy.says(proxy.a, "start");
  assert.deepEqual(
    proxy.relayed().map(([to]) => to),
    [proxy.a, proxy.a],
  );
  await proxy.says(proxy.b, "hello");
  assert.deepEqual(proxy.relayed().at(-1), [proxy.a, "hello"]);
});

test("an opt-out applies to that number only, in every later session on it", async () => {
  const proxy = await NumberProxy.masking(system, "numbers", { numbers: 2, session: {} });
  await proxy.says(proxy.a, "STOP", { to: proxy.session.virtual_tn });
  const second = await proxy.created(proxy.a, newNumber());
  assert.notEqual(second.virtual_tn, proxy.session.virtual_tn);
  await proxy.says(second.participant_b, "other number", { to: second.virtual_tn });
  assert.deepEqual(proxy.sent(second.virtual_tn).at(-1), [proxy.a, "other number"]);
});

test("HELP is relayed and answered", async () => {
  const proxy = await NumberProxy.masking(system, "help", { session: {} });
  await proxy.says(proxy.a, "help");
  const [passed, answered] = proxy
    .relayed()
    .toSorted(([to], [other]) => (to === proxy.b ? -1 : other === proxy.b ? 1 : 0));
  assert.deepEqual(passed, [proxy.b, "help"]);
  assert.deepEqual([answered[0], ours(answered)], [proxy.a, true]);
});

test("other carrier keywords between two people are relayed as ordinary text", async () => {
  const proxy = await NumberProxy.masking(system, "words", { session: {} });
  const said = ["yes", "END", "Cancel", "quit", "info", "please stop", "START", "unstop"];
  for (const word of said) await proxy.says(proxy.a, word);
  assert.deepEqual(
    proxy.relayed(),
    said.map((word) => [proxy.b, word]),
  );
});

test("a person without a session can opt out, too", async () => {
  const proxy = await NumberProxy.masking(system, "strangers");
  const stranger = newNumber();
  await proxy.says(stranger, "hello");
  await proxy.says(stranger, "STOP");
  await proxy.says(stranger, "hello?");
  assert.equal(proxy.sent().length, 2);
});

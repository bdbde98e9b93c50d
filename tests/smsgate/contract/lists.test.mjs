import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { recipient, startSmsGate, text, userWithIdlePhone } from "../support/user.mjs";

let wireroom;
let user;
let second;
let all;
before(async () => {
  wireroom = await startSmsGate();
  user = await userWithIdlePhone(wireroom);
  second = await user.anotherPhone({ channel: "POLL" });
  all = [];
  for (let index = 0; index < 25; index += 1) {
    const deviceId = index % 5 === 0 ? second.id : user.phone.id;
    all.push(await user.accepted({ ...text(`message ${index}`), deviceId }));
  }
  for (const phone of [user.phone, second]) await user.poll({ phone });
  for (const { id } of all.slice(0, 3))
    await user.report({ id, phoneNumbers: [recipient] }, "Delivered", { phone: ownerOf(id) });
});
after(() => wireroom.stop());

const ownerOf = (id) => (all.find((message) => message.id === id).deviceId === second.id ? second : user.phone);

async function list(query = "") {
  const { status, body, headers, text: raw } = await user.call("GET", `/messages${query}`);
  assert.equal(status, 200, raw);
  return { ids: body.map(({ id }) => id), total: Number(headers.get("x-total-count")), body };
}

const ids = (messages) => messages.map(({ id }) => id);
const newest = () => [...all].reverse();

test("a list is sorted newest first, states the total, and shows no content", async () => {
  const { ids: found, total, body } = await list();
  assert.deepEqual(found, ids(newest()));
  assert.equal(total, 25);
  for (const message of body) {
    assert.deepEqual(
      ["textMessage", "dataMessage", "hashedMessage"].filter((name) => name in message),
      [],
    );
    assert.ok(Array.isArray(message.recipients) && message.states.Pending && message.createdAt);
  }
});

test("a list shows content on request", async () => {
  const { body } = await list("?includeContent=true&limit=2");
  assert.deepEqual(
    body.map(({ textMessage }) => textMessage),
    [{ text: "message 24" }, { text: "message 23" }],
  );
});

test("pages may begin anywhere, in both directions, and the total stays the same", async () => {
  for (const [sort, order] of [
    ["", newest()],
    ["&sort=-created_at", newest()],
    ["&sort=created_at", all],
  ]) {
    for (const [limit, offset] of [
      [10, 0],
      [10, 10],
      [10, 20],
      [7, 3],
      [1, 24],
      [100, 0],
      [50, 25],
      [10, 1_000],
    ]) {
      const { ids: found, total } = await list(`?limit=${limit}&offset=${offset}${sort}`);
      assert.deepEqual(found, ids(order.slice(offset, offset + limit)), `${limit} ${offset} ${sort}`);
      assert.equal(total, 25);
    }
  }
});

test("a list can be filtered by state, by device, or by both", async () => {
  assert.deepEqual(await list("?state=Delivered").then(({ ids: found, total }) => [found, total]), [
    ids(all.slice(0, 3)).reverse(),
    3,
  ]);
  const seconds = newest().filter(({ deviceId }) => deviceId === second.id);
  assert.deepEqual(await list(`?deviceId=${second.id}`).then(({ ids: found, total }) => [found, total]), [
    ids(seconds),
    5,
  ]);
  assert.deepEqual((await list(`?deviceId=${second.id}&state=Delivered`)).ids, [all[0].id]);
  assert.deepEqual(await list("?state=Failed").then(({ ids: found, total }) => [found, total]), [[], 0]);
});

test("a list can be filtered by time: from one time, inclusive, to another, exclusive", async () => {
  const at = (index) => encodeURIComponent(all[index].createdAt);
  const moment = (message) => Date.parse(message.createdAt);
  const expected = newest().filter((message) => moment(message) >= moment(all[5]) && moment(message) < moment(all[15]));
  const { ids: found, total } = await list(`?from=${at(5)}&to=${at(15)}`);
  assert.deepEqual([found, total], [ids(expected), expected.length]);
  const offset = encodeURIComponent(all[5].createdAt.replace("Z", "+00:00"));
  assert.deepEqual(
    (await list(`?from=${offset}`)).ids,
    ids(newest().filter((message) => moment(message) >= moment(all[5]))),
  );
});

test("another user's messages are not in the list", async () => {
  const stranger = await userWithIdlePhone(wireroom);
  const { body, headers } = await stranger.call("GET", `/messages?deviceId=${user.phone.id}`);
  assert.deepEqual([body, headers.get("x-total-count")], [[], "0"]);
});

test("a list from after its end is empty, and so is a page with a huge offset", async () => {
  const [from, to] = [all[9].createdAt, all[3].createdAt].map(encodeURIComponent);
  const backwards = await user.call(
    "GET",
    `/messages?from=${from}&to=${encodeURIComponent(new Date(Date.parse(all[3].createdAt) - 1).toISOString())}`,
  );
  assert.deepEqual([backwards.status, backwards.body, backwards.headers.get("x-total-count")], [200, [], "0"]);
  assert.equal((await user.call("GET", `/messages?from=${to}&to=${to}`)).status, 200);
  const far = await user.call("GET", "/messages?offset=9007199254740993");
  assert.deepEqual([far.status, far.body, far.headers.get("x-total-count")], [200, [], "25"]);
});

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import "../support/contract/lenient.mjs";
import { startWireroom } from "../support/wireroom.mjs";
import { HttpGateway } from "./support/gateway.mjs";

const day = 86_400;
const start = Date.UTC(2026, 0, 1);
const [alice, bob] = ["+12025550123", "+447911123456"];

/** Arrival of each SMS, in seconds after the first: four days, one of them empty, with arrivals at midnight. */
const arrivals = [
  ...Array.from({ length: 50 }, (_, at) => at * 600),
  day - 1,
  day,
  ...Array.from({ length: 40 }, (_, at) => day + 1 + at * 900),
  ...Array.from({ length: 12 }, (_, at) => 3 * day + at * 3_600),
];
const all = arrivals.map((seconds, at) => ({
  from: at % 3 === 0 ? bob : alice,
  message: `Message ${at}`,
  received_at: new Date(start + seconds * 1_000).toISOString().replace(".000Z", "Z"),
}));
const newestFirst = (messages) => messages.toSorted((left, right) => right.received_at.localeCompare(left.received_at));

let wireroom;
before(async () => {
  wireroom = await startWireroom();
  const gateways = [
    await HttpGateway.register(wireroom, "gateway-1"),
    await HttpGateway.register(wireroom, "gateway-2"),
  ];
  // The reports are out of order and come from two gateways at once.
  const reports = all.toSorted((left, right) => (left.message < right.message ? -1 : 1));
  for (let at = 0; at < reports.length; at += 8) {
    await Promise.all(
      reports
        .slice(at, at + 8)
        .map(({ from, message, received_at }, index) => gateways[index % 2].takes(from, message, received_at)),
    );
  }
});
after(() => wireroom.stop());

/** Requests a page and asserts that it equals the same slice of the whole list. */
async function pageIs(filter, { limit = 50, page = 1, among = all, answeredLimit = limit } = {}) {
  const query = new URLSearchParams({ ...filter, ...(limit !== 50 && { limit }), ...(page !== 1 && { page }) });
  const answer = await wireroom.account.received(`?${query}`);
  const messages = newestFirst(among).slice((page - 1) * answeredLimit, page * answeredLimit);
  const shown = answer.body?.messages?.map(({ from, message, received_at }) => ({ from, message, received_at }));
  const pages = Math.max(1, Math.ceil(among.length / answeredLimit));
  assert.deepEqual({ ...answer.body, messages: shown }, { messages, total: among.length, page, pages }, `${query}`);
}

test("the newest SMS come first, fifty to a page by default", () => pageIs({}));

test("every page of every size is the right slice of the list, across days", async () => {
  for (const limit of [1, 7, 50, 52, 99, 100]) {
    const pages = Math.ceil(all.length / limit);
    const wanted =
      limit === 1 ? [1, 2, 12, 13, 52, 53, 54, 103, 104] : Array.from({ length: pages }, (_, at) => at + 1);
    for (const page of wanted) await pageIs({}, { limit, page });
  }
});

test("a page after the last is empty and states the number of pages", async () => {
  for (const page of [4, 1_000, 1_000_000]) {
    await pageIs({}, { page });
    await pageIs({ phone_number: alice }, { page, among: all.filter(({ from }) => from === alice) });
  }
});

test("a limit above 100 is 100", async () => {
  for (const limit of [101, 1_000, 4_294_967_296, "9223372036854775807"])
    await pageIs({}, { limit, answeredLimit: 100 });
  await pageIs({}, { limit: 500, page: 2, answeredLimit: 100 });
});

test("phone_number selects a sender in any spelling", async () => {
  const among = all.filter(({ from }) => from === alice);
  for (const phone_number of ["+12025550123", "2025550123", "(202) 555-0123", " 1-202-555-0123 ", "0012025550123"]) {
    await pageIs({ phone_number }, { among });
  }
  await pageIs(
    { phone_number: "011447911123456" },
    { limit: 9, page: 3, among: all.filter(({ from }) => from === bob) },
  );
  await pageIs({ phone_number: "+12025550199" }, { among: [] });
  await pageIs({ phone_number: "' OR 1=1 --" }, { among: [] });
});

test("since selects SMS from that time on, within a day, at midnight and across days", async () => {
  const moments = [
    0,
    1,
    600,
    day - 1,
    day,
    day + 1,
    day + 450,
    2 * day,
    3 * day,
    3 * day + 1,
    3 * day + 11 * 3_600,
    4 * day,
  ];
  for (const seconds of moments) {
    const since = new Date(start + seconds * 1_000);
    const among = all.filter(({ received_at }) => Date.parse(received_at) >= since.getTime());
    await pageIs({ since: since.toISOString() }, { among });
    await pageIs({ since: since.toISOString().replace(".000Z", "Z") }, { limit: 20, page: 2, among });
    await pageIs(
      { since: since.toISOString(), phone_number: bob },
      { limit: 5, page: 2, among: among.filter(({ from }) => from === bob) },
    );
  }
});

test("since accepts every valid time", async () => {
  for (const since of [
    "1970-01-01T00:00:00Z",
    "1969-12-31T12:00:00Z",
    "1960-01-01T00:00:00Z",
    "0001-01-01T00:00:00Z",
  ]) {
    await pageIs({ since });
    await pageIs({ since }, { limit: 30, page: 3 });
    await pageIs({ since }, { limit: 30, page: 5 });
    await pageIs({ since, phone_number: alice }, { among: all.filter(({ from }) => from === alice) });
  }
  await pageIs({ since: "9999-12-31T23:59:59Z" }, { among: [] });
});

test("since accepts an offset, fractions, and an empty value", async () => {
  const among = all.filter(({ received_at }) => received_at >= "2026-01-02T00:00:00Z");
  for (const since of [
    "2026-01-02T02:00:00+02:00",
    "2026-01-01T19:00:00-05:00",
    "2026-01-02T00:00:00.000000Z",
    "2026-01-02T00:00:00",
  ]) {
    await pageIs({ since }, { among });
  }
  await pageIs(
    { since: "2026-01-02T00:00:00.001Z" },
    { among: among.filter(({ received_at }) => received_at !== "2026-01-02T00:00:00Z") },
  );
  await pageIs({ since: "", phone_number: "" });
});

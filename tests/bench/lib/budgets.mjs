import { listNames } from "./administration.mjs";

/**
 * Compares results with the architecture's budgets, which are counted and must hold, and with its aims, which are timed
 * and depend on the machine. `value` is undefined if the run did not measure it.
 */
export function judge({ counted, lives, sends, frames, eventStreams, exported }) {
  const send = counted.send.beforeAnswer.most;
  const firstSend = counted["send, first with its key"].beforeAnswer.most;
  const apart = lives["steps apart"];
  const together = lives["steps together"];
  const settled = counted["status, settled"].beforeAnswer.most;
  const statisticsRows = (stored) => counted[`statistics, ${stored} stored`].beforeAnswer.most.d1RowsRead;
  const inFlight = counted["status, in flight"].beforeAnswer.most;
  return [
    budget("send: object calls before the 202", send.objectCalls, 1),
    budget("send: D1 rows written before the 202", send.d1RowsWritten, 0),
    budget("send: D1 queries before the 202, key cached", send.d1Queries, 0),
    budget("send: D1 queries before the 202, key not cached", firstSend.d1Queries, 1),
    ...lifeBudgets("projected step by step", apart),
    ...lifeBudgets("projected at once", together),
    budget("status of a settled message: D1 rows read", settled.d1RowsRead, 1),
    budget("status of a message in flight: object rows read", inFlight.objectRowsRead, 1),
    budget("status of a message in flight: D1 rows read", inFlight.d1RowsRead, 0),
    budget("page of 50 at 1,000 stored: rows read for the page", pageRows(counted["received, 1,000 stored"]), 51),
    budget("page of 50 at 100,000 stored: rows read for the page", pageRows(counted["received, 100,000 stored"]), 51),
    budget(
      "statistics at 100,000 stored: D1 rows read beyond those at 1,000",
      statisticsRows("100,000") - statisticsRows("1,000"),
      0,
    ),
    budget("code, send: object calls before the answer", counted["code, send"].beforeAnswer.most.objectCalls, 1),
    budget("code, send: D1 queries before the answer", counted["code, send"].beforeAnswer.most.d1Queries, 1),
    budget("code, verify: D1 queries before the answer", counted["code, verify"].beforeAnswer.most.d1Queries, 4),
    ...smsGateBudgets((name) => counted[`SMSGate: ${name}`].beforeAnswer.most),
    ...maskingBudgets(counted),
    ...relayBudgets((name) => counted[name].beforeAnswer),
    ...administrationBudgets((name) => counted[name].beforeAnswer, counted["dry run"].all),
    budget("event stream, idle for half an hour: object requests", eventStreams.halfHour, 2),
    aim("export of 100,000 messages: peak MiB beyond the resting memory", exported.peakMiB, 64),
    aim("send: CPU ms", sends["1 client"].Wireroom.cpuMs, 1),
    aim("send: CPU, times the JavaScript object floor", times(sends["1 client"]), 2),
    aim("send, 16 clients: CPU ms", sends["16 clients"].Wireroom.cpuMs, 1),
    aim("send, 16 clients: CPU, times the JavaScript object floor", times(sends["16 clients"]), 2),
    { ...aim("sends per second, 16 clients", sends["16 clients"].Wireroom.perSecond, 1000), atLeast: true },
    aim("send to frame, 1 client: p99 ms", frames["1 client"].p99Ms, 25),
  ].map((line) => ({ ...line, holds: line.atLeast ? line.value >= line.limit : line.value <= line.limit }));
}

const lifeBudgets = (how, life) => [
  budget(`life, ${how}: D1 rows written`, life.d1RowsWritten, 6),
  budget(`life, ${how}: object rows written`, life.objectRowsWritten, 10),
  budget(`life, ${how}: object requests`, life.objectRequests, 6),
];

/** A list's deep page may skip over the rest of its day: of a million messages over 80 days, 12,500. */
const smsGateBudgets = (most) => [
  budget("SMSGate send: object calls before the 202", most("send").objectCalls, 1),
  budget("SMSGate send: D1 queries before the 202, login cached", most("send").d1Queries, 0),
  budget("SMSGate poll of 100: object calls", most("poll of 100").objectCalls, 1),
  budget("SMSGate patch of 100: object calls", most("patch of 100").objectCalls, 1),
  budget("SMSGate patch of 100: D1 queries before the 204", most("patch of 100").d1Queries, 0),
  budget("SMSGate list of 100: D1 queries", most("list 100 of 1,000,000").d1Queries, 3),
  budget(
    "SMSGate list of 1,000,000: D1 rows read beyond those of 1,000",
    most("list 100 of 1,000,000").d1RowsRead - most("list 100 of 1,000").d1RowsRead,
    0,
  ),
  budget("SMSGate list at offset 900,000: D1 rows read", most("list, offset 900,000").d1RowsRead, 14_000),
];

/**
 * Budgets of number masking. A relay is over when the partner's provider has the SMS; its batched writes to D1 follow
 * and count as well. Some requests read the key or the credentials again, so rows are compared by their means.
 */
function maskingBudgets(counted) {
  const of = (what, sessions) => counted[`${what}, ${sessions} sessions`];
  const relay = of("relay", "100,000").beforeAnswer;
  const inAll = (sessions) => of("relay", sessions).all.d1RowsRead / of("relay", sessions).all.requests;
  const beyond = (what) => of(what, "100,000").beforeAnswer.d1RowsRead - of(what, "1,000").beforeAnswer.d1RowsRead;
  return [
    budget("relay: object calls before the answer", relay.most.objectCalls, 1),
    budget("relay: D1 queries before the answer, with key and credentials read again", relay.most.d1Queries, 3),
    budget("relay: D1 rows read before the answer, of a pool of 100", relay.d1RowsRead, 10),
    budget("relay: D1 rows written before the answer", relay.most.d1RowsWritten, 0),
    budget("relay at 100,000 sessions: D1 rows read beyond those at 1,000", beyond("relay"), 1),
    budget(
      "relay at 100,000 sessions: D1 rows read in all beyond those at 1,000",
      inAll("100,000") - inAll("1,000"),
      3,
    ),
    budget("new session at 100,000: D1 rows read beyond those at 1,000", beyond("new session"), 1),
    budget(
      "new session: object calls before the answer",
      of("new session", "100,000").beforeAnswer.most.objectCalls,
      2,
    ),
  ];
}

/** Budgets of the relay. A listing reads a row for each node that it shows. */
function relayBudgets(of) {
  return [
    budget("sync, open: object calls", of("sync, open").most.objectCalls, 1),
    budget("sync, open: D1 rows written", of("sync, open").most.d1RowsWritten, 0),
    budget("request by SMS: object calls before the answer", of("request by SMS, to the post").most.objectCalls, 0),
    budget("request by SMS, forwarded again: D1 rows written", of("request by SMS, forwarded again").d1RowsWritten, 0),
    budget(
      "seeds: D1 rows read of 10,000 nodes among 20,000 that are gone",
      of("seeds, 10,000 nodes").most.d1RowsRead,
      10_010,
    ),
    budget(
      "ping among 30,000 nodes: D1 rows read beyond those among 300",
      of("ping, 10,000 nodes").d1RowsRead - of("ping, 100 nodes").d1RowsRead,
      0,
    ),
  ];
}

/** Requests differ by whether the key was in the cache, so lists are compared by their cheapest request. */
function administrationBudgets(of, dryRun) {
  const [few, many] = ["1,000", "1,000,000"];
  return [
    budget("dry run: D1 and object rows written, in all", dryRun.d1RowsWritten + dryRun.objectRowsWritten, 0),
    budget("dry run: object calls", of("dry run").most.objectCalls, 1),
    ...listNames.flatMap((name) => [
      budget(
        `${name} of ${many}: D1 rows read beyond those of ${few}`,
        of(`${name} of ${many}`).least.d1RowsRead - of(`${name} of ${few}`).least.d1RowsRead,
        0,
      ),
      budget(
        `${name} of ${many}: object rows read beyond those of ${few}`,
        of(`${name} of ${many}`).least.objectRowsRead - of(`${name} of ${few}`).least.objectRowsRead,
        0,
      ),
    ]),
  ];
}

const budget = (name, value, limit) => ({ kind: "budget", name, value, limit });
const aim = (name, value, limit) => ({ kind: "aim", name, value, limit });

const times = (contenders) => contenders.Wireroom.cpuMs / contenders["JavaScript with object"].cpuMs;

/** Counts only the rows of the page: totals come from counters and are not part of the budget. */
function pageRows({ statements, all }) {
  const rows = Object.entries(statements).filter(
    ([name]) => name.startsWith("D1") && name.includes("FROM inbound_messages"),
  );
  return rows.reduce((sum, [, { rowsRead }]) => sum + rowsRead, 0) / all.requests;
}

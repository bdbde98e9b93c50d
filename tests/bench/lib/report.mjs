import { columns } from "./columns.mjs";

/** Formats all results as the text that the command prints. */
export function report(results) {
  const {
    machine,
    build,
    startUp,
    sends,
    frames,
    events,
    timed,
    counted,
    lives,
    phones,
    phoneCounts,
    verdicts,
    webhooks,
    eventStreams,
    exported,
  } = results;
  return [
    section("What it ran on", columns(["", ""], Object.entries(machine))),
    section("Build and start-up", buildTable(build, startUp)),
    section("Sends, in turns with the least that JavaScript could do", timeTable(comparisonRows(sends))),
    section(
      "Times on the product as it is built",
      timeTable([...frameRows(frames), ["SMSGate: send to event, 1 client", events], ...Object.entries(timed)]),
    ),
    section("Webhooks, from SMS that arrive at once", webhooksTable(webhooks)),
    section(
      "Counted per operation, until the answer (requests that overlapped nothing)",
      countTable(counted, beforeAnswer),
    ),
    section("Counted per operation, in all: also what follows in the background", countTable(counted, inAll)),
    section("Counted per message over its whole life, in batches of twenty", lifeTable(lives)),
    section("Connected phones", phonesTable(phones)),
    section("Connected phones that do nothing, counted per phone and minute", phoneCountTable(phoneCounts)),
    section("Event streams that do nothing, requests of objects per stream", eventStreamTable(eventStreams)),
    section("An export, as JSONL", exportTable(exported)),
    section("Budgets and aims", verdictTable(verdicts)),
  ].join("\n");
}

const section = (title, text) => `\n${title}\n${"-".repeat(title.length)}\n${text}\n`;

function buildTable({ wasm, script }, { product, plain, compileMs }) {
  return columns(
    ["", "bytes", "gzip bytes", "ms"],
    [
      ["wasm", wasm.bytes, wasm.gzipBytes],
      ["script", script.bytes, script.gzipBytes],
      ["engine compiles the wasm", "", "", compileMs],
      ["runtime is ready, Wireroom", "", "", product.readyMs],
      ["runtime is ready, plain JavaScript", "", "", plain.readyMs],
      ["first answer after that, Wireroom", "", "", product.firstAnswerMs],
      ["first answer after that, plain JavaScript", "", "", plain.firstAnswerMs],
    ].map((row) => [...row, "", "", ""].slice(0, 4)),
  );
}

const comparisonRows = (sends) =>
  Object.entries(sends).flatMap(([clients, contenders]) =>
    Object.entries(contenders).map(([name, times]) => [`${name}, ${clients}`, times]),
  );

const frameRows = (frames) => Object.entries(frames).map(([clients, times]) => [`send to frame, ${clients}`, times]);

const timeTable = (rows) =>
  columns(
    ["", "requests", "per second", "CPU ms", "of it meanwhile", "p50 ms", "p99 ms", "peak MiB"],
    rows.map(([name, it]) => [
      name,
      it.count,
      it.perSecond,
      it.cpuMs,
      it.cpuMsMeanwhile,
      it.p50Ms,
      it.p99Ms,
      it.peakMiB,
    ]),
  );

const webhooksTable = (rows) =>
  columns(
    ["endpoints", "events", "requests", "per second", "CPU ms each"],
    rows.map((it) => [it.endpoints, it.events, it.requests, it.perSecond, it.cpuMsEach]),
  );

const beforeAnswer = ({ beforeAnswer: counts }) => counts;

function inAll({ all }) {
  return Object.fromEntries(Object.entries(all).map(([name, count]) => [name, count / all.requests]));
}

const countTable = (counted, chosen) =>
  columns(
    ["", "requests", "object calls", "alarms", "D1 queries", "D1 rows read", "written", "object rows read", "written"],
    Object.entries(counted).map(([name, counts]) => {
      const it = chosen(counts);
      return [
        name,
        counts.all.requests,
        it.objectCalls,
        it.alarms,
        it.d1Queries,
        it.d1RowsRead,
        it.d1RowsWritten,
        it.objectRowsRead,
        it.objectRowsWritten,
      ];
    }),
  );

const lifeTable = (lives) =>
  columns(
    [
      "",
      "messages",
      "D1 rows written",
      "read",
      "object rows written",
      "read",
      "object calls",
      "alarms",
      "socket messages",
      "object requests",
      "as charged",
    ],
    Object.entries(lives).map(([name, it]) => [
      name,
      it.messages,
      it.d1RowsWritten,
      it.d1RowsRead,
      it.objectRowsWritten,
      it.objectRowsRead,
      it.objectCalls,
      it.alarms,
      it.socketMessages,
      it.objectRequests,
      it.chargedObjectRequests,
    ]),
  );

const phonesTable = (phones) =>
  columns(
    [
      "phones",
      "ping s",
      "connect all s",
      "reconnect all s",
      "KiB each",
      "peak MiB",
      "CPU ms per phone-minute",
      "pings per phone-minute",
    ],
    phones.map((it) => [
      it.phones,
      it.pingSecs,
      it.connectAllSecs,
      it.reconnectAllSecs,
      it.kibPerPhone,
      it.peakMiB,
      it.cpuMsPerPhoneMinute,
      it.pingsPerPhoneMinute,
    ]),
  );

const phoneCountTable = (phoneCounts) =>
  columns(
    ["phones", "ping s", "wake-ups", "alarms set", "rows written", "Dispatcher requests"],
    phoneCounts.map((it) => [
      it.phones,
      it.pingSecs,
      it.wakeUpsPerPhoneMinute,
      it.alarmsSetPerPhoneMinute,
      it.rowsWrittenPerPhoneMinute,
      it.dispatcherRequestsPerPhoneMinute,
    ]),
  );

const eventStreamTable = (it) =>
  columns(["streams", "watched s", "to open", "in half an hour"], [[it.streams, it.holdSecs, it.opening, it.halfHour]]);

const exportTable = (it) =>
  columns(["lines", "MiB", "seconds", "peak MiB"], [[it.lines, it.mebibytes, it.tookSecs, it.peakMiB]]);

const verdictTable = (verdicts) =>
  columns(
    ["", "", "is", "at most", "at least"],
    verdicts.map(({ kind, name, value, limit, atLeast, holds }) => [
      `${holds ? "holds " : kind === "budget" ? "BROKEN" : "missed"} ${kind}: ${name}`,
      "",
      value,
      atLeast ? "" : limit,
      atLeast ? limit : "",
    ]),
  );

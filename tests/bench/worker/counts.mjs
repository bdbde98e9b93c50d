// All counts of one isolate, in which Miniflare runs the Worker and its objects together.

/** Work outside requests: alarms and socket events, which would distort the cost of one request. */
export const total = { backgroundBegun: 0, backgroundRunning: 0 };

const all = new Map();
const statements = new Map();
let undisturbed = [];

export function add(name, count = 1) {
  all.set(name, (all.get(name) ?? 0) + count);
}

/** Records one statement's rows under its text, so that a figure that is too high can be traced. */
export function detail(where, query, rowsRead, rowsWritten) {
  const name = `${where}: ${query.replaceAll(/\s+/g, " ").slice(0, 90)}`;
  const entry = statements.get(name) ?? { times: 0, rowsRead: 0, rowsWritten: 0 };
  statements.set(name, {
    times: entry.times + 1,
    rowsRead: entry.rowsRead + rowsRead,
    rowsWritten: entry.rowsWritten + rowsWritten,
  });
}

/** Returns all counts since the last reset, and the counts before the answer of each undisturbed request. */
export const counts = () => ({
  all: Object.fromEntries(all),
  beforeAnswer: undisturbed,
  statements: Object.fromEntries(statements),
  busy: total.backgroundRunning > 0,
});

export function reset() {
  all.clear();
  statements.clear();
  undisturbed = [];
  return {};
}

let running = 0;

/**
 * Runs one request and, if it had the isolate to itself, records the counts until its answer. A request that overlaps
 * another one or any background work appears only in the overall counts.
 */
export async function quietly(request) {
  const begun = total.backgroundBegun;
  const alone = running === 0 && total.backgroundRunning === 0;
  const before = new Map(all);
  running += 1;
  overlapped ||= running > 1;
  try {
    return await request();
  } finally {
    if (alone && !overlapped && begun === total.backgroundBegun) book(before);
    running -= 1;
    if (running === 0) overlapped = false;
  }
}

let overlapped = false;

function book(before) {
  const more = [...all].map(([name, count]) => [name, count - (before.get(name) ?? 0)]);
  undisturbed.push(Object.fromEntries(more.filter(([, count]) => count > 0)));
}

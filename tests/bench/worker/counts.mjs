// All counts of one isolate, in which Miniflare runs the Worker and its objects together.

/** What work beside requests there was: alarms and socket events, which would blur what one request costs. */
export const total = { backgroundBegun: 0, backgroundRunning: 0 };

const all = new Map();
const statements = new Map();
let undisturbed = [];

export function add(name, count = 1) {
  all.set(name, (all.get(name) ?? 0) + count);
}

/** Books one statement's rows under its text, so that a figure that is too high can be traced. */
export function detail(where, query, rowsRead, rowsWritten) {
  const name = `${where}: ${query.replaceAll(/\s+/g, " ").slice(0, 90)}`;
  const entry = statements.get(name) ?? { times: 0, rowsRead: 0, rowsWritten: 0 };
  statements.set(name, {
    times: entry.times + 1,
    rowsRead: entry.rowsRead + rowsRead,
    rowsWritten: entry.rowsWritten + rowsWritten,
  });
}

/** Everything since the last reset, and what happened before the answer in each request that nothing disturbed. */
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
 * Runs one request and, if it had the isolate to itself, books what was counted until its answer was there. A
 * request that overlaps another one or any background work is in the overall counts only.
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

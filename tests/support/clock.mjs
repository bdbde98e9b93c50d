import { setTimeout as sleep } from "node:timers/promises";

export const minuteMs = 60_000;
export const hourMs = 60 * minuteMs;
export const dayMs = 24 * hourMs;

/** Milliseconds that even a slow machine needs for one test that counts within a window of the clock. */
const needsMs = 45_000;

/** Milliseconds to wait before a window of `lengthMs` has `needsMs` left, seen from `nowMs`; usually none. */
export function untilClear(lengthMs, nowMs = Date.now()) {
  const leftMs = lengthMs - (nowMs % lengthMs);
  return leftMs < needsMs ? leftMs + 100 : 0;
}

/** Waits for the next hour (UTC) if this one is about to end: limits by the hour of the clock start afresh there. */
export const clearOfTheHour = () => sleep(untilClear(hourMs));

/** Waits for the next day (UTC) if this one is about to end: counts of today start afresh there. */
export const clearOfMidnight = () => sleep(untilClear(dayMs));

/** A moment as protocols write it, so many milliseconds from now (before it where negative). */
export const isoFromNow = (ms = 0) => new Date(Date.now() + ms).toISOString();

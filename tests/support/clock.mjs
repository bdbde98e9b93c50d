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

/** Waits for the next hour (UTC) if this one is about to end, because limits by the clock's hour are reset there. */
export const clearOfTheHour = () => sleep(untilClear(hourMs));

/** Waits for the next day (UTC) if this one is about to end, because counts of today are reset there. */
export const clearOfMidnight = () => sleep(untilClear(dayMs));

/** Formats a time in ISO 8601, this many milliseconds from now (in the past if negative). */
export const isoFromNow = (ms = 0) => new Date(Date.now() + ms).toISOString();

const minuteMs = 60_000;

/** Fires each cron pattern at the minutes it names, as Cloudflare would. Returns a function that stops it. */
export function startCron(patterns, fire, log) {
  let timer;
  const schedule = () => {
    const nextMs = (Math.floor(Date.now() / minuteMs) + 1) * minuteMs;
    timer = setTimeout(() => tick(new Date(nextMs)), nextMs - Date.now());
  };
  const tick = (time) => {
    schedule();
    for (const pattern of patterns.filter((candidate) => matches(candidate, time))) {
      fire(pattern, time).catch((error) => log("error", `cron ${pattern}: ${error.message}`));
    }
  };
  schedule();
  return () => clearTimeout(timer);
}

/**
 * Whether a five-field cron pattern names this minute, in UTC. Steps, ranges and lists are supported, names are not.
 */
export function matches(pattern, time) {
  const values = [
    time.getUTCMinutes(),
    time.getUTCHours(),
    time.getUTCDate(),
    time.getUTCMonth() + 1,
    // Cloudflare counts Sunday as 1.
    time.getUTCDay() + 1,
  ];
  const fields = pattern.trim().split(/\s+/);
  return fields.length === values.length && fields.every((field, index) => fieldMatches(field, values[index]));
}

const fieldMatches = (field, value) => field.split(",").some((part) => partMatches(part, value));

function partMatches(part, value) {
  const [range, step = "1"] = part.split("/");
  const [from, to] = range === "*" ? [0, Infinity] : range.split("-").map(Number);
  const last = to ?? (part.includes("/") ? Infinity : from);
  // Without a range, a step counts from 0: days and months that begin at 1 differ, and no such pattern is in use.
  return value >= from && value <= last && (value - from) % Number(step) === 0;
}

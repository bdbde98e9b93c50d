/**
 * Derives the state of a whole message from its recipients' states, like the app: the least advanced one, except that
 * `Failed` and `Delivered` must be unanimous.
 */
export function aggregate(states) {
  for (const early of ["Pending", "Cancelling", "Cancelled", "Processed"]) if (states.includes(early)) return early;
  for (const unanimous of ["Failed", "Delivered"]) if (states.every((state) => state === unanimous)) return unanimous;
  return "Sent";
}

/** Converts a fetched message to the form in which the app stores it. */
export function takeOver(item, nowMs) {
  const recipients = item.phoneNumbers.map((phoneNumber) => ({ phoneNumber, state: "Pending", error: null }));
  return { id: item.id, item, recipients, states: { Pending: nowMs } };
}

export const stateOf = (message) => aggregate(message.recipients.map(({ state }) => state));

/**
 * Changes the state of the recipients that `chosen` accepts; records the first time of each state of the whole message.
 */
export function advance(message, state, nowMs, { chosen = () => true, error = null } = {}) {
  for (const recipient of message.recipients.filter(chosen)) Object.assign(recipient, { state, error });
  message.states[stateOf(message)] ??= nowMs;
}

/** Returns the app's full report of a message, whatever has changed. The numbers are the strings from the server. */
export function patchOf(message) {
  return {
    id: message.id,
    state: stateOf(message),
    recipients: message.recipients.map((recipient) => ({ ...recipient })),
    states: Object.fromEntries(Object.entries(message.states).map(([state, atMs]) => [state, appTimestamp(atMs)])),
  };
}

const offsetMinutes = 180;

/** Formats a time like the app: milliseconds, and the phone's own offset from UTC. */
export function appTimestamp(atMs) {
  const local = new Date(atMs + offsetMinutes * 60_000).toISOString().slice(0, -1);
  return `${local}+0${offsetMinutes / 60}:00`;
}

const minuteMs = 60_000;

/**
 * Default behavior of the app: that of the published one, but with a prompt and reliable network and recipients.
 * Rates are probabilities, 0 to 1; times are milliseconds.
 */
export const defaultBehavior = {
  // Delays from the fetch to the hand-over to the operating system, then to the transmission, then to the delivery.
  delayPickMs: 10,
  delaySentMs: 50,
  delayDeliveredMs: 150,
  // The SMS to a recipient cannot be sent, either at random or because the number is in this list.
  failureRate: 0,
  failsFor: [],
  // A report is lost; is sent twice; is followed by an older, late report.
  dropRate: 0,
  duplicateRate: 0,
  reorderRate: 0,
  // The app reports and transmits nothing, as if the system had stopped it after its fetch.
  silent: false,
  // The app dies over the Nth message of its life: before storing it, or between sending it and any report.
  dieBeforeSend: undefined,
  dieAfterSend: undefined,
  // Number of messages reported in one request, and number of concurrent requests.
  reportBatch: 1,
  parallelReports: 4,
  reportAttempts: 10,
  reportRetryMs: 10_000,
  // Speed factor of the app's own times: its fetches, its refreshes, and its delays before retries.
  speed: 1,
  pullEveryMs: 15 * minuteMs,
  refreshEveryMs: 24 * 60 * minuteMs,
  streamSilenceMs: 60 * minuteMs,
  // Delay before reconnecting after the Nth failure in a row.
  reconnectDelayMs: (failures) => (failures > 10 ? minuteMs : failures > 5 ? minuteMs / 2 : 5_000),
  // Inbound SMS are uploaded, encrypted with this passphrase as the app does it.
  uploadsInbox: true,
  passphrase: "the simulated phone's passphrase",
  iterations: 300_000,
};

const minuteMs = 60_000;

/**
 * How the app behaves unless told otherwise: as the published one does, but with a prompt and reliable network and
 * recipients. Rates are probabilities, 0 to 1; times are milliseconds.
 */
export const defaultBehavior = {
  // From the pull to the hand-over to the operating system, from there to the air, and from there to the recipient.
  delayPickMs: 10,
  delaySentMs: 50,
  delayDeliveredMs: 150,
  // The SMS to a recipient cannot be sent: by chance, or because the number is one of these.
  failureRate: 0,
  failsFor: [],
  // A report is lost; is sent twice; is followed by an older one that was late.
  dropRate: 0,
  duplicateRate: 0,
  reorderRate: 0,
  // Nothing is reported at all, and nothing put on the air: the app was stopped by the system after its pull.
  silent: false,
  // The app dies over the Nth message of its life: before it stored it, or after it sent it and before any report.
  dieBeforeSend: undefined,
  dieAfterSend: undefined,
  // How many messages are reported in one request, and how many requests are under way at once.
  reportBatch: 1,
  parallelReports: 4,
  reportAttempts: 10,
  reportRetryMs: 10_000,
  // The app's own times pass so many times as fast: its pulls, its refreshes, and its waits before it tries again.
  speed: 1,
  pullEveryMs: 15 * minuteMs,
  refreshEveryMs: 24 * 60 * minuteMs,
  streamSilenceMs: 60 * minuteMs,
  // After the Nth failure in a row.
  reconnectDelayMs: (failures) => (failures > 10 ? minuteMs : failures > 5 ? minuteMs / 2 : 5_000),
  // What arrives at the phone is uploaded, encrypted as the app does it with this.
  uploadsInbox: true,
  passphrase: "the simulated phone's passphrase",
  iterations: 300_000,
};

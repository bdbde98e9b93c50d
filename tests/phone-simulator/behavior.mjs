/** Default behavior of a phone: prompt, reliable, quiet. Rates are probabilities, 0 to 1. */
export const defaultBehavior = {
  // Delay from the command to the transmission, and from the transmission to the delivery.
  delaySentMs: 50,
  delayDeliveredMs: 150,
  // The SMS cannot be sent: one report, `failed`.
  failureRate: 0,
  // A report is lost before it reaches the socket.
  dropRate: 0,
  // A report is sent twice.
  duplicateRate: 0,
  // `delivered` overtakes `sent`.
  reorderRate: 0,
  // The app dies at the Nth command of its life: before the transmission, or between the transmission and any report.
  dieBeforeSend: undefined,
  dieAfterSend: undefined,
  heartbeatMs: 30_000,
  health: { battery_level: 85, signal_strength: 4 },
};

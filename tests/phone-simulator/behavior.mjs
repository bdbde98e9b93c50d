/** How a phone behaves unless told otherwise: prompt, reliable, quiet. Rates are probabilities, 0 to 1. */
export const defaultBehavior = {
  // How long after a command the SMS leaves the phone, and how long after that the recipient has it.
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
  // The app dies at the Nth command of its life: before it put the SMS on the air, or after it and before any report.
  dieBeforeSend: undefined,
  dieAfterSend: undefined,
  heartbeatMs: 30_000,
  health: { battery_level: 85, signal_strength: 4 },
};

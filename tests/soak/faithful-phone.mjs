import { Phone } from "../phone-simulator/phone.mjs";

// Reports that were given to a socket this shortly before it broke may not have arrived.
const doubtfulMs = 2_000;
const attempts = 10;

/**
 * A phone that survives its server's restarts. Action Cable has no acknowledgments, so the phone repeats the reports
 * that it sent just before a connection broke, and before the next one was confirmed; other losses cannot be detected.
 */
export class FaithfulPhone extends Phone {
  duplicates = 0;
  repeatedReports = 0;
  #reports = [];
  #brokenSinceMs;
  #calls = 0;

  constructor(options) {
    super(options);
    this.on("reported", (report) => this.#reports.push({ ...report, atMs: Date.now() }));
    // A connection that breaks before it is confirmed has carried no reports, so the doubtful ones are older.
    this.on("disconnected", () => (this.#brokenSinceMs ??= Date.now()));
    this.on("duplicate", () => (this.duplicates += 1));
    this.on("connected", () => this.#brokenSinceMs && this.#repeatDoubtful());
  }

  /** Reconnects to a restarted server. Ends early if it is called again meanwhile, or if the phone dies. */
  async comeBack() {
    const call = (this.#calls += 1);
    for (let attempt = 1; attempt <= attempts && call === this.#calls; attempt += 1) {
      const connected = this.next("connected", { timeoutMs: 3_000 });
      this.reconnect();
      if (await connected.catch(() => undefined)) return;
    }
    if (call === this.#calls) throw new Error(`the phone could not connect in ${attempts} attempts`);
  }

  die() {
    this.#calls += 1;
    super.die();
  }

  #repeatDoubtful() {
    const brokenAtMs = this.#brokenSinceMs;
    this.#brokenSinceMs = undefined;
    const doubtful = this.#reports.filter(({ atMs }) => atMs > brokenAtMs - doubtfulMs);
    this.#reports = [];
    for (const { message_id, status, error_message } of doubtful) {
      this.repeatedReports += 1;
      this.report(message_id, status, error_message);
    }
  }
}

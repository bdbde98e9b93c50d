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
  /** Reports that a server which lagged behind had not read from the socket when it was killed. */
  reportsLostInBreaks = 0;
  #reports = [];
  #lastReports = new Map();
  #lastBreakMs = 0;
  #brokenSinceMs;
  #calls = 0;

  constructor(options) {
    super(options);
    this.on("reported", (report) => {
      const dated = { ...report, atMs: Date.now() };
      this.#reports.push(dated);
      this.#lastReports.set(report.message_id, dated);
    });
    // A connection that breaks before it is confirmed has carried no reports, so the doubtful ones are older.
    this.on("disconnected", () => {
      this.#lastBreakMs = Date.now();
      this.#brokenSinceMs ??= this.#lastBreakMs;
    });
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

  /**
   * Repeats the last reports of messages that did not settle, as far as a connection broke after them. A report that
   * no break followed is not repeated: if it had no effect, the server lost it.
   */
  repeatLost(messageIds) {
    for (const id of messageIds) {
      const report = this.#lastReports.get(id);
      if (!report || report.atMs > this.#lastBreakMs) continue;
      this.reportsLostInBreaks += 1;
      this.report(report.message_id, report.status, report.error_message);
    }
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

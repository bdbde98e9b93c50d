import { SmsGatePhone } from "../phone-simulator/smsgate/phone.mjs";

/**
 * A phone with the SMSGate app that survives its server's restarts: it repeats its requests and reports until they
 * succeed.
 */
export class FetchingPhone extends SmsGatePhone {
  duplicates = 0;
  repeatedReports = 0;

  constructor({ url, registrationToken, ...behavior }) {
    const persistent = { reportAttempts: 10_000, reportRetryMs: 50, reconnectDelayMs: () => 100, pullEveryMs: 500 };
    super({ url, register: { privateToken: registrationToken }, delayPickMs: 0, ...persistent, ...behavior });
    this.on("duplicate", () => (this.duplicates += 1));
    this.on("reportFailed", () => (this.repeatedReports += 1));
  }

  /** Does nothing, because the stream and the requests are retried automatically. */
  async comeBack() {}
}

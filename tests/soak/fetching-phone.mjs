import { SmsGatePhone } from "../phone-simulator/smsgate/phone.mjs";

/** A phone with the SMSGate app that outlives its server: it asks again, and reports until it is heard. */
export class FetchingPhone extends SmsGatePhone {
  duplicates = 0;
  repeatedReports = 0;

  constructor({ url, registrationToken, ...behavior }) {
    const persistent = { reportAttempts: 10_000, reportRetryMs: 50, reconnectDelayMs: () => 100, pullEveryMs: 500 };
    super({ url, register: { privateToken: registrationToken }, delayPickMs: 0, ...persistent, ...behavior });
    this.on("duplicate", () => (this.duplicates += 1));
    this.on("reportFailed", () => (this.repeatedReports += 1));
  }

  /** Its stream comes back by itself, and so do its requests. */
  async comeBack() {}
}

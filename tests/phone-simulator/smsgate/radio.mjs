import { advance, stateOf } from "./message.mjs";

// A timer with a longer delay would fire at once.
const longestTimerMs = 2 ** 31 - 1;

/**
 * Processes a message that the app has taken over: it waits for its time, expires or goes to the operating system,
 * to the air and to its recipients. `changed(message)` is called after each step.
 */
export class Radio {
  #behavior;
  #count = 0;
  #phone;
  #random;
  #timers = new Set();

  /** `phone` has `emit`, `onAir`, `changed(message)` and `dieOver(message)`. */
  constructor(phone, behavior, random) {
    this.#phone = phone;
    this.#behavior = behavior;
    this.#random = random;
  }

  /** Number of messages that are being processed. */
  get waiting() {
    return this.#timers.size;
  }

  /** Starts processing a message that is still pending. */
  take(message) {
    this.#count += 1;
    const dies = this.#count === this.#behavior.dieAfterSend;
    // The random choices are made before any waiting, so that a seed gives the same ones whatever the timing.
    const fates = message.recipients.map(({ phoneNumber }) => this.#fateOf(phoneNumber));
    const scheduledMs = message.item.scheduleAt ? Date.parse(message.item.scheduleAt) : 0;
    this.#at(Math.max(scheduledMs, Date.now() + this.#behavior.delayPickMs), () =>
      this.#handOver(message, fates, dies),
    );
  }

  /** Whether the app dies over the next message before it stores the message. */
  diesBeforeNext() {
    return this.#count + 1 === this.#behavior.dieBeforeSend;
  }

  cease() {
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
  }

  #fateOf(phoneNumber) {
    const { failureRate, failsFor } = this.#behavior;
    const unlucky = this.#random() < failureRate;
    return { fails: unlucky || failsFor.includes(phoneNumber) };
  }

  #handOver(message, fates, dies) {
    if (this.#behavior.silent || stateOf(message) !== "Pending") return;
    const { validUntil } = message.item;
    if (validUntil && Date.parse(validUntil) <= Date.now()) {
      return this.#advance(message, "Failed", { error: "TTL expired" });
    }
    // The transmission is recorded before it happens: an app that dies between the two must not transmit it again.
    // An app that will die over this message has not reported anything on it before.
    this.#advance(message, "Processed", { quietly: dies });
    this.#at(Date.now() + this.#behavior.delaySentMs, () => this.#transmit(message, fates, dies));
  }

  #transmit(message, fates, dies) {
    const { recipients, item } = message;
    const unsent = new Set(recipients.filter((_, index) => fates[index].fails));
    for (const recipient of recipients.filter((one) => !unsent.has(one))) {
      const sms = smsOf(item, recipient.phoneNumber);
      this.#phone.onAir.push(sms);
      this.#phone.emit("sms", sms);
    }
    if (dies) return this.#phone.dieOver(message);
    if (unsent.size > 0) {
      // If only some recipients fail, the next step reports them together with the sent ones.
      const failed = {
        chosen: (one) => unsent.has(one),
        error: "simulated radio failure",
        quietly: unsent.size < recipients.length,
      };
      this.#advance(message, "Failed", failed);
    }
    if (unsent.size === recipients.length) return;
    this.#advance(message, "Sent", { chosen: (one) => !unsent.has(one) });
    if (item.withDeliveryReport === false) return;
    const arrive = () => this.#advance(message, "Delivered", { chosen: (one) => !unsent.has(one) });
    this.#at(Date.now() + this.#behavior.delayDeliveredMs, arrive);
  }

  #advance(message, state, { quietly = false, ...options } = {}) {
    advance(message, state, Date.now(), options);
    this.#phone.changed(message, { quietly });
  }

  #at(atMs, work) {
    const waitMs = Math.max(0, atMs - Date.now());
    const timer = setTimeout(
      () => {
        this.#timers.delete(timer);
        if (waitMs > longestTimerMs) this.#at(atMs, work);
        else work();
      },
      Math.min(waitMs, longestTimerMs),
    );
    this.#timers.add(timer);
  }
}

/** Describes the transmission to one recipient: `message` is the text, absent for data. */
function smsOf(item, recipient) {
  const { data, port } = item.dataMessage ?? {};
  const text = item.dataMessage ? undefined : (item.textMessage?.text ?? item.message ?? item.mmsMessage?.text);
  return {
    message_id: item.id,
    recipient,
    ...(text === undefined ? {} : { message: text }),
    ...(data === undefined ? {} : { data, port }),
    ...(item.simNumber === undefined ? {} : { sim_number: item.simNumber }),
  };
}

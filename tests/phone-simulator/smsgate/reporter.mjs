/**
 * Reports messages like the app's background work: a report contains the states at the time of sending; a message is
 * in only one request at a time; a failed report is retried, each time after twice the delay, and finally given up.
 */
export class Reporter {
  #attempts = new Map();
  #behavior;
  #ceased = false;
  #due = new Set();
  #phone;
  #random;
  #running = 0;
  #timers = new Set();
  #underway = new Set();

  /** `phone` has `patch(items)`, `message(id)` and `emit`. The behavior may change meanwhile. */
  constructor(phone, behavior, random) {
    this.#phone = phone;
    this.#behavior = behavior;
    this.#random = random;
  }

  report(messageId) {
    if (this.#ceased || this.#behavior.silent) return;
    this.#due.add(messageId);
    // The start is deferred, so that changes made together go into one request.
    queueMicrotask(() => this.#start());
  }

  cease() {
    this.#ceased = true;
    for (const timer of this.#timers) clearTimeout(timer);
  }

  #start() {
    while (!this.#ceased && this.#running < this.#behavior.parallelReports) {
      const ids = this.#take();
      if (ids.length === 0) return;
      this.#running += 1;
      this.#send(ids).finally(() => {
        this.#running -= 1;
        for (const id of ids) this.#underway.delete(id);
        this.#start();
      });
    }
  }

  #take() {
    const free = [...this.#due].filter((id) => !this.#underway.has(id)).slice(0, this.#behavior.reportBatch);
    for (const id of free) {
      this.#due.delete(id);
      this.#underway.add(id);
    }
    return free;
  }

  async #send(ids) {
    const items = ids.map((id) => this.#phone.message(id));
    const { dropRate, duplicateRate, reorderRate } = this.#behavior;
    if (this.#random() < dropRate) return void items.forEach((item) => this.#phone.emit("dropped", item));
    const late = this.#random() < reorderRate && items.map((item) => ({ ...item, ...this.#before(item) }));
    try {
      await this.#phone.patch(items);
      if (this.#random() < duplicateRate) await this.#phone.patch(items);
      if (late) await this.#phone.patch(late);
      for (const item of items) {
        this.#attempts.delete(item.id);
        this.#phone.emit("reported", item);
      }
    } catch (error) {
      for (const item of items) this.#retry(item, error);
    }
  }

  /** Returns the earlier report that was overtaken: the message when it was handed to the operating system. */
  #before({ recipients, states }) {
    const { Pending, Processed } = states;
    return {
      state: "Processed",
      recipients: recipients.map(({ phoneNumber }) => ({ phoneNumber, state: "Processed", error: null })),
      states: { Pending, ...(Processed ? { Processed } : {}) },
    };
  }

  #retry(item, error) {
    if (this.#ceased) return;
    const attempts = (this.#attempts.get(item.id) ?? 0) + 1;
    this.#attempts.set(item.id, attempts);
    if (attempts >= this.#behavior.reportAttempts) {
      this.#attempts.delete(item.id);
      return void this.#phone.emit("gaveUp", { item, error });
    }
    this.#phone.emit("reportFailed", { item, error, attempts });
    const timer = setTimeout(
      () => {
        this.#timers.delete(timer);
        this.report(item.id);
      },
      this.#behavior.reportRetryMs * 2 ** (attempts - 1),
    );
    this.#timers.add(timer);
  }
}

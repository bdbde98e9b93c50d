import { Awaitable } from "../awaitable.mjs";
import { seededRandom } from "../random.mjs";
import { defaultBehavior } from "./behavior.mjs";
import { EventStream } from "./event-stream.mjs";
import { itemsPerUpload, received, selectForExport, uploadItem } from "./inbox.mjs";
import { DeviceMemory } from "./memory.mjs";
import { advance, patchOf, stateOf, takeOver } from "./message.mjs";
import { Radio } from "./radio.mjs";
import { Reporter } from "./reporter.mjs";
import { DeviceSession } from "./session.mjs";

/**
 * A phone with the SMSGate app: it speaks the device API as the app does, at the app's own times (section 6.10 of the
 * contract).
 *
 * Events, each with one argument: `registered` {id, login, password}; `pulled` the items of a poll; `message` each that
 * is new, `duplicate` each that is not; `sms` what went on the air to one recipient; `cancelled` {id}; `reported`,
 * `reportFailed`, `dropped` and `gaveUp` for reports; `event` {type, data} from the stream or by push, `unknownEvent`;
 * `streamOpen` {headers, reopened}, `streamLost` {reason}, `keepalive`; `webhooks` and `settings` as they were fetched;
 * `restartNeeded` {settings} where the app asks its owner to restart it, since the server changed its settings;
 * `uploaded` the ids of an inbox upload; `failed` {what, error} for what will be tried again; `died` {message_id}.
 */
export class SmsGatePhone extends Awaitable {
  /** Every SMS that this phone put on the air, in order: what recipients could have seen. */
  onAir = [];
  #behavior;
  #dead = false;
  #memory;
  #pulling;
  #pullAgain = false;
  #pushToken;
  #radio;
  #reporter;
  #stream;
  #timers = [];

  /**
   * `url` is the server's http URL and `prefix` where its device API is; `name`, `pushToken`, `simCards`, `publicKey`
   * and `keyVersion` are told to the server. `register` says how to register where the memory holds no registration:
   * {login, password}, {code}, {privateToken} or nothing. `channel` is what its owner chooses in the app before it
   * starts: `AUTO`, the app's default, opens a stream unless there is a push token; `SSE_ONLY` always; `FCM` and `POLL`
   * never. All else is behavior.
   */
  constructor({ url, prefix, version, name = "Simulated phone", pushToken, simCards, publicKey, keyVersion, register, memory = new DeviceMemory(), seed = 1, channel, ...behavior }) {
    super();
    this.#memory = memory;
    this.#pushToken = pushToken;
    this.#behavior = scaled({ ...defaultBehavior, ...behavior });
    if (channel) memory.importSettings({ gateway: { notification_channel: channel } });
    this.session = new DeviceSession({ url, prefix, version, memory, name, pushToken, simCards, publicKey, keyVersion, register });
    const random = seededRandom(seed);
    this.#radio = new Radio(this, this.#behavior, random);
    this.#reporter = new Reporter(this, this.#behavior, random);
  }

  get id() {
    return this.session.id;
  }

  /** Starts as the app does. Resolves when the phone is registered, has pulled and, if it is to, hears events. */
  async start({ timeoutMs = 10_000 } = {}) {
    try {
      await this.session.findAddress();
      await this.checkIn();
      // What an earlier life took over and did not finish.
      for (const message of this.#memory.messages) this.#resume(message);
      // Settings that are fetched from now on are for its next life: the app looks at its channel when it checks in.
      await Promise.all([this.#opensStream() ? this.#openStream(timeoutMs) : this.pull(), this.#refresh()]);
    } catch (error) {
      this.die();
      throw error;
    }
    this.#every(this.#behavior.pullEveryMs, "pull", () => this.pull());
    this.#every(this.#behavior.refreshEveryMs, "refresh", () => this.#refresh());
    return this;
  }

  /** Says who it is, and registers where that is no longer accepted. */
  async checkIn() {
    if (!(await this.session.checkIn())) return;
    const { id, login, password } = this.session;
    this.emit("registered", { id, login, password });
  }

  /** Fetches what there is to do. Pulls that are asked for during one are one pull after it. */
  async pull() {
    if (this.#pulling) {
      this.#pullAgain = true;
      return this.#pulling;
    }
    this.#pulling = this.#pullUntilQuiet();
    return this.#pulling;
  }

  /** Where pushes reach the phone; nothing where it has no such service. */
  get pushToken() {
    return this.#pushToken;
  }

  /** Whether it holds an event stream, or tries to. */
  get isListening() {
    return this.#stream !== undefined;
  }

  /** The notification channel that it goes by from its next start on. */
  get channel() {
    return this.#memory.settings.gateway?.notification_channel ?? "AUTO";
  }

  /** The push service gives the phone another token, which it reports. */
  async renewPushToken(pushToken) {
    this.#pushToken = pushToken;
    this.session.pushToken = pushToken;
    await this.checkIn();
  }

  /** A push message arrives at the phone, with the data as text. */
  push({ event, data }) {
    this.#hear({ type: event, data: data ?? "null" });
  }

  /** An SMS or MMS arrives at the phone. Resolves with what the phone's own store has of it. */
  async receive(sms) {
    const stored = received(sms);
    this.#memory.receive(stored);
    if (this.#behavior.uploadsInbox) await this.upload([stored]);
    return stored;
  }

  /** Uploads entries of the phone's store. Returns the answers' statuses. */
  async upload(entries) {
    const statuses = [];
    for (let start = 0; start < entries.length; start += itemsPerUpload) {
      const chunk = entries.slice(start, start + itemsPerUpload);
      const items = await Promise.all(chunk.map((entry) => uploadItem(entry, this.#behavior)));
      statuses.push((await this.session.call("POST", "/inbox", items)).status);
      this.emit("uploaded", { ids: chunk.map(({ id }) => id), status: statuses.at(-1) });
    }
    return statuses;
  }

  /** Changes how the phone behaves from now on. */
  behave(changes) {
    Object.assign(this.#behavior, changes);
  }

  /** Loses the stream, which comes back by itself. */
  loseConnection() {
    this.#stream?.drop();
  }

  /** Is gone at once, as a killed app is: nothing more is sent. */
  die() {
    this.#dead = true;
    this.#radio.cease();
    this.#reporter.cease();
    this.#stream?.stop();
    for (const timer of this.#timers) clearInterval(timer);
  }

  /** For the radio: a message came to a new state. */
  changed(message, { quietly }) {
    if (this.#dead) return;
    this.#memory.save();
    if (!quietly) this.#reporter.report(message.id);
  }

  /** For the radio: the app ends over this message. */
  dieOver({ id }) {
    this.die();
    this.emit("died", { message_id: id });
  }

  /** For the reporter: what there is to say of a message. */
  message(id) {
    return patchOf(this.#memory.message(id));
  }

  /** For the reporter: reports, and insists that it was taken. */
  async patch(items) {
    if (this.#dead) throw new Error("the app is not running");
    await this.session.expect("PATCH", "/message", items);
  }

  async #pullUntilQuiet() {
    try {
      do {
        this.#pullAgain = false;
        await this.#pullOnce();
      } while (this.#pullAgain && !this.#dead);
    } finally {
      // In the same breath as the last look at what else was asked for, so that none of it is lost.
      this.#pulling = undefined;
    }
  }

  async #pullOnce() {
    const { processing_order: order } = this.#memory.settings.messages ?? {};
    const { body } = await this.session.expect("GET", `/message${order ? `?order=${order.toLowerCase()}` : ""}`);
    if (this.#dead) return;
    for (const item of body) this.#take(item);
    this.emit("pulled", body);
  }

  #take(item) {
    if (this.#dead) return;
    const known = this.#memory.message(item.id);
    if (item.state === "Cancelling") return this.#cancel(known ?? this.#store(item));
    if (known) {
      this.emit("duplicate", item);
      return this.#reporter.report(item.id);
    }
    if (this.#radio.diesBeforeNext()) return this.dieOver(item);
    const message = this.#store(item);
    this.emit("message", item);
    this.#radio.take(message);
  }

  #store(item) {
    const message = takeOver(item, Date.now());
    this.#memory.keep(message);
    return message;
  }

  /** Only what was not handed to the operating system yet can be stopped; what became of the rest is told instead. */
  #cancel(message) {
    if (stateOf(message) === "Pending") {
      advance(message, "Cancelled", Date.now());
      this.#memory.save();
      this.emit("cancelled", { id: message.id });
    }
    this.#reporter.report(message.id);
  }

  #resume(message) {
    const state = stateOf(message);
    if (state === "Pending") return this.#radio.take(message);
    if (state !== "Processed") return;
    // A former life noted that it was about to send: for all this one knows, it did.
    advance(message, "Sent", Date.now());
    this.#memory.save();
    this.#reporter.report(message.id);
  }

  /** Whether the app listens to the event stream: on `AUTO` only where it could not be told by push. */
  #opensStream() {
    return this.channel === "SSE_ONLY" || (this.channel === "AUTO" && !this.#pushToken);
  }

  #openStream(timeoutMs) {
    const { streamSilenceMs: silenceMs, reconnectDelayMs } = this.#behavior;
    const stream = new EventStream((handlers) => this.session.api.stream(this.session.token, { ...handlers, silenceMs }), { reconnectDelayMs });
    this.#stream = stream;
    stream.on("event", (event) => this.#hear(event));
    stream.on("keepalive", () => this.emit("keepalive", {}));
    stream.on("lost", (lost) => this.emit("streamLost", lost));
    // The app is told nowhere else that it is no longer known.
    stream.on("refused", ({ status }) => status === 401 && this.#attempt("check in", () => this.checkIn()));
    stream.on("open", (opened) => {
      this.emit("streamOpen", opened);
      // Heals what was missed while there was no stream.
      this.#attempt("pull", () => this.pull());
    });
    const ready = Promise.all([this.next("streamOpen", { timeoutMs }), this.next("pulled", { timeoutMs })]);
    stream.open();
    return ready;
  }

  #hear({ type = "MessageEnqueued", data }) {
    if (this.#dead) return;
    const value = JSON.parse(data || "null");
    const known = {
      MessageEnqueued: () => this.pull(),
      MessageCancelled: () => this.#hearCancelled(value?.messageId),
      WebhooksUpdated: () => this.#fetchWebhooks(),
      SettingsUpdated: () => this.#fetchSettings(),
      MessagesExportRequested: () => this.#export(value),
    };
    const act = Object.hasOwn(known, type) ? known[type] : undefined;
    if (act) this.#attempt(type, act);
    this.emit(act ? "event" : "unknownEvent", { type, data: value });
  }

  async #hearCancelled(id) {
    const message = this.#memory.message(id);
    if (message) return this.#cancel(message);
    // Of a message that it never saw the app learns the numbers in a pull.
    return this.pull();
  }

  async #export(request) {
    await this.upload(selectForExport(this.#memory.inbox, request));
  }

  #refresh() {
    return Promise.all([this.#fetchWebhooks(), this.#fetchSettings()]);
  }

  async #fetchWebhooks() {
    this.webhooks = (await this.session.expect("GET", "/webhooks")).body;
    this.emit("webhooks", this.webhooks);
  }

  async #fetchSettings() {
    this.settings = (await this.session.expect("GET", "/settings")).body;
    if (this.#memory.importSettings(this.settings)) this.emit("restartNeeded", { settings: this.#memory.settings });
    this.emit("settings", this.settings);
  }

  /** Does what the app would leave to its next occasion if it failed. */
  #attempt(what, act) {
    Promise.resolve()
      .then(act)
      .catch((error) => this.#dead || this.emit("failed", { what, error }));
  }

  #every(intervalMs, what, act) {
    // What is longer than a timer can wait is beyond any simulated life.
    if (intervalMs < 2 ** 31) this.#timers.push(setInterval(() => this.#attempt(what, act), intervalMs));
  }
}

/** The behavior with the app's own times divided by its speed. */
function scaled({ speed, ...behavior }) {
  const { pullEveryMs, refreshEveryMs, reportRetryMs, reconnectDelayMs } = behavior;
  return {
    ...behavior,
    pullEveryMs: pullEveryMs / speed,
    refreshEveryMs: refreshEveryMs / speed,
    reportRetryMs: reportRetryMs / speed,
    reconnectDelayMs: (failures) => reconnectDelayMs(failures) / speed,
  };
}

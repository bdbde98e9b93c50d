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
 * A phone with the SMSGate app: it uses the device API like the app, with the app's own timing (section 6.10 of the
 * contract).
 *
 * Events, each with one argument: `registered` {id, login, password}; `pulled` the items of a fetch; `message` each new
 * one, `duplicate` each known one; `sms` each transmission to one recipient; `cancelled` {id}; `reported`,
 * `reportFailed`, `dropped` and `gaveUp` for reports; `event` {type, data} from the stream or by push, `unknownEvent`;
 * `streamOpen` {headers, reopened}, `streamLost` {reason}, `keepalive`; `webhooks` and `settings` as fetched;
 * `restartNeeded` {settings} when the app asks its owner to restart it, because the server changed its settings;
 * `uploaded` the ids of an inbox upload; `failed` {what, error} before a retry; `died` {message_id}.
 */
export class SmsGatePhone extends Awaitable {
  /** All SMS that this phone transmitted, in order, as their recipients could have seen them. */
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
   * `url` is the server's http URL and `prefix` the path of its device API; `name`, `pushToken`, `simCards`,
   * `publicKey` and `keyVersion` are sent to the server. `register` says how to register if the memory holds no
   * registration: {login, password}, {code}, {privateToken} or `undefined`. `channel` is the owner's choice in the
   * app before it starts: `AUTO`, the app's default, opens a stream unless there is a push token; `SSE_ONLY` always; `FCM` and `POLL`
   * never. All other options are behavior.
   */
  constructor({
    url,
    prefix,
    version,
    name = "Simulated phone",
    pushToken,
    simCards,
    publicKey,
    keyVersion,
    register,
    memory = new DeviceMemory(),
    seed = 1,
    channel,
    ...behavior
  }) {
    super();
    this.#memory = memory;
    this.#pushToken = pushToken;
    this.#behavior = scaled({ ...defaultBehavior, ...behavior });
    if (channel) memory.importSettings({ gateway: { notification_channel: channel } });
    this.session = new DeviceSession({
      url,
      prefix,
      version,
      memory,
      name,
      pushToken,
      simCards,
      publicKey,
      keyVersion,
      register,
    });
    const random = seededRandom(seed);
    this.#radio = new Radio(this, this.#behavior, random);
    this.#reporter = new Reporter(this, this.#behavior, random);
  }

  get id() {
    return this.session.id;
  }

  /** Starts like the app. Resolves when the phone is registered, has fetched and, if it should, listens for events. */
  async start({ timeoutMs = 10_000 } = {}) {
    try {
      await this.session.findAddress();
      await this.checkIn();
      // Unfinished messages of an earlier life continue.
      for (const message of this.#memory.messages) this.#resume(message);
      // Settings fetched from now on take effect at the next start: the app reads its channel when it checks in.
      await Promise.all([this.#opensStream() ? this.#openStream(timeoutMs) : this.pull(), this.#refresh()]);
    } catch (error) {
      this.die();
      throw error;
    }
    this.#every(this.#behavior.pullEveryMs, "pull", () => this.pull());
    this.#every(this.#behavior.refreshEveryMs, "refresh", () => this.#refresh());
    return this;
  }

  /** Identifies itself to the server, and registers if its registration is no longer accepted. */
  async checkIn() {
    if (!(await this.session.checkIn())) return;
    const { id, login, password } = this.session;
    this.emit("registered", { id, login, password });
  }

  /** Fetches messages. Requests during a fetch are merged into one fetch after it. */
  async pull() {
    if (this.#pulling) {
      this.#pullAgain = true;
      return this.#pulling;
    }
    this.#pulling = this.#pullUntilQuiet();
    return this.#pulling;
  }

  /** The phone's push token; `undefined` if it has no push service. */
  get pushToken() {
    return this.#pushToken;
  }

  /** Whether the phone holds an event stream or tries to open one. */
  get isListening() {
    return this.#stream !== undefined;
  }

  /** The notification channel that takes effect at its next start. */
  get channel() {
    return this.#memory.settings.gateway?.notification_channel ?? "AUTO";
  }

  /** Simulates a new push token from the push service, which the phone reports. */
  async renewPushToken(pushToken) {
    this.#pushToken = pushToken;
    this.session.pushToken = pushToken;
    await this.checkIn();
  }

  /** Simulates the arrival of a push message, with the data as text. */
  push({ event, data }) {
    this.#hear({ type: event, data: data ?? "null" });
  }

  /** Simulates the arrival of an SMS or MMS. Resolves with its entry in the phone's own store. */
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

  /** Changes the phone's behavior from now on. */
  behave(changes) {
    Object.assign(this.#behavior, changes);
  }

  /** Loses the stream, which is reopened automatically. */
  loseConnection() {
    this.#stream?.drop();
  }

  /** Ends the phone at once, like a killed app: nothing more is sent. */
  die() {
    this.#dead = true;
    this.#radio.cease();
    this.#reporter.cease();
    this.#stream?.stop();
    for (const timer of this.#timers) clearInterval(timer);
  }

  /** Called by the radio when a message has reached a new state. */
  changed(message, { quietly }) {
    if (this.#dead) return;
    this.#memory.save();
    if (!quietly) this.#reporter.report(message.id);
  }

  /** Called by the radio: the app dies over this message. */
  dieOver({ id }) {
    this.die();
    this.emit("died", { message_id: id });
  }

  /** Called by the reporter: returns the report of a message. */
  message(id) {
    return patchOf(this.#memory.message(id));
  }

  /** Called by the reporter: sends reports, and asserts that they were accepted. */
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
      // This follows the last check for further requests without an await between, so that none is lost.
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

  /** Stops recipients that were not handed to the operating system yet, and reports the states of the others. */
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
    // An earlier life recorded that it was about to send, so the message counts as sent.
    advance(message, "Sent", Date.now());
    this.#memory.save();
    this.#reporter.report(message.id);
  }

  /** Whether the app listens to the event stream: on `AUTO` only if it has no push token. */
  #opensStream() {
    return this.channel === "SSE_ONLY" || (this.channel === "AUTO" && !this.#pushToken);
  }

  #openStream(timeoutMs) {
    const { streamSilenceMs: silenceMs, reconnectDelayMs } = this.#behavior;
    const stream = new EventStream(
      (handlers) => this.session.api.stream(this.session.token, { ...handlers, silenceMs }),
      { reconnectDelayMs },
    );
    this.#stream = stream;
    stream.on("event", (event) => this.#hear(event));
    stream.on("keepalive", () => this.emit("keepalive", {}));
    stream.on("lost", (lost) => this.emit("streamLost", lost));
    // Only this answer tells the app that its registration is no longer known.
    stream.on("refused", ({ status }) => status === 401 && this.#attempt("check in", () => this.checkIn()));
    stream.on("open", (opened) => {
      this.emit("streamOpen", opened);
      // This fetches messages whose events were missed while there was no stream.
      this.#attempt("pull", () => this.pull());
    });
    const ready = Promise.all([this.next("streamOpen", { timeoutMs }), this.next("pulled", { timeoutMs })]);
    stream.open();
    return ready;
  }

  // The app takes an event without a name as `MessageEnqueued`.
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
    // The app does not know this message, and learns its numbers by a fetch.
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

  /** Makes one attempt at a task that the app would leave to its next occasion if it failed. */
  #attempt(what, act) {
    Promise.resolve()
      .then(act)
      .catch((error) => this.#dead || this.emit("failed", { what, error }));
  }

  #every(intervalMs, what, act) {
    // An interval longer than a timer's maximum exceeds any simulated life.
    if (intervalMs < 2 ** 31) this.#timers.push(setInterval(() => this.#attempt(what, act), intervalMs));
  }
}

/** Returns the behavior with the app's own times divided by its speed. */
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

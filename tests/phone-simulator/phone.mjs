import { Awaitable } from "./awaitable.mjs";
import { defaultBehavior } from "./behavior.mjs";
import { cableUrl, createCableConsumer } from "./cable-client.mjs";
import { PhoneMemory } from "./memory.mjs";
import { seededRandom } from "./random.mjs";
import { registerGateway } from "./register.mjs";

/**
 * A phone that sends and receives SMS for the gateway, on the public Action Cable client.
 *
 * Events, each with one argument:
 * `connected` {reconnected}, `disconnected` {willAttemptReconnect}, `rejected` {}, `died` {message_id};
 * `frame` every frame from the server, parsed; `command` every send_sms as it arrives;
 * `duplicate` a send_sms for a message that was already transmitted; `sms` each transmission
 * {message_id, recipient, message}; `reported` each delivery_report that was given to the socket; `dropped` each that
 * was lost on purpose.
 */
export class Phone extends Awaitable {
  /** All SMS that this phone transmitted, in order, as their recipients could have seen them. */
  onAir = [];
  apiKey;
  #behavior;
  #commands = 0;
  #consumer;
  #dead = false;
  #heartbeat;
  #memory;
  #options;
  #outbox = [];
  #random;
  #socket;
  #subscription;
  #timers = new Set();
  #underway = new Set();

  /**
   * `url` is the server's http URL. `apiKey` is the phone's own key. Without it the phone uses the key in its memory;
   * if there is none, it registers, with `registrationToken` if one is given.
   */
  constructor({
    url,
    deviceId = "phone-simulator-1",
    name = "Simulated phone",
    apiKey,
    registrationToken,
    memory = new PhoneMemory(),
    seed = 1,
    ...behavior
  }) {
    super();
    this.#options = { url, deviceId, name, apiKey, registrationToken };
    this.#memory = memory;
    this.#random = seededRandom(seed);
    this.#behavior = { ...defaultBehavior, ...behavior };
  }

  /** Registers if necessary, connects, subscribes. Resolves when the subscription is confirmed. */
  async start({ timeoutMs = 10_000 } = {}) {
    await this.#ensureKey();
    const connected = Promise.race([
      this.next("connected", { timeoutMs }),
      this.next("rejected", { timeoutMs }).then(() => Promise.reject(new Error("the subscription was rejected"))),
      this.next("frame", { timeoutMs, where: isFinalDisconnect }).then(({ reason }) =>
        Promise.reject(new Error(`the server refused the connection: ${reason}`)),
      ),
    ]);
    this.#connect();
    try {
      await connected;
    } catch (error) {
      this.stop();
      throw error;
    }
    this.#heartbeat = setInterval(() => this.heartbeat(), this.#behavior.heartbeatMs);
    return this;
  }

  async #ensureKey() {
    const { url, deviceId, name, registrationToken } = this.#options;
    this.apiKey = this.#options.apiKey ?? this.#memory.apiKey;
    if (this.apiKey) return;
    const registered = await registerGateway({ url, deviceId, name, registrationToken });
    this.apiKey = registered.api_key;
    this.#memory.apiKey = registered.api_key;
  }

  #connect() {
    this.#consumer = createCableConsumer(cableUrl(this.#options.url, this.apiKey), {
      onFrame: (frame) => this.emit("frame", frame),
      onSocket: (socket) => (this.#socket = socket),
    });
    this.#subscription = this.#consumer.subscriptions.create(
      { channel: "GatewayChannel" },
      {
        connected: (event) => {
          this.#flush();
          this.emit("connected", { reconnected: event?.reconnected ?? false });
        },
        disconnected: (event) => this.emit("disconnected", event ?? {}),
        rejected: () => this.emit("rejected", {}),
        received: (payload) => this.#receive(payload),
      },
    );
  }

  /** Shuts the phone down gracefully: messages in flight are not reported any more. */
  stop() {
    this.#ceaseAll();
    this.#consumer?.disconnect();
    // The client does not close a socket that is still connecting.
    this.#endUnfinishedSocket();
  }

  /** Ends the phone at once, like a killed app: no closing handshake, and nothing more is sent. */
  die() {
    this.#ceaseAll();
    // Without its monitor and its handlers the client neither reconnects nor reports the end of the socket.
    this.#consumer?.connection.monitor.stop();
    this.#consumer?.connection.uninstallEventHandlers();
    this.#socket?.terminate();
  }

  /** Drops the connection and lets the client reconnect by itself. */
  loseConnection() {
    this.#socket?.terminate();
  }

  /** Reconnects now, without the client's own delays. */
  reconnect() {
    this.#consumer.connection.reopen();
  }

  /** Changes the phone's behavior from now on. */
  behave(changes) {
    Object.assign(this.#behavior, changes);
  }

  heartbeat(changes = {}) {
    return this.#perform({
      action: "heartbeat",
      ...this.#behavior.health,
      messages_in_queue: this.#timers.size,
      ...changes,
    });
  }

  /** Simulates the arrival of an SMS at the phone. */
  receiveSms(sender, message, timestamp = wholeSeconds(new Date())) {
    return this.#perform({ action: "message_received", sender, message, timestamp });
  }

  /** Sends a report unchanged, whatever the phone's behavior. */
  report(messageId, status, errorMessage) {
    const report = { message_id: messageId, status, ...(errorMessage ? { error_message: errorMessage } : {}) };
    this.#memory.record(messageId, report);
    this.#perform({ action: "delivery_report", ...report });
  }

  #receive(payload) {
    if (this.#dead || payload?.action !== "send_sms") return;
    this.emit("command", payload);
    const known = this.#memory.lastReport(payload.message_id);
    if (known) return this.#repeatReport(payload, known);
    this.#commands += 1;
    if (this.#commands === this.#behavior.dieBeforeSend) return this.#dieOver(payload);
    // The random choices are made before any waiting, so that a seed gives the same ones whatever the timing.
    const fate = {
      fails: this.#random() < this.#behavior.failureRate,
      reorders: this.#random() < this.#behavior.reorderRate,
      sent: this.#reportFate(),
      delivered: this.#reportFate(),
    };
    // The transmission is recorded before it happens: a phone that dies between the two must not transmit it again.
    this.#memory.record(payload.message_id, { message_id: payload.message_id, status: "sending" });
    this.#underway.add(payload.message_id);
    const dies = this.#commands === this.#behavior.dieAfterSend;
    this.#after(this.#behavior.delaySentMs, () => this.#putOnAir(payload, fate, dies));
  }

  #reportFate() {
    return {
      drops: this.#random() < this.#behavior.dropRate,
      doubles: this.#random() < this.#behavior.duplicateRate,
    };
  }

  #repeatReport(payload, known) {
    this.emit("duplicate", payload);
    if (known.status !== "sending") return this.report(known.message_id, known.status, known.error_message);
    // A message of this life will be reported in time. One that an earlier life had begun counts as sent.
    if (!this.#underway.has(known.message_id)) this.report(known.message_id, "sent");
  }

  #putOnAir({ message_id, recipient, message }, fate, dies) {
    this.#underway.delete(message_id);
    if (fate.fails) return this.#reportWithFate(message_id, "failed", fate.sent, "simulated radio failure");
    const sms = { message_id, recipient, message };
    this.onAir.push(sms);
    this.emit("sms", sms);
    if (dies) return this.#dieOver(sms);
    const sent = () => this.#reportWithFate(message_id, "sent", fate.sent);
    const delivered = () => this.#reportWithFate(message_id, "delivered", fate.delivered);
    const [first, second] = fate.reorders ? [delivered, sent] : [sent, delivered];
    first();
    this.#after(this.#behavior.delayDeliveredMs, second);
  }

  #reportWithFate(messageId, status, { drops, doubles }, errorMessage) {
    if (drops) {
      this.#memory.record(messageId, { message_id: messageId, status, error_message: errorMessage });
      this.emit("dropped", { message_id: messageId, status });
      return;
    }
    this.report(messageId, status, errorMessage);
    if (doubles) this.report(messageId, status, errorMessage);
  }

  #dieOver({ message_id }) {
    this.die();
    this.emit("died", { message_id });
  }

  #perform(data) {
    if (this.#dead) return false;
    const isOpen = this.#consumer?.connection.isOpen() ?? false;
    if (isOpen && this.#subscription.send(data)) {
      const { action, ...content } = data;
      if (action === "delivery_report") this.emit("reported", content);
      return true;
    }
    // A late heartbeat is useless; all other data waits for the next connection.
    if (data.action !== "heartbeat") this.#outbox.push(data);
    return false;
  }

  #flush() {
    for (const data of this.#outbox.splice(0)) this.#perform(data);
  }

  #after(delayMs, work) {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      work();
    }, delayMs);
    this.#timers.add(timer);
  }

  #ceaseAll() {
    this.#dead = true;
    clearInterval(this.#heartbeat);
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
    // The client's own retries of an unconfirmed subscription would keep the process alive.
    this.#consumer?.subscriptions.guarantor.stopGuaranteeing();
  }

  #endUnfinishedSocket() {
    if (this.#socket && this.#socket.readyState === this.#socket.constructor.CONNECTING) this.#socket.terminate();
  }
}

const isFinalDisconnect = (frame) => frame.type === "disconnect" && frame.reconnect === false;

const wholeSeconds = (date) => date.toISOString().replace(/\.\d+Z$/, "Z");

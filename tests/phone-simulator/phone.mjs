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
 * `duplicate` a send_sms for a message already on the air; `sms` what went on the air {message_id, recipient, message};
 * `reported` each delivery_report that was handed to the socket; `dropped` each that was lost on purpose.
 */
export class Phone extends Awaitable {
  /** Every SMS that this phone put on the air, in order: what a recipient could have seen. */
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
   * `url` is the server's http URL. `apiKey` is the phone's own key; without it the phone uses the one in its
   * memory, and without that it registers, with `registrationToken` if one is given.
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

  /** Registers if need be, connects, subscribes. Resolves when the subscription is confirmed. */
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

  /** Leaves in good order: what is in flight is not reported any more. */
  stop() {
    this.#ceaseAll();
    this.#consumer?.disconnect();
    this.#endUnfinishedSocket();
  }

  /** Is gone at once, as a killed app is: no closing handshake, nothing more is sent. */
  die() {
    this.#ceaseAll();
    this.#consumer?.connection.monitor.stop();
    this.#consumer?.connection.uninstallEventHandlers();
    this.#socket?.terminate();
  }

  /** Drops the connection and lets the client come back by itself. */
  loseConnection() {
    this.#socket?.terminate();
  }

  /** Connects again now, without the client's own waiting times. */
  reconnect() {
    this.#consumer.connection.reopen();
  }

  /** Changes how the phone behaves from now on. */
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

  /** An SMS arrives at the phone. */
  receiveSms(sender, message, timestamp = wholeSeconds(new Date())) {
    return this.#perform({ action: "message_received", sender, message, timestamp });
  }

  /** Sends a report as it is, whatever the phone's behavior. */
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
    // Decided before any waiting, so that a seed gives the same fates whatever the timing.
    const fate = {
      fails: this.#random() < this.#behavior.failureRate,
      reorders: this.#random() < this.#behavior.reorderRate,
      sent: this.#reportFate(),
      delivered: this.#reportFate(),
    };
    // Noted before the air and not after: a phone that dies between the two must not send it a second time.
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
    // What this life is about to send it reports in time; what a former life began was, for all it knows, sent.
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
    // A heartbeat that comes late says nothing; everything else waits for the next connection.
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
    // The client's own repetition of an unconfirmed subscription would keep the process alive.
    this.#consumer?.subscriptions.guarantor.stopGuaranteeing();
  }

  #endUnfinishedSocket() {
    if (this.#socket && this.#socket.readyState === this.#socket.constructor.CONNECTING) this.#socket.terminate();
  }
}

const isFinalDisconnect = (frame) => frame.type === "disconnect" && frame.reconnect === false;

const wholeSeconds = (date) => date.toISOString().replace(/\.\d+Z$/, "Z");

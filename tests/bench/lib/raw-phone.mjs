import { EventEmitter, once } from "node:events";
import WebSocket from "ws";

const identifier = '{"channel":"GatewayChannel"}';

/**
 * A phone reduced to its socket, so that a thousand of them cost the measuring process little. Emits `sms` and `ping`.
 */
export class RawPhone extends EventEmitter {
  #socket;

  /** Resolves when the subscription is confirmed. */
  static async connect(url, key, { pingSecs } = {}) {
    const phone = new RawPhone();
    phone.key = key;
    const cable = new URL("/cable", url.replace(/^http/, "ws"));
    cable.searchParams.set("api_key", key);
    if (pingSecs) cable.searchParams.set("pi", pingSecs);
    const socket = new WebSocket(cable, ["actioncable-v1-json", "actioncable-unsupported"], {
      perMessageDeflate: false,
    });
    phone.#socket = socket;
    // Socket errors of a stopped server do not belong to the measurement.
    socket.on("error", () => {});
    socket.on("message", (data) => phone.#take(JSON.parse(data)));
    const subscribed = once(phone, "subscribed", { signal: AbortSignal.timeout(60_000) });
    const closed = once(socket, "close").then(([code]) => Promise.reject(new Error(`the socket closed with ${code}`)));
    await Promise.race([subscribed, closed]);
    // From here on a closed socket is not a failure.
    closed.catch(() => {});
    return phone;
  }

  report(messageId, status) {
    this.#perform({ action: "delivery_report", message_id: messageId, status });
  }

  heartbeat() {
    this.#perform({ action: "heartbeat", battery_level: 85, signal_strength: 4, messages_in_queue: 0 });
  }

  /** Resolves with the ids of the next `count` messages that arrive. */
  async messages(count, timeoutMs) {
    return (await this.frames(count, timeoutMs)).map(({ message_id }) => message_id);
  }

  /** Resolves with the frames of the next `count` messages that arrive. */
  frames(count, timeoutMs = 60_000) {
    const frames = [];
    return new Promise((resolve, reject) => {
      const finish = (settle, value) => {
        clearTimeout(timer);
        this.off("sms", listener);
        settle(value);
      };
      const listener = (frame) => frames.push(frame) === count && finish(resolve, frames);
      const timer = setTimeout(
        () => finish(reject, new Error(`${frames.length} of ${count} messages arrived within ${timeoutMs} ms`)),
        timeoutMs,
      );
      this.on("sms", listener);
    });
  }

  close() {
    this.#socket.terminate();
  }

  #take(frame) {
    if (frame.type === "welcome") return this.#socket.send(JSON.stringify({ command: "subscribe", identifier }));
    if (frame.type === "confirm_subscription") return this.emit("subscribed");
    if (frame.type === "ping") return this.emit("ping");
    if (frame.message?.action === "send_sms") this.emit("sms", frame.message);
  }

  #perform(data) {
    this.#socket.send(JSON.stringify({ command: "message", identifier, data: JSON.stringify(data) }));
  }
}

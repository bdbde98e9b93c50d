import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import WebSocket from "ws";

const identifier = '{"channel":"GatewayChannel"}';

/** A phone that only reports inbound SMS, as fast as its socket accepts them. */
export class Flooder {
  #turnedAway = false;
  #ws;

  static async connect(url, key) {
    const flooder = new Flooder();
    const ws = new WebSocket(`${url.replace(/^http/, "ws")}/cable?api_key=${key}`, ["actioncable-v1-json"], {
      perMessageDeflate: false,
    });
    flooder.#ws = ws;
    ws.on("error", () => {});
    flooder.ended = once(ws, "close");
    const told = (type) =>
      new Promise((resolve) => ws.on("message", (data) => JSON.parse(data).type === type && resolve()));
    const confirmed = told("confirm_subscription");
    // The closing handshake ends only after the system has read everything that was sent before it.
    flooder.turnedAway = Promise.race([flooder.ended, told("disconnect")]).then(() => (flooder.#turnedAway = true));
    await once(ws, "open");
    ws.send(JSON.stringify({ command: "subscribe", identifier }));
    await Promise.race([confirmed, flooder.ended]);
    return flooder;
  }

  get isOpen() {
    return this.#ws.readyState === WebSocket.OPEN && !this.#turnedAway;
  }

  arrive(message) {
    const data = JSON.stringify({ action: "message_received", sender: "+12025550199", message });
    if (this.isOpen) this.#ws.send(JSON.stringify({ command: "message", identifier, data }));
  }

  /** Resolves when the sent frames have left for the system, so that the socket's answer can be seen. */
  async flushed() {
    while (this.isOpen && this.#ws.bufferedAmount > 0) await sleep(1);
    await sleep(0);
  }

  close() {
    this.#ws.terminate();
  }
}

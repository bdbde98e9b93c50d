import { EventEmitter, once } from "node:events";
import WebSocket from "ws";
import { checkFrame } from "./contract/frames.mjs";

/** The identifier that most clients use. */
export const gatewayChannel = '{"channel":"GatewayChannel"}';
export const officialProtocols = ["actioncable-v1-json", "actioncable-unsupported"];

/** A plain WebSocket that records frames unchanged and can wait for them. Pings are recorded separately. */
export class CableSocket extends EventEmitter {
  frames = [];
  pings = [];

  /** Opens `/cable`; resolves when the upgrade is done. `early` is sent immediately after the upgrade. */
  static async open(wireroom, { key, query = "", protocols = officialProtocols, headers = {}, early = [] } = {}) {
    const socket = new CableSocket();
    const base = wireroom.url.replace(/^http/, "ws");
    const ws = new WebSocket(`${base}/cable?api_key=${key ?? ""}${query}`, protocols, { headers });
    socket.ws = ws;
    ws.on("message", (data) => socket.#take(JSON.parse(String(data))));
    ws.on("close", (code) => {
      socket.closeCode = code;
      socket.emit("closed", code);
    });
    ws.on("open", () => early.forEach((frame) => ws.send(JSON.stringify(frame))));
    await once(ws, "open");
    return socket;
  }

  get protocol() {
    return this.ws.protocol;
  }

  send(frame) {
    this.ws.send(typeof frame === "string" ? frame : JSON.stringify(frame));
  }

  perform(data, identifier = gatewayChannel) {
    this.send({ command: "message", identifier, data: JSON.stringify(data) });
  }

  async subscribe(identifier = gatewayChannel) {
    this.send({ command: "subscribe", identifier });
    await this.next((frame) => frame.type === "confirm_subscription" && frame.identifier === identifier);
  }

  /** Returns the first matching frame, past or future, that was not returned before. */
  async next(wanted = () => true, timeoutMs = 5_000) {
    const deadline = AbortSignal.timeout(timeoutMs);
    for (;;) {
      const at = this.frames.findIndex(wanted);
      if (at >= 0) return this.frames.splice(at, 1)[0];
      await once(this, "frame", { signal: deadline });
    }
  }

  /** Returns the frames that have arrived by the time that the server has handled everything sent so far. */
  async settled() {
    // The server handles a socket's frames in order, so a confirmation under an unused identifier comes last.
    const identifier = JSON.stringify({ channel: "GatewayChannel", marker: Math.random() });
    this.send({ command: "subscribe", identifier });
    await this.next((frame) => frame.type === "confirm_subscription" && frame.identifier === identifier);
    this.send({ command: "unsubscribe", identifier });
    return this.frames;
  }

  async closed(timeoutMs = 5_000) {
    if (this.closeCode === undefined) await once(this, "closed", { signal: AbortSignal.timeout(timeoutMs) });
    return this.closeCode;
  }

  close() {
    this.ws.terminate();
  }

  #take(frame) {
    checkFrame("cable", frame);
    if (frame.type === "ping") {
      this.pings.push({ ...frame, atMs: Date.now() });
      this.emit("ping");
    } else {
      this.frames.push(frame);
      this.emit("frame");
    }
  }
}

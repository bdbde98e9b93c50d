import { WebSocketServer } from "ws";
import { ScriptedServer, replyJson } from "../support/scripted-server.mjs";

/** A gateway server with the minimum that the phone's own tests need: it registers, confirms, commands and records. */
export class FakeCable extends ScriptedServer {
  accept = ({ response }) => replyJson(response, 201, { success: true, api_key: this.#validKey });
  /** Data of every received command, in order. */
  performed = [];
  #validKey = "gw_live_fake";
  #sockets = new Set();
  #cable = new WebSocketServer({ server: this.http, path: "/cable", handleProtocols: ([first]) => first });

  constructor() {
    super();
    this.#cable.on("connection", (socket, request) => this.#connect(socket, request));
  }

  /** Returns the credentials of the registrations so far. */
  get registrations() {
    return this.calls.map(({ headers }) => headers.authorization);
  }

  /** Returns the reports so far, as `[message_id, status]`. */
  reports() {
    return this.performed
      .filter(({ action }) => action === "delivery_report")
      .map(({ message_id, status }) => [message_id, status]);
  }

  sendSms(messageId, message = "hello") {
    const payload = { action: "send_sms", message_id: messageId, recipient: "+12025550123", message };
    const identifier = JSON.stringify({ channel: "GatewayChannel" });
    for (const socket of this.#sockets) socket.send(JSON.stringify({ identifier, message: payload }));
  }

  async close() {
    for (const socket of this.#cable.clients) socket.terminate();
    await super.close();
  }

  #connect(socket, request) {
    const key = new URL(request.url, "http://fake").searchParams.get("api_key");
    const send = (frame) => socket.send(JSON.stringify(frame));
    if (key !== this.#validKey) {
      send({ type: "disconnect", reason: "unauthorized", reconnect: false });
      return socket.close();
    }
    this.#sockets.add(socket);
    socket.on("close", () => this.#sockets.delete(socket));
    send({ type: "welcome" });
    socket.on("message", (text) => {
      const { command, identifier, data } = JSON.parse(text);
      if (command === "subscribe") send({ identifier, type: "confirm_subscription" });
      if (command === "message") this.performed.push(JSON.parse(data));
    });
  }
}

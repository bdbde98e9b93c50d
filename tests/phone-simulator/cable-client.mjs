import ActionCable from "@rails/actioncable";
import WebSocket from "ws";

// The client is written for browsers. With a ws:// URL it needs only these browser objects.
ActionCable.adapters.WebSocket = WebSocket;
globalThis.addEventListener ??= () => {};
globalThis.removeEventListener ??= () => {};

/**
 * A consumer of the public Action Cable client. `onFrame` sees every frame that arrives, parsed, before the
 * client acts on it; `onSocket` sees each WebSocket that the client opens.
 */
export function createCableConsumer(url, { onFrame, onSocket } = {}) {
  const consumer = ActionCable.createConsumer(url);
  const { connection } = consumer;
  const install = connection.installEventHandlers.bind(connection);
  connection.installEventHandlers = () => {
    onSocket?.(connection.webSocket);
    connection.webSocket.on("message", (data) => onFrame?.(JSON.parse(data.toString())));
    // The client logs connection errors only; without a listener `ws` would throw them.
    connection.webSocket.on("error", () => {});
    install();
  };
  return consumer;
}

/** Returns the cable's URL for a server's http(s) URL. */
export function cableUrl(url, apiKey) {
  const cable = new URL("/cable", url);
  cable.protocol = cable.protocol === "https:" ? "wss:" : "ws:";
  cable.searchParams.set("api_key", apiKey);
  return cable.href;
}

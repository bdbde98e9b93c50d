import assert from "node:assert/strict";
import { CableSocket } from "../support/cable-socket.mjs";

/** A frame with a payload, rather than one of the protocol's own. */
export const isData = (frame) => frame.type === undefined;

/** What a phone gets for one message. */
export const sendSms = (identifier, messageId, recipient, message) => ({
  identifier,
  message: { action: "send_sms", message_id: messageId, recipient, message },
});

/** A welcomed socket of a newly registered gateway of the default account. */
export async function openGateway(wireroom, deviceId, options = {}) {
  const { api_key: key } = await wireroom.register(deviceId);
  const socket = await welcomed(wireroom, { key, ...options });
  socket.key = key;
  return socket;
}

/** A socket whose welcome has been read. */
export async function welcomed(wireroom, options) {
  const socket = await CableSocket.open(wireroom, options);
  assert.equal((await socket.next()).type, "welcome");
  return socket;
}

/**
 * All frames that came before the server has handled everything sent so far. A subscription that is rejected
 * marks the place: it leaves nothing behind, whatever the socket's state.
 */
export async function framesSoFar(socket) {
  const identifier = JSON.stringify({ channel: "GatewayChannel", api_key_digest: `fence ${Math.random()}` });
  socket.send({ command: "subscribe", identifier });
  await socket.next((frame) => frame.type === "reject_subscription" && frame.identifier === identifier);
  return socket.frames;
}

/** Puts a gateway's object out of memory and leaves its sockets open. */
export const evictGateway = (wireroom, gatewayId) =>
  wireroom.worker.evictDurableObject("GatewayConnection", { name: gatewayId, webSockets: "hibernate" });

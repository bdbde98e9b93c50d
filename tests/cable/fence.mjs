import assert from "node:assert/strict";
import { CableSocket } from "../support/cable-socket.mjs";

/** Whether a frame carries a payload, as opposed to a frame of the protocol itself. */
export const isData = (frame) => frame.type === undefined;

/** The frame that a phone gets for one message. */
export const sendSms = (identifier, messageId, recipient, message) => ({
  identifier,
  message: { action: "send_sms", message_id: messageId, recipient, message },
});

/** Opens a welcomed socket of a newly registered gateway of the default account. */
export async function openGateway(wireroom, deviceId, options = {}) {
  const { api_key: key } = await wireroom.register(deviceId);
  const socket = await welcomed(wireroom, { key, ...options });
  socket.key = key;
  return socket;
}

/** Opens a socket and reads its welcome. */
export async function welcomed(wireroom, options) {
  const socket = await CableSocket.open(wireroom, options);
  assert.equal((await socket.next()).type, "welcome");
  return socket;
}

/**
 * Returns all frames that came before the server has handled everything sent so far. A rejected subscription
 * marks that point, because it has no effect, whatever the socket's state.
 */
export async function framesSoFar(socket) {
  const identifier = JSON.stringify({ channel: "GatewayChannel", api_key_digest: `fence ${Math.random()}` });
  socket.send({ command: "subscribe", identifier });
  await socket.next((frame) => frame.type === "reject_subscription" && frame.identifier === identifier);
  return socket.frames;
}

/** Evicts a gateway's object from memory; its sockets stay open. */
export const evictGateway = (wireroom, gatewayId) =>
  wireroom.worker.evictDurableObject("GatewayConnection", { name: gatewayId, webSockets: "hibernate" });

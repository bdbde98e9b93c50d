import { request } from "node:http";

const handshake = {
  connection: "Upgrade",
  upgrade: "websocket",
  "sec-websocket-version": "13",
  "sec-websocket-key": "dGhlIHNhbXBsZSBub25jZQ==",
};

/**
 * Sends the upgrade as bytes, to see answers that WebSocket libraries hide: an answer without the offered protocol,
 * or an answer that is not an upgrade. Returns status, headers, and the parsed body or first frame.
 */
export function rawUpgrade(wireroom, { key, protocols = [], headers = {} } = {}) {
  const offer = protocols.length > 0 ? { "sec-websocket-protocol": protocols.join(", ") } : {};
  return new Promise((resolve, reject) => {
    const sent = request(`${wireroom.url}/cable?api_key=${key}`, { headers: { ...handshake, ...offer, ...headers } });
    sent.on("upgrade", async (response, socket, head) => {
      const first = await firstTextFrame(socket, head);
      socket.destroy();
      resolve({ status: response.statusCode, headers: response.headers, frame: JSON.parse(first) });
    });
    sent.on("response", async (response) => {
      let body = "";
      for await (const chunk of response) body += chunk;
      resolve({ status: response.statusCode, headers: response.headers, body });
    });
    sent.on("error", reject);
    sent.end();
  });
}

/** Reads a server's short frame: two bytes of header, then the text. */
async function firstTextFrame(socket, head) {
  let bytes = head;
  for await (const chunk of bytes.length > 2 ? [] : socket) {
    bytes = Buffer.concat([bytes, chunk]);
    if (bytes.length >= 2 && bytes.length >= 2 + bytes[1]) break;
  }
  return bytes.subarray(2, 2 + bytes[1]).toString();
}

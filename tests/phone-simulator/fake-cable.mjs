import { createServer } from "node:http";
import { WebSocketServer } from "ws";

/** A gateway server with the minimum that the phone's own tests need: it registers, confirms, commands and records. */
export async function startFakeCable({ validKeys = ["gw_live_fake"] } = {}) {
  const performed = [];
  const sockets = new Set();
  const registrations = [];
  const http = createServer((request, response) => {
    request.resume();
    registrations.push(request.headers.authorization);
    response.writeHead(201, { "content-type": "application/json" });
    response.end(JSON.stringify({ success: true, api_key: validKeys.at(-1) }));
  });
  const cable = new WebSocketServer({ server: http, path: "/cable", handleProtocols: ([first]) => first });
  cable.on("connection", (socket, request) => {
    const key = new URL(request.url, "http://fake").searchParams.get("api_key");
    const send = (frame) => socket.send(JSON.stringify(frame));
    if (!validKeys.includes(key)) {
      send({ type: "disconnect", reason: "unauthorized", reconnect: false });
      return socket.close();
    }
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
    send({ type: "welcome" });
    socket.on("message", (text) => {
      const { command, identifier, data } = JSON.parse(text);
      if (command === "subscribe") send({ identifier, type: "confirm_subscription" });
      if (command === "message") performed.push(JSON.parse(data));
    });
  });
  await new Promise((resolve) => http.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${http.address().port}`,
    performed,
    registrations,
    reports: () => performed.filter(({ action }) => action === "delivery_report").map(({ message_id, status }) => [message_id, status]),
    sendSms(messageId, message = "hello") {
      const payload = { action: "send_sms", message_id: messageId, recipient: "+12025550123", message };
      const identifier = JSON.stringify({ channel: "GatewayChannel" });
      for (const socket of sockets) socket.send(JSON.stringify({ identifier, message: payload }));
    },
    stop() {
      for (const socket of cable.clients) socket.terminate();
      http.close();
    },
  };
}

/** Every route that needs a key, with a request that is otherwise right and the kind of key it wants. */
export const keyedRoutes = [
  { method: "POST", path: "/api/v1/gateway/heartbeat", kind: "gateway", json: {} },
  {
    method: "POST",
    path: "/api/v1/gateway/sms/received",
    kind: "gateway",
    json: { sender: "+12025550123", message: "Hello", timestamp: "2026-01-01T00:00:00Z" },
  },
  {
    method: "POST",
    path: "/api/v1/gateway/sms/status",
    kind: "gateway",
    json: { message_id: `msg_${"0".repeat(32)}`, status: "sent" },
  },
  { method: "POST", path: "/api/v1/sms/send", kind: "client", json: { to: "+12025550123", message: "Hello" } },
  { method: "GET", path: `/api/v1/sms/status/msg_${"0".repeat(32)}`, kind: "client" },
  { method: "GET", path: "/api/v1/sms/received", kind: "client" },
];

export const routeName = ({ method, path }) => `${method} ${path}`;

/**
 * Every route that needs a key, with a request that is otherwise right, the kind of key it wants, and the permissions
 * any one of which will do.
 */
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
  {
    method: "POST",
    path: "/api/v1/sms/send",
    kind: "client",
    permissions: ["send_sms"],
    json: { to: "+12025550123", message: "Hello" },
  },
  { method: "GET", path: `/api/v1/sms/status/msg_${"0".repeat(32)}`, kind: "client", permissions: ["send_sms", "receive_sms"] },
  { method: "GET", path: "/api/v1/sms/received", kind: "client", permissions: ["receive_sms"] },
  {
    method: "POST",
    path: "/api/v1/otp/send",
    kind: "client",
    permissions: ["send_otp", "send_sms"],
    json: { phone_number: "+12025550123" },
  },
  {
    method: "POST",
    path: "/api/v1/otp/verify",
    kind: "client",
    permissions: ["verify_otp", "send_sms"],
    json: { phone_number: "+12025550123", code: "123456" },
  },
  { method: "GET", path: "/api/v1/admin/keys", kind: "client", permissions: ["manage_account"] },
  { method: "POST", path: "/api/v1/admin/keys", kind: "client", permissions: ["manage_account"], json: { name: "made by a test" } },
  { method: "POST", path: "/api/v1/admin/keys/key_0000000000000000/revoke", kind: "client", permissions: ["manage_account"] },
  { method: "GET", path: "/api/v1/admin/stats", kind: "client", permissions: ["manage_gateways"] },
  { method: "GET", path: "/api/v1/admin/gateways", kind: "client", permissions: ["manage_gateways"] },
  { method: "PATCH", path: "/api/v1/admin/gateways/999", kind: "client", permissions: ["manage_gateways"], json: { priority: 2 } },
  { method: "POST", path: "/api/v1/admin/gateways/999/toggle", kind: "client", permissions: ["manage_gateways"] },
  { method: "POST", path: "/api/v1/admin/gateways/999/approve", kind: "client", permissions: ["manage_gateways"] },
  { method: "GET", path: "/api/v1/admin/messages", kind: "client", permissions: ["manage_gateways"] },
  { method: "GET", path: `/api/v1/admin/messages/msg_${"0".repeat(32)}`, kind: "client", permissions: ["manage_gateways"] },
];

export const routeName = ({ method, path }) => `${method} ${path}`;

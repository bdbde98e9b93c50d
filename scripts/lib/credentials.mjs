export const allPermissions = [
  "send_sms",
  "receive_sms",
  "send_otp",
  "verify_otp",
  "manage_gateways",
  "manage_account",
  "publish",
];

/** Parses a list such as `send_sms,receive_sms`, or `all`, and returns the JSON object that the routes take. */
export function parsePermissions(text) {
  const names = text === "all" ? allPermissions : text.split(",").map((name) => name.trim());
  const unknown = names.filter((name) => !allPermissions.includes(name));
  if (unknown.length > 0)
    throw new RangeError(`unknown permission ${unknown.join(", ")}; the permissions are ${allPermissions.join(", ")}`);
  return Object.fromEntries(names.map((name) => [name, true]));
}

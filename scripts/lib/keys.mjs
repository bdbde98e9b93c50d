import { PlainError } from "./log.mjs";

const path = "/api/v1/admin/keys";
const dayMs = 86_400_000;

/** Creates a key of an account. The key itself is in the return value, and shown only there. */
export async function createKey(api, { account, kind, name, permissions, expiresInDays }) {
  const expiresAtMs = expiresInDays === undefined ? null : Date.now() + expiresInDays * dayMs;
  const json = {
    kind,
    name,
    permissions,
    ...(expiresAtMs === null ? {} : { expires_at: new Date(expiresAtMs).toISOString() }),
  };
  const { api_key, key } = await api.call("POST", path, { account, json });
  return { key: api_key, id: key.id, displayPrefix: key.prefix, expiresAtMs };
}

/** Lists all keys of an account, the oldest first. */
export async function listKeys(api, account) {
  const keys = (await api.list(path, "keys", { account })).map(rowOf);
  return keys.sort((one, other) => one.created_at_ms - other.created_at_ms || (one.id < other.id ? -1 : 1));
}

export async function revokeKey(api, account, id) {
  try {
    await api.call("POST", `${path}/${encodeURIComponent(id)}/revoke`, { account });
  } catch (error) {
    if (error.code === "key_not_found") throw new PlainError(`account ${account.name} has no key ${id}`);
    throw error;
  }
}

/** A key as the commands print it. */
const rowOf = (key) => ({
  id: key.id,
  kind: key.kind,
  name: key.name,
  display_prefix: key.prefix,
  permissions: JSON.stringify(key.permissions),
  created_at_ms: timeOf(key.created_at),
  expires_at_ms: timeOf(key.expires_at),
  revoked_at_ms: timeOf(key.revoked_at),
  last_used_at_ms: timeOf(key.last_used_at),
});

const timeOf = (text) => (text === null ? null : Date.parse(text));

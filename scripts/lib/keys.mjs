import { mintCredential } from "./credentials.mjs";
import { PlainError } from "./log.mjs";
import { sql } from "./sql.mjs";

/** Mints a key and stores only its digest. The key itself is in the return value. */
export async function createKey(execute, { account, kind, name, permissions, expiresInDays, serverSecret }) {
  const nowMs = Date.now();
  const expiresAtMs = expiresInDays === undefined ? null : nowMs + expiresInDays * 86_400_000;
  const minted = mintCredential({ kind, accountId: account.id, serverSecret });
  await execute(
    sql`INSERT INTO api_keys
          (account_id, digest, id, kind, name, display_prefix, permissions, created_at_ms, expires_at_ms)
        VALUES (${account.id}, ${minted.digest}, ${minted.id}, ${kind}, ${name}, ${minted.displayPrefix},
          ${JSON.stringify(permissions)}, ${nowMs}, ${expiresAtMs})`,
  );
  return { ...minted, expiresAtMs };
}

export const listKeys = (execute, account) =>
  execute(
    sql`SELECT id, kind, name, display_prefix, permissions, created_at_ms, expires_at_ms, revoked_at_ms, last_used_at_ms
        FROM api_keys WHERE account_id = ${account.id} ORDER BY created_at_ms, id`,
  );

export async function revokeKey(execute, account, id) {
  const [found] = await execute(sql`SELECT id FROM api_keys WHERE account_id = ${account.id} AND id = ${id}`);
  if (!found) throw new PlainError(`account ${account.name} has no key ${id}`);
  await execute(
    sql`UPDATE api_keys SET revoked_at_ms = ${Date.now()}
        WHERE account_id = ${account.id} AND id = ${id} AND revoked_at_ms IS NULL`,
  );
}

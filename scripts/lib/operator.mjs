import { createHmac, randomUUID } from "node:crypto";

/** Longest lifetime that the Worker accepts. */
export const maxLifetimeSecs = 300;

/**
 * Mints the operator's credential: a JWT under a key that is derived from the server's secret. It needs no account and
 * no row in the database, and lives for minutes. crates/domain/identity/src/operator_token.rs verifies it.
 */
export function mintOperatorToken(
  serverSecret,
  { nowMs = Date.now(), lifetimeSecs = maxLifetimeSecs, id = randomUUID(), claims = {} } = {},
) {
  const issuedAt = Math.floor(nowMs / 1000);
  const all = { iss: "wireroom", sub: "operator", iat: issuedAt, exp: issuedAt + lifetimeSecs, jti: id, ...claims };
  const signed = `${encode({ alg: "HS256", typ: "JWT" })}.${encode(all)}`;
  const key = createHmac("sha256", Buffer.from(serverSecret, "utf8")).update("wireroom operator token").digest();
  return `${signed}.${createHmac("sha256", key).update(signed).digest("base64url")}`;
}

/** Returns the headers of a request by the operator, for one account if it is given. */
export const operatorHeaders = (serverSecret, accountId = undefined) => ({
  authorization: `Bearer ${mintOperatorToken(serverSecret)}`,
  ...(accountId === undefined ? {} : { "wireroom-account": accountId }),
});

const encode = (value) => Buffer.from(JSON.stringify(value)).toString("base64url");

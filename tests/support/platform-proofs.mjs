import { createHash, createHmac, createPublicKey, timingSafeEqual, verify } from "node:crypto";

/** Checks by which platforms authenticate callers: PKCE, proofs of possession, client assertions, signed webhooks. */

export const sha256 = (text) => createHash("sha256").update(text).digest("base64url");

/** Returns the thumbprint of the key of a proof of possession (RFC 9449); throws if it is invalid for this request. */
export function readProof(jwt, { method, url, accessToken, nonce, seen }) {
  const { header, claims } = readJwt(jwt, (header) => header.jwk);
  must(header.typ === "dpop+jwt" && header.alg === "ES256", "the proof is of another kind");
  must(header.jwk.d === undefined, "the proof shows a private key");
  must(claims.htm === method && claims.htu === url, `the proof is for ${claims.htm} ${claims.htu}`);
  must(Math.abs(claims.iat - Date.now() / 1_000) < 60, "the proof is not of now");
  must(!seen.has(claims.jti), "the proof was used before");
  must(claims.ath === (accessToken === undefined ? undefined : sha256(accessToken)), "the proof is for another token");
  if (nonce !== undefined && claims.nonce !== nonce) throw new NonceRequired(nonce);
  seen.add(claims.jti);
  return thumbprint(header.jwk);
}

export class NonceRequired extends Error {
  constructor(nonce) {
    super("use_dpop_nonce");
    this.nonce = nonce;
  }
}

/** Returns header and claims of a JWT that was signed with ES256 under the key that `keyOf` finds. */
export function readJwt(jwt, keyOf) {
  const [head, body, signature] = String(jwt).split(".");
  const header = JSON.parse(Buffer.from(head, "base64url"));
  const key = createPublicKey({ key: keyOf(header), format: "jwk" });
  const signed = Buffer.from(`${head}.${body}`);
  must(
    // JWTs carry the two numbers of a signature side by side, while Node expects DER by default.
    verify("sha256", signed, { key, dsaEncoding: "ieee-p1363" }, Buffer.from(signature, "base64url")),
    "the signature is wrong",
  );
  return { header, claims: JSON.parse(Buffer.from(body, "base64url")) };
}

// RFC 7638 fixes these members and their order, because the text is hashed.
export const thumbprint = ({ crv, kty, x, y }) => sha256(JSON.stringify({ crv, kty, x, y }));

/** Whether a webhook has a valid signature of Standard Webhooks. */
export function isSigned({ headers, raw }, secret) {
  const key = Buffer.from(secret.replace(/^whsec_/, ""), "base64");
  const signed = `${headers["webhook-id"]}.${headers["webhook-timestamp"]}.${raw}`;
  const expected = Buffer.from(`v1,${createHmac("sha256", key).update(signed).digest("base64")}`);
  const given = Buffer.from(headers["webhook-signature"] ?? "");
  const isFresh = Math.abs(Number(headers["webhook-timestamp"]) - Date.now() / 1_000) < 300;
  return isFresh && given.length === expected.length && timingSafeEqual(given, expected);
}

function must(holds, otherwise) {
  if (!holds) throw new Error(otherwise);
}

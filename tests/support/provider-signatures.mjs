import { createHash, createHmac, createPrivateKey, randomBytes, randomUUID, sign } from "node:crypto";
import { credentialsOf } from "./provider-apis.mjs";

/** Each vendor's signatures of its callbacks, from its documentation and independent of Wireroom's own code. */

const hmac = (algorithm, key, text, encoding = "base64") => createHmac(algorithm, key).update(text).digest(encoding);
const sha256 = (text) => createHash("sha256").update(text).digest("hex");
const base64url = (value) => Buffer.from(value).toString("base64url");
const byName = ([one], [other]) => (one < other ? -1 : one > other ? 1 : 0);

/** Signs the URL followed by the sorted fields. */
export function signTwilio(url, fields, token = credentialsOf.twilio.auth_token) {
  const text = Object.entries(fields)
    .sort(byName)
    .map(([name, value]) => name + value)
    .join("");
  return { "x-twilio-signature": hmac("sha1", token, url + text) };
}

/** Signs with version 3, which covers the query and the fields. */
export function signPlivo(
  url,
  fields,
  token = credentialsOf.plivo.auth_token,
  nonce = randomBytes(10).toString("hex"),
) {
  const [address, query] = url.split("?");
  const sortedQuery =
    query &&
    [...new URLSearchParams(query)]
      .sort(byName)
      .map(([name, value]) => `${name}=${value}`)
      .join("&");
  const text = Object.entries(fields)
    .sort(byName)
    .map(([name, value]) => name + value)
    .join("");
  const base = `${address}?${sortedQuery ? `${sortedQuery}.` : ""}${text}`;
  return { "x-plivo-signature-v3": hmac("sha256", token, `${base}.${nonce}`), "x-plivo-signature-v3-nonce": nonce };
}

/** Signs with version 2, which covers only the address. */
export function signPlivoV2(url, token = credentialsOf.plivo.auth_token, nonce = randomBytes(10).toString("hex")) {
  return {
    "x-plivo-signature-v2": hmac("sha256", token, url.split("?")[0] + nonce),
    "x-plivo-signature-v2-nonce": nonce,
  };
}

/** Signs with Ed25519 under the private key whose seed is 32 sevens. */
export function signTelnyx(body, nowMs) {
  // The hexadecimal part is the head of a PKCS #8 document for Ed25519, which ends with the seed.
  const seed = Buffer.concat([Buffer.from("302e020100300506032b657004220420", "hex"), Buffer.alloc(32, 7)]);
  const key = createPrivateKey({ key: seed, format: "der", type: "pkcs8" });
  const timestamp = String(Math.floor(nowMs / 1000));
  return {
    "telnyx-signature-ed25519": sign(null, `${timestamp}|${body}`, key).toString("base64"),
    "telnyx-timestamp": timestamp,
  };
}

/** Returns the fields with their signature, by the account's method. */
export function signVonage(
  fields,
  nowMs,
  { signature_secret: secret, signature_method: method } = credentialsOf.vonage,
) {
  const all = { ...fields, timestamp: String(Math.floor(nowMs / 1000)), nonce: randomUUID() };
  const text = Object.entries(all)
    .sort(byName)
    .map(([name, value]) => `&${name}=${String(value).replace(/[&=]/g, "_")}`)
    .join("");
  // `md5hash` is not an HMAC: the secret is appended to the text, and the digest is in lower case.
  const sig =
    method === "md5hash"
      ? createHash("md5")
          .update(text + secret)
          .digest("hex")
      : hmac(method, secret, text, "hex").toUpperCase();
  return { ...all, sig };
}

/** Returns the bearer token of the Messages API. */
export function signVonageMessages(body, nowMs, secret = credentialsOf.vonage.signature_secret) {
  const iat = Math.floor(nowMs / 1000);
  const claims = {
    iat,
    jti: randomUUID(),
    iss: "Vonage",
    payload_hash: sha256(body),
    api_key: credentialsOf.vonage.api_key,
  };
  return { authorization: `Bearer ${jwt(claims, secret)}` };
}

export function signSinch(body, nowMs, secret = credentialsOf.sinch.webhook_secret) {
  const [nonce, timestamp] = [randomUUID(), String(Math.floor(nowMs / 1000))];
  return {
    "x-sinch-webhook-signature": hmac("sha256", secret, `${body}.${nonce}.${timestamp}`),
    "x-sinch-webhook-signature-nonce": nonce,
    "x-sinch-webhook-signature-timestamp": timestamp,
    "x-sinch-webhook-signature-algorithm": "HmacSHA256",
  };
}

export function signMessageBird(url, body, nowMs, key = credentialsOf.messagebird.signing_key) {
  const now = Math.floor(nowMs / 1000);
  const claims = { iss: "MessageBird", nbf: now, iat: now, exp: now + 60, jti: randomUUID(), url_hash: sha256(url) };
  if (body) claims.payload_hash = sha256(body);
  return { "messagebird-signature-jwt": jwt(claims, key) };
}

/** Signs with the older scheme, without a token. */
export function signMessageBirdLegacy(url, body, nowMs, key = credentialsOf.messagebird.signing_key) {
  const timestamp = String(Math.floor(nowMs / 1000));
  const query = new URLSearchParams([...new URL(url).searchParams].sort(byName)).toString();
  const digest = createHash("sha256")
    .update(body ?? "")
    .digest();
  const signed = Buffer.concat([Buffer.from(`${timestamp}\n${query}\n`), digest]);
  return { "messagebird-signature": hmac("sha256", key, signed), "messagebird-request-timestamp": timestamp };
}

export function signBandwidth({ callback_username: name, callback_password: password } = credentialsOf.bandwidth) {
  return { authorization: `Basic ${Buffer.from(`${name}:${password}`).toString("base64")}` };
}

function jwt(claims, key) {
  const text = `${base64url(JSON.stringify({ alg: "HS256", typ: "JWT" }))}.${base64url(JSON.stringify(claims))}`;
  return `${text}.${hmac("sha256", key, text, "base64url")}`;
}

/** Seconds by which the clocks of sender and receiver may differ. */
const toleranceSecs = 300;

export type WebhookHeaders = Pick<Headers, "get"> | Record<string, string | string[] | undefined>;

/** The request does not prove that Wireroom sent it. */
export class WebhookRefused extends Error {
  override name = "WebhookRefused";
}

/**
 * Verifies a webhook request by Standard Webhooks 1.0.0 and returns its body, parsed. `body` is the raw text or bytes:
 * a parsed and rendered body has other bytes. `secret` is the endpoint's `secret_key`, or a public key of the account,
 * `whpk_…`, from the endpoint's `public_key_url`. Throws {@link WebhookRefused}, or a `TypeError` for a secret or key
 * that cannot be one.
 *
 * A secret shorter than 24 bytes gets no such signature; use the one that Wireroom generates, or the public key.
 */
export async function verifyWebhook(
  body: string | Uint8Array,
  headers: WebhookHeaders,
  secret: string,
  nowMs: number = Date.now(),
): Promise<unknown> {
  const id = header(headers, "webhook-id");
  const timestamp = header(headers, "webhook-timestamp");
  const signatures = header(headers, "webhook-signature");
  if (!id || !timestamp || !signatures) throw new WebhookRefused("a header of the signature is missing");
  if (!/^\d+$/.test(timestamp) || Math.abs(nowMs / 1_000 - Number(timestamp)) > toleranceSecs)
    throw new WebhookRefused("the timestamp is missing or too far from now");
  const bytes = typeof body === "string" ? new TextEncoder().encode(body) : body;
  const signed = joined(new TextEncoder().encode(`${id}.${timestamp}.`), bytes);
  const { version: wanted, algorithm, key } = await verificationKey(secret);
  for (const signature of signatures.split(" ")) {
    const [version, text] = signature.split(",");
    const presented = version === wanted && text ? decoded(text) : undefined;
    if (presented && (await crypto.subtle.verify(algorithm, key, presented, signed)))
      return JSON.parse(new TextDecoder().decode(bytes));
  }
  throw new WebhookRefused("no signature is right");
}

/** Returns a header by its lowercase name; the first of several. */
function header(headers: WebhookHeaders, name: string): string | undefined {
  // Not by `instanceof`: frameworks bring classes of their own.
  if (typeof headers.get === "function") return headers.get(name) ?? undefined;
  const entry = Object.entries(headers).find(([key]) => key.toLowerCase() === name);
  return Array.isArray(entry?.[1]) ? entry[1][0] : entry?.[1];
}

/** Returns the key that verifies, and the version of the signatures that it verifies. */
async function verificationKey(secret: string): Promise<{ version: string; algorithm: string; key: CryptoKey }> {
  const base64 = /^whpk_(.*)$/.exec(secret)?.[1];
  if (base64 === undefined) {
    const hmac = { name: "HMAC", hash: "SHA-256" };
    return { version: "v1", algorithm: "HMAC", key: await importedKey(secretBytes(secret), hmac) };
  }
  const bytes = decoded(base64);
  if (bytes?.length !== 32) throw new TypeError("the public key of the webhooks is misshapen");
  return { version: "v1a", algorithm: "Ed25519", key: await importedKey(bytes, { name: "Ed25519" }) };
}

function importedKey(bytes: Uint8Array<ArrayBuffer>, algorithm: { name: string; hash?: string }): Promise<CryptoKey> {
  return crypto.subtle.importKey("raw", bytes, algorithm, false, ["verify"]);
}

/** Returns the key of the HMAC: the base64 behind `whsec_`, or the bytes of a secret in another form. */
function secretBytes(secret: string): Uint8Array<ArrayBuffer> {
  const base64 = /^whsec_(.*)$/.exec(secret)?.[1];
  const bytes = base64 === undefined ? new TextEncoder().encode(secret) : decoded(base64);
  // Anyone can sign with an empty key, such as that of an environment variable that is not set.
  if (bytes === undefined || bytes.length < 24) throw new TypeError("the secret of the webhook is missing or too short");
  return bytes;
}

function decoded(base64: string): Uint8Array<ArrayBuffer> | undefined {
  try {
    return Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
  } catch {
    return undefined;
  }
}

function joined(first: Uint8Array, second: Uint8Array): Uint8Array<ArrayBuffer> {
  const both = new Uint8Array(first.length + second.length);
  both.set(first);
  both.set(second, first.length);
  return both;
}

import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync, randomBytes, sign } from "node:crypto";

/** A passkey authenticator and its browser, in Node: makes the answers of `navigator.credentials`. */
export class VirtualAuthenticator {
  /** `algorithm` is one of ES256, EdDSA and RS256; `counts` is false for passkeys that are synchronized. */
  constructor({ origin, algorithm = "ES256", counts = true, privateKey, credentialId } = {}) {
    this.origin = origin;
    this.algorithm = algorithm;
    this.signCount = counts ? 1 : 0;
    this.privateKey = privateKey ? createPrivateKey(privateKey) : keyOf[algorithm]();
    this.credentialId = credentialId ?? randomBytes(32);
    this.userHandle = undefined;
  }

  /** The answer to the options of a registration. `changes` replaces single parts of it. */
  create({ challenge, rp, user }, changes = {}) {
    this.rpId = rp.id;
    this.userHandle = user.id;
    const clientData = {
      type: "webauthn.create",
      challenge,
      origin: this.origin,
      crossOrigin: false,
      ...changes.clientData,
    };
    const attested = Buffer.concat([
      Buffer.alloc(16),
      uint16(this.credentialId.length),
      this.credentialId,
      cbor(coseKey(createPublicKey(this.privateKey))),
    ]);
    const authData = Buffer.concat([this.#head(changes.flags ?? 0x45, changes), attested]);
    const attestationObject = cbor(
      new Map([
        ["fmt", changes.format ?? "none"],
        ["attStmt", new Map()],
        ["authData", authData],
      ]),
    );
    return {
      id: this.credentialId.toString("base64url"),
      type: "public-key",
      response: {
        clientDataJSON: base64url(JSON.stringify(clientData)),
        attestationObject: base64url(attestationObject),
      },
    };
  }

  /** The answer to the options of a sign-in. `changes` replaces single parts of it. */
  get({ challenge, rpId }, changes = {}) {
    this.rpId = rpId;
    if (this.signCount > 0) this.signCount += 1;
    const clientData = {
      type: "webauthn.get",
      challenge,
      origin: this.origin,
      crossOrigin: false,
      ...changes.clientData,
    };
    const json = Buffer.from(JSON.stringify(clientData));
    const authData = this.#head(changes.flags ?? 0x05, changes);
    const signed = Buffer.concat([authData, createHash("sha256").update(json).digest()]);
    const digest = this.algorithm === "EdDSA" ? null : "sha256";
    return {
      id: this.credentialId.toString("base64url"),
      type: "public-key",
      response: {
        clientDataJSON: base64url(json),
        authenticatorData: base64url(authData),
        signature: base64url(sign(digest, signed, this.privateKey)),
        userHandle: this.userHandle,
      },
    };
  }

  #head(flags, { rpId = this.rpId, signCount = this.signCount }) {
    const count = Buffer.alloc(4);
    count.writeUInt32BE(signCount);
    return Buffer.concat([createHash("sha256").update(rpId).digest(), Buffer.from([flags]), count]);
  }
}

const keyOf = {
  ES256: () => generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey,
  EdDSA: () => generateKeyPairSync("ed25519").privateKey,
  RS256: () => generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey,
};

function coseKey(publicKey) {
  const jwk = publicKey.export({ format: "jwk" });
  const bytes = (text) => Buffer.from(text, "base64url");
  if (jwk.kty === "EC")
    return new Map([
      [1, 2],
      [3, -7],
      [-1, 1],
      [-2, bytes(jwk.x)],
      [-3, bytes(jwk.y)],
    ]);
  if (jwk.kty === "OKP")
    return new Map([
      [1, 1],
      [3, -8],
      [-1, 6],
      [-2, bytes(jwk.x)],
    ]);
  return new Map([
    [1, 3],
    [3, -257],
    [-1, bytes(jwk.n)],
    [-2, bytes(jwk.e)],
  ]);
}

/** Encodes integers, texts, bytes and maps in CBOR. */
function cbor(value) {
  if (typeof value === "number") return value < 0 ? head(1, -1 - value) : head(0, value);
  if (typeof value === "string") return Buffer.concat([head(3, Buffer.byteLength(value)), Buffer.from(value)]);
  if (Buffer.isBuffer(value)) return Buffer.concat([head(2, value.length), value]);
  const members = [...value].flatMap(([name, member]) => [cbor(name), cbor(member)]);
  return Buffer.concat([head(5, value.size), ...members]);
}

function head(major, number) {
  if (number < 24) return Buffer.from([(major << 5) | number]);
  if (number < 256) return Buffer.from([(major << 5) | 24, number]);
  return Buffer.concat([Buffer.from([(major << 5) | 25]), uint16(number)]);
}

function uint16(number) {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16BE(number);
  return bytes;
}

const base64url = (bytes) => Buffer.from(bytes).toString("base64url");

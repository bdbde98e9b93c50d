// Common parts of tests of sync: an app that encrypts with the openssl command line, a browser that is a plain
// WebSocket client, and a relay user.
import { spawnSync } from "node:child_process";
import { createCipheriv, createDecipheriv, createHash, generateKeyPairSync, randomBytes } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import WebSocket from "ws";
import { generateRelayKey } from "../../scripts/lib/relay-key.mjs";
import { checkFrame } from "../support/contract/frames.mjs";
import { eventually, startWireroom } from "../support/wireroom.mjs";

export const sealingKeys = `tests:${Buffer.alloc(32, 7).toString("base64")}`;
export const password = "Correct-horse-7";
export const serverKey = generateRelayKey({ id: "k1" });
/** Id of a user who does not exist. */
export const nobody = "00000000-0000-4000-8000-000000000000";

/** Starts a deployment that offers sync. Each test uses its own user, so that password blocks do not interfere. */
export function startSync({ vars = {}, secrets = {} } = {}) {
  const all = { SEALING_KEYS: sealingKeys, RELAY_SERVER_KEYS: serverKey.entry, ...secrets };
  return startWireroom({
    vars,
    secrets: Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined)),
  });
}

let numbers = 0;
/** Inserts a relay user with a proven number into D1. */
export async function newUser(wireroom) {
  const national = `6795${String((numbers += 1)).padStart(5, "0")}`;
  const json = { phone_number: national, name: "Ngozi", country_code: "+237", password, captcha_token: "" };
  const answer = await wireroom.request("POST", "/v2/signup", { json });
  if (answer.status !== 200) throw new Error(`not signed up: ${answer.status} ${answer.text}`);
  const id = answer.body.uid;
  await wireroom.rows("UPDATE relay_users SET state = 'active' WHERE user_id = ?", id);
  return { id, number: `+237${national}` };
}

const sealingKey = Buffer.alloc(32, 7);

/** Returns the binding of a user's sealed shared key. */
function binding(wireroom, user) {
  return Buffer.concat(
    ["relay shared key", wireroom.account.id, user.id].flatMap((part) => {
      const length = Buffer.alloc(8);
      length.writeBigUInt64BE(BigInt(Buffer.byteLength(part)));
      return [length, Buffer.from(part)];
    }),
  );
}

/** Returns the user's row of shared keys, and the key, opened like the server does it. */
export async function storedKey(wireroom, user, { keyId = "tests", key = sealingKey } = {}) {
  const [row] = await wireroom.rows("SELECT * FROM relay_shared_keys WHERE user_id = ?", user.id);
  const [version, id, encoded] = row.sealed_key.split(".");
  if (version !== "v1" || id !== keyId) throw new Error(`sealed under ${id}`);
  const bytes = Buffer.from(encoded, "base64");
  const decipher = createDecipheriv("aes-256-gcm", key, bytes.subarray(0, 12));
  decipher.setAAD(binding(wireroom, user));
  decipher.setAuthTag(bytes.subarray(-16));
  return { row, key: Buffer.concat([decipher.update(bytes.subarray(12, -16)), decipher.final()]).toString() };
}

/** Seals a shared key under the tests' own key. */
export function sealed(wireroom, user, text) {
  const nonce = randomBytes(12);
  const cipher = createCipheriv("aes-256-gcm", sealingKey, nonce);
  cipher.setAAD(binding(wireroom, user));
  return `v1.tests.${Buffer.concat([nonce, cipher.update(text), cipher.final(), cipher.getAuthTag()]).toString("base64")}`;
}

/** Folder for files that openssl reads, deleted when the process ends. */
const folder = mkdtempSync(join(tmpdir(), "wireroom-sync-"));
process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
let files = 0;
export const inFolder = () => mkdtempSync(join(folder, "run-"));
export function inFile(content) {
  const path = join(folder, String((files += 1)));
  writeFileSync(path, content);
  return path;
}

/** Runs openssl on some input; returns its output. */
export function openssl(args, input) {
  const { status, stdout, stderr } = spawnSync("openssl", args, { input });
  if (status !== 0) throw new Error(`openssl ${args[0]}: ${stderr}`);
  return stdout;
}

const oaep = ({ digest = "sha256", mgf1 = "sha1" } = {}) =>
  ["rsa_padding_mode:oaep", `rsa_oaep_md:${digest}`, `rsa_mgf1_md:${mgf1}`].flatMap((option) => ["-pkeyopt", option]);

/** An app on a phone, with its own key pair. */
export class App {
  constructor(wireroom) {
    this.wireroom = wireroom;
    this.privateFile = inFile(openssl(["genpkey", "-quiet", "-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048"]));
    this.publicPem = openssl(["pkey", "-in", this.privateFile, "-pubout"]).toString();
  }

  /** Encrypts a text for the server's key; returns base64. */
  encrypt(text, publicPem, digests) {
    return openssl(["pkeyutl", "-encrypt", "-pubin", "-inkey", inFile(publicPem), ...oaep(digests)], text).toString(
      "base64",
    );
  }

  decrypt(encrypted, digests) {
    return openssl(
      ["pkeyutl", "-decrypt", "-inkey", this.privateFile, ...oaep(digests)],
      Buffer.from(encrypted, "base64"),
    ).toString();
  }

  /** Signs with RSASSA-PSS over SHA-512. */
  sign(text) {
    const pss = ["-sigopt", "rsa_padding_mode:pss", "-sigopt", "rsa_pss_saltlen:-1"];
    return openssl(["dgst", "-sha512", "-sign", this.privateFile, ...pss], text).toString("base64");
  }

  /** Performs step 1 at a URL as the browser shows it. */
  stepOne(url, json = { public_key: this.publicPem }) {
    return this.wireroom.request("POST", pathOf(url), { json });
  }

  /** Performs step 2 with a password, at the path that step 1 named. */
  stepTwo({ public_key, verification_url }, { text = password, digests, ...more } = {}) {
    const json = { password: this.encrypt(text, public_key, digests), ...more };
    return this.wireroom.request("POST", verification_url, { json });
  }

  /** Performs both steps; returns the shared key. */
  async sync(url) {
    const first = await this.stepOne(url);
    const second = await this.stepTwo(first.body);
    if (second.status !== 200) throw new Error(`not synced: ${first.status}, ${second.status} ${second.text}`);
    return this.decrypt(second.body.shared_key);
  }
}

export const pathOf = (url) => new URL(url.replace(/^apps?:/, "http:")).pathname;

/** Opens a session; returns the socket's URL. */
export async function openSession(wireroom, user) {
  const answer = await wireroom.request("GET", `/v2/sync/users/${user}`);
  if (answer.status !== 200) throw new Error(`not opened: ${answer.status} ${answer.text}`);
  return answer.text;
}

/** Extracts the names of the object and of the session from any of its URLs. */
export function sessionOf(url) {
  const [, id] = /\/(?:sessions|init\/[^/]+)\/([^/?]+)/.exec(url);
  return { id, object: /^[0-9a-f]{32}$/.test(id) ? id.slice(0, 16) : undefined };
}

/** Returns the name of the object for a session id of another form. */
export function oddObjectName(user, id) {
  const hash = createHash("sha256");
  for (const part of [user, id]) {
    const length = Buffer.alloc(8);
    length.writeBigUInt64BE(BigInt(Buffer.byteLength(part)));
    hash.update(length).update(part);
  }
  return hash.digest("hex").slice(0, 16);
}

/** A browser that records every frame, in order. */
export class Browser {
  frames = [];
  #waiting = [];

  constructor(url) {
    this.socket = new WebSocket(url);
    this.socket.on("message", (data, isBinary) => {
      const text = data.toString();
      this.frames.push({ text, isBinary, atMs: Date.now() });
      this.#wake();
      checkFrame("syncSession", text.startsWith("{") ? JSON.parse(text) : text);
    });
    this.socket.on("error", (error) => {
      this.error = error;
      this.#wake();
    });
  }

  /** Returns the frame with this index, counted from zero, once it has arrived. */
  async frame(index) {
    await this.#until(() => this.frames.length > index, `frame ${index}`);
    return this.frames[index].text;
  }

  /** Returns the URL in a frame, in either format. */
  async url(index) {
    const text = await this.frame(index);
    return text.startsWith("{") ? JSON.parse(text).qr_url : text;
  }

  /**
   * Returns the server's close code and reason. The runtime keeps the connection itself open for another ten seconds,
   * so the closing frame is what is read.
   */
  async end() {
    await eventually(() => this.socket.readyState >= WebSocket.CLOSING, {
      timeoutMs: 30_000,
      what: `the end; there was ${JSON.stringify(this.texts)}`,
    });
    const end = { code: this.socket._closeCode, reason: this.socket._closeMessage.toString() };
    this.socket.terminate();
    return end;
  }

  get isOpen() {
    return this.socket.readyState === WebSocket.OPEN;
  }

  get texts() {
    return this.frames.map(({ text }) => text);
  }

  close() {
    this.socket.close();
  }

  /** Disconnects without a closing frame, like a browser whose network is gone. */
  vanish() {
    this.socket.terminate();
  }

  #until(holds, what) {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(
        () => reject(new Error(`timed out before ${what}; there was ${JSON.stringify(this.texts)}`)),
        30_000,
      );
      const look = () => {
        if (holds()) resolve();
        else if (this.error) reject(this.error);
        else return false;
        clearTimeout(timer);
        return true;
      };
      if (!look()) this.#waiting.push(look);
    });
  }

  #wake() {
    this.#waiting = this.#waiting.filter((look) => !look());
  }
}

/** Public keys of another kind than the contract's. */
export const oddKeys = {
  short: generateKeyPairSync("rsa", {
    modulusLength: 1024,
    publicKeyEncoding: { type: "spki", format: "pem" },
    privateKeyEncoding: { type: "pkcs8", format: "pem" },
  }).publicKey,
  elliptic: generateKeyPairSync("ec", {
    namedCurve: "P-256",
    publicKeyEncoding: { type: "spki", format: "pem" },
    privateKeyEncoding: { type: "pkcs8", format: "pem" },
  }).publicKey,
};

export const readText = (path) => readFileSync(path, "utf8");

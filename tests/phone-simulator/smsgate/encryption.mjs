import { createCipheriv, createDecipheriv, pbkdf2, randomBytes } from "node:crypto";
import { promisify } from "node:util";

const derive = promisify(pbkdf2);
const keyOf = (passphrase, salt, iterations) => derive(passphrase, salt, iterations, 32, "sha1");

/** Encrypts one value like the app under its passphrase; 16 random bytes are both salt and IV. */
export async function encrypt(value, passphrase, iterations) {
  const salt = randomBytes(16);
  const cipher = createCipheriv("aes-256-cbc", await keyOf(passphrase, salt, iterations), salt);
  const encrypted = Buffer.concat([cipher.update(value, "utf8"), cipher.final()]);
  return `$aes-256-cbc/pbkdf2-sha1$i=${iterations}$${salt.toString("base64")}$${encrypted.toString("base64")}`;
}

/** Decrypts the output of `encrypt`. */
export async function decrypt(text, passphrase) {
  const [, algorithm, parameters, salt, encrypted] = text.split("$");
  if (algorithm !== "aes-256-cbc/pbkdf2-sha1" || !encrypted) throw new Error("not encrypted in a known way");
  const iterations = Number(/(?:^|,)i=(\d+)/.exec(parameters)?.[1]);
  const bytes = Buffer.from(salt, "base64");
  const decipher = createDecipheriv("aes-256-cbc", await keyOf(passphrase, bytes, iterations), bytes);
  return decipher.update(encrypted, "base64", "utf8") + decipher.final("utf8");
}

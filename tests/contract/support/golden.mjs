import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { repositoryRoot } from "../../../scripts/lib/paths.mjs";

/** What differs from run to run: secrets, ids and times. Their length and punctuation stay. */
const changing = [
  [/\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d{3})?/g, (text) => text.replaceAll(/\d/g, "0")],
  [/\beyJ[\w-]+\.[\w-]+\.[\w-]+/g, () => "JWT"],
  [/\b(api|gw|reg)_live_[0-9a-f]{6}\b/g, (_, kind) => `${kind}_live_HEX6`],
  [/"ttl":\d+/g, () => '"ttl":SECONDS'],
  [/whsec_[A-Za-z0-9+/=]+/g, () => "whsec_SECRET"],
  [/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, () => "UUID"],
  [/[0-9a-f]{16,}/g, (text) => `HEX${text.length}`],
  [/(http|ws):\/\/(localhost|127\.0\.0\.1):\d+/g, (_, scheme) => `${scheme}://HOST`],
  [/-----BEGIN PUBLIC KEY-----[\w+/=\\]+-----END PUBLIC KEY-----/g, () => "PEM"],
  [/\b1[789]\d{8}(\.\d+)?\b/g, () => "UNIX-SECONDS"],
  [/\b1[789]\d{11}\b/g, () => "UNIX-MILLISECONDS"],
  [/"(?=[A-Za-z0-9_-]*[A-Z])(?=[A-Za-z0-9_-]*[a-z])[A-Za-z0-9_-]{21}"/g, () => '"ID21"'],
  [/(?<=\/)(?=[A-Za-z0-9_-]*[A-Z])(?=[A-Za-z0-9_-]*[a-z])[A-Za-z0-9_-]{21}(?=\n)/g, () => "ID21"],
];

const file = (name) => join(repositoryRoot, "tests/contract/golden", `${name}.txt`);

/** The answers of one face in the order of the requests, as the text of a golden file. */
export class GoldenAnswers {
  #lines = [];
  #names = new Map();

  constructor(wireroom) {
    this.wireroom = wireroom;
  }

  /** Replaces a value that the test knows by a name in all answers. */
  name(value, name) {
    this.#names.set(String(value), name);
  }

  /** Makes a request and records its status, content type and exact body. */
  async record(method, path, options = {}) {
    const answer = await this.wireroom.request(method, path, { lenient: true, ...options });
    const type = answer.headers.get("content-type") ?? "no content type";
    this.#lines.push(`${method} ${path}\n${answer.status} ${type}\n${answer.text}\n`);
    return answer;
  }

  #constant(text) {
    for (const [value, name] of this.#names) text = text.replaceAll(value, name);
    for (const [pattern, constant] of changing) text = text.replaceAll(pattern, constant);
    return text;
  }

  get text() {
    return this.#constant(this.#lines.join("\n"));
  }
}

/** Returns the stored answers of a face; with WRITE_GOLDEN=1 stores these first. */
export function golden(name, text) {
  if (process.env.WRITE_GOLDEN === "1") {
    mkdirSync(dirname(file(name)), { recursive: true });
    writeFileSync(file(name), text);
  }
  return readFileSync(file(name), "utf8");
}

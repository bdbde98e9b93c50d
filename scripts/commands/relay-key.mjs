import { readFileSync } from "node:fs";
import { readArguments } from "../lib/entry.mjs";
import { PlainError, say } from "../lib/log.mjs";
import { dayId, generateRelayKey, rotateRelayKeys } from "../lib/relay-key.mjs";
import { maxKept, settingName, takes, usage } from "../usage/relay-key.mjs";

export function main(args) {
  const { values } = readArguments(args, takes, `usage: ${usage}`);
  const id = values.id ?? dayId(new Date());
  if (values["rotate-from-stdin"]) {
    const rotated = rotateRelayKeys(readFileSync(0, "utf8"), { id, keep: readCount(values.keep) });
    describe(rotated);
    for (const key of rotated.kept) say(`still decrypts: ${key.id}, SHA-256 fingerprint ${key.fingerprint}`);
    for (const key of rotated.dropped) say(`dropped: ${key.id}, SHA-256 fingerprint ${key.fingerprint}`);
    console.log(rotated.setting);
  } else {
    if (values.keep !== undefined) throw new PlainError(`--keep needs --rotate-from-stdin\nusage: ${usage}`);
    const key = generateRelayKey({ id });
    describe(key);
    console.log(key.entry);
  }
}

function describe({ id, fingerprint }) {
  say(`new key ${id}, SHA-256 fingerprint ${fingerprint}; set ${settingName} to the line on standard output`);
}

function readCount(text = "1") {
  const count = Number(text);
  if (Number.isInteger(count) && count >= 0 && count <= maxKept && text.trim() !== "") return count;
  throw new PlainError(`--keep takes a number from 0 to ${maxKept}\nusage: ${usage}`);
}

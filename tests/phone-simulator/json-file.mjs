import { existsSync, mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";

/** Returns the content of a file, or `undefined` if it does not exist. */
export function readJson(file) {
  if (!file || !existsSync(file)) return undefined;
  requireFile(file);
  return JSON.parse(readFileSync(file, "utf8"));
}

/**
 * Writes a file with credentials atomically, so that a reader sees either the old content or the new. Throws if the
 * path is anything but a file, because renaming would replace it, even a device.
 */
export function writeJson(file, content) {
  requireFile(file);
  mkdirSync(dirname(file), { recursive: true });
  const temporary = `${file}.${process.pid}`;
  writeFileSync(temporary, JSON.stringify(content), { mode: 0o600 });
  renameSync(temporary, file);
}

function requireFile(file) {
  if (statSync(file, { throwIfNoEntry: false })?.isFile() === false) throw new Error(`${file} is not a regular file`);
}

import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";

/** Returns the content of a file, or `undefined` if it does not exist. */
export const readJson = (file) => (file && existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : undefined);

/** Writes a file with credentials atomically, so that a reader sees either the old content or the new. */
export function writeJson(file, content) {
  mkdirSync(dirname(file), { recursive: true });
  const temporary = `${file}.${process.pid}`;
  writeFileSync(temporary, JSON.stringify(content), { mode: 0o600 });
  renameSync(temporary, file);
}

import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";

/** What a file holds, or nothing where there is none. */
export const readJson = (file) => (file && existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : undefined);

/** Writes a file that holds credentials, so that a reader sees either the old content or the new. */
export function writeJson(file, content) {
  mkdirSync(dirname(file), { recursive: true });
  const temporary = `${file}.${process.pid}`;
  writeFileSync(temporary, JSON.stringify(content), { mode: 0o600 });
  renameSync(temporary, file);
}

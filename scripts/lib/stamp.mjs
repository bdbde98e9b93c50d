import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { repositoryRoot } from "./paths.mjs";

function* filesUnder(path) {
  const entries = readdirSync(path, { withFileTypes: true });
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const full = join(path, entry.name);
    if (entry.isDirectory()) yield* filesUnder(full);
    else if (entry.isFile()) yield full;
  }
}

/** Returns one digest over files and folders of the repository and over additional texts. */
export function digestOf(paths, ...texts) {
  const hash = createHash("sha256");
  for (const text of texts) hash.update(text).update("\0");
  for (const path of paths) {
    const full = join(repositoryRoot, path);
    if (!existsSync(full)) continue;
    const files = path.endsWith("/") ? filesUnder(full) : [full];
    for (const file of files) {
      const content = readFileSync(file);
      hash.update(`${relative(repositoryRoot, file)}\0${content.length}\0`).update(content);
    }
  }
  return hash.digest("hex");
}

/**
 * Whether a stamp file holds this digest. A stamp is stored inside its product, so that deleting the product deletes
 * it.
 */
export const isStamped = (file, digest) => existsSync(file) && readFileSync(file, "utf8") === digest;

export function writeStamp(file, digest) {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, digest);
}

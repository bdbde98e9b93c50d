import { existsSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { repositoryRoot } from "../paths.mjs";

/** Returns the files below a folder that a map from path to text does not have. */
const strayFiles = (folder, files) =>
  globSync(`${folder}/**/*.py`, { cwd: repositoryRoot }).filter((path) => !files.has(path));

/** Writes files, given as a map from path to text, and removes others from the folder that holds nothing else. */
export function writeFiles(files, folder) {
  for (const path of strayFiles(folder, files)) rmSync(join(repositoryRoot, path));
  for (const [path, text] of files) {
    const full = join(repositoryRoot, path);
    mkdirSync(dirname(full), { recursive: true });
    writeFileSync(full, text);
  }
}

/** Returns a line for each file that differs from its text, and for each that should not exist. */
export function compareFiles(files, folder) {
  const differs = ([path, text]) => {
    const full = join(repositoryRoot, path);
    return !existsSync(full) || readFileSync(full, "utf8") !== text;
  };
  const changed = [...files].filter(differs).map(([path]) => path);
  return [...changed, ...strayFiles(folder, files)].map((path) => `${path} is not current: run npm run openapi`);
}

import { spawnSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { repositoryRoot } from "../../scripts/lib/paths.mjs";

/**
 * The workspace's crates as Cargo sees them: `{ name, folder, dependencies }`, with the folder relative to the
 * repository and each dependency as `{ name, kind }`; `kind` is null, "dev" or "build".
 */
export function workspaceCrates() {
  const { error, status, stdout, stderr } = spawnSync("cargo", ["metadata", "--no-deps", "--format-version", "1"], {
    cwd: repositoryRoot,
    encoding: "utf8",
    maxBuffer: 1 << 26,
  });
  if (error || status !== 0) throw new Error(`cargo metadata failed: ${error?.message ?? stderr}`);
  return JSON.parse(stdout).packages.map(({ name, manifest_path, dependencies }) => ({
    name,
    folder: relative(repositoryRoot, dirname(manifest_path)),
    dependencies: dependencies.map(({ name, kind }) => ({ name, kind })),
  }));
}

/** The paths of all Rust files below a folder of the repository; none if there is no such folder. */
export function rustFilesIn(folder) {
  const root = join(repositoryRoot, folder);
  if (!existsSync(root)) return [];
  const files = readdirSync(root, { recursive: true, withFileTypes: true });
  return files
    .filter((file) => file.isFile() && file.name.endsWith(".rs"))
    .map((file) => join(file.parentPath, file.name));
}

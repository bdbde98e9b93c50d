import { homedir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

export const repositoryRoot = resolve(dirname(fileURLToPath(import.meta.url)), "../..");
export const nodeModules = join(repositoryRoot, "node_modules");
export const buildDirectory = join(repositoryRoot, "build");
/** Static assets as an upload contains them; wrangler.toml names the same folder. */
export const siteDirectory = join(repositoryRoot, "public");
export const distDirectory = join(repositoryRoot, "dist");
export const wranglerConfigPath = join(repositoryRoot, "wrangler.toml");

/** Path of a command that one of the npm dependencies installs. */
export const localBinary = (name) => join(nodeModules, ".bin", name);

const userCache = process.env.XDG_CACHE_HOME || join(homedir(), ".cache");
const wireroomCache = process.env.WIREROOM_CACHE || join(userCache, "wireroom");

/**
 * Directory of a built command-line tool. It is outside the checkout, so that a new clone need not rebuild the tool.
 */
export const toolDirectory = (tool, version) => join(wireroomCache, "tools", `${tool}-${version}`);

/**
 * Resolves a path relative to the directory in which the user ran npm. npm itself changes to the package's directory.
 */
export const fromCallersDirectory = (path) => resolve(process.env.INIT_CWD ?? process.cwd(), path);

export const defaultStateDirectory = join(repositoryRoot, ".wireroom");

/** Returns the directory that `--state-dir` names, or the one that is used without it. */
export const stateDirectoryOf = (given) => (given ? fromCallersDirectory(given) : defaultStateDirectory);

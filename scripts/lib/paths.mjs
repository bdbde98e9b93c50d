import { homedir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

export const repositoryRoot = resolve(dirname(fileURLToPath(import.meta.url)), "../..");
export const nodeModules = join(repositoryRoot, "node_modules");
export const buildDirectory = join(repositoryRoot, "build");
export const distDirectory = join(repositoryRoot, "dist");
export const wranglerConfigPath = join(repositoryRoot, "wrangler.toml");

/** The path of a command that an npm package of ours installs. */
export const localBinary = (name) => join(nodeModules, ".bin", name);

const userCache = process.env.XDG_CACHE_HOME || join(homedir(), ".cache");
const wireroomCache = process.env.WIREROOM_CACHE || join(userCache, "wireroom");

/** Built command-line tools live outside the checkout, so that a clean clone need not build them again. */
export const toolDirectory = (tool, version) => join(wireroomCache, "tools", `${tool}-${version}`);

/** Paths on a command line are relative to where the person is, which npm hides by changing directory. */
export const fromCallersDirectory = (path) => resolve(process.env.INIT_CWD ?? process.cwd(), path);

export const defaultStateDirectory = join(repositoryRoot, ".wireroom");

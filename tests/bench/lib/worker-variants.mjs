import { readFileSync } from "node:fs";
import { join } from "node:path";
import { builtModules } from "../../../scripts/lib/miniflare-options.mjs";

const source = (name) => readFileSync(new URL(`../worker/${name}.mjs`, import.meta.url), "utf8");

/** The product as built, which is used for timing. */
export const productWorker = (buildDirectory) => builtModules(buildDirectory);

/** The product wrapped in a module that counts. The runtime finds the modules next to the build's own. */
export function countedWorker(buildDirectory) {
  const { modules, modulesRoot } = builtModules(buildDirectory);
  const beside = (name) => ({
    type: "ESModule",
    path: join(modulesRoot, `${name}.js`),
    contents: localImports(source(name)),
  });
  const added = ["counted", "counts", "counted-env", "counted-state"].map(beside);
  return { modules: [...added, ...modules], modulesRoot };
}

const localImports = (text) => text.replaceAll(/from "\.\/([a-z-]+)\.mjs"/g, 'from "./$1.js"');

/** A Worker that only answers. */
export const plainWorker = () => jsWorker("plain", {});

/** A Worker that stores one row in an object before it answers. */
export const objectFloorWorker = () =>
  jsWorker("object-floor", { MESSAGES: { className: "Messages", useSQLite: true } });

const jsWorker = (name, durableObjects) => ({
  modules: [{ type: "ESModule", path: `/${name}.js`, contents: source(name) }],
  modulesRoot: "/",
  durableObjects,
});

import { copyFileSync, cpSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { errorPages, errorsFile } from "./error-pages.mjs";
import { withLock } from "./lock.mjs";
import { documentFolder, documentNames } from "./openapi/documents.mjs";
import { nodeModules, repositoryRoot, siteDirectory } from "./paths.mjs";
import { digestOf, isStamped, writeStamp } from "./stamp.mjs";

/** Files of the viewer's package that a browser needs. */
const viewerFiles = ["swagger-ui-bundle.js", "swagger-ui-bundle.js.LICENSE.txt", "swagger-ui.css", "LICENSE", "NOTICE"];

// site/.assetsignore keeps it from being uploaded.
const stampFile = join(siteDirectory, ".wireroom-stamp");

const siteDigest = () =>
  digestOf(["site/", `${documentFolder}/`, errorsFile, "scripts/lib/error-pages.mjs", "package-lock.json"]);

/** Writes the static assets to public/: the documents of the API, their viewer, and the pages that explain failures. */
export async function ensureSite() {
  if (isStamped(stampFile, siteDigest())) return;
  await withLock(join(repositoryRoot, "target/site.lock"), async () => {
    const digest = siteDigest();
    if (isStamped(stampFile, digest)) return;
    rmSync(siteDirectory, { recursive: true, force: true });
    cpSync(join(repositoryRoot, "site"), siteDirectory, { recursive: true });
    mkdirSync(join(siteDirectory, "openapi/3.0"), { recursive: true });
    for (const name of documentNames) {
      for (const file of [`${name}.json`, `3.0/${name}.json`])
        copyFileSync(join(repositoryRoot, documentFolder, file), join(siteDirectory, "openapi", file));
    }
    copyFileSync(join(repositoryRoot, documentFolder, "asyncapi.json"), join(siteDirectory, "openapi/asyncapi.json"));
    copyFileSync(join(siteDirectory, "openapi/wireroom.json"), join(siteDirectory, "openapi.json"));
    for (const [file, text] of errorPages()) writeFileSync(join(siteDirectory, "errors", file), text);
    for (const file of viewerFiles)
      copyFileSync(join(nodeModules, "swagger-ui-dist", file), join(siteDirectory, "reference", file));
    writeStamp(stampFile, digest);
  });
}
